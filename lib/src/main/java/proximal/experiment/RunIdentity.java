package proximal.experiment;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import proximal.record.Checkpoint;
import proximal.record.Json;
import proximal.record.RunLog;

/**
 * What tells a run from every other: the name of the task, the variant and the seed, and what the task and the configuration
 * are. Two runs with the same identity under the same build of the library record the same.
 */
final class RunIdentity {
    /** The member of a checkpoint's manifest that has the identity. */
    private static final String STORE = "store";

    private static final int NAME_LENGTH = 32;
    private static final String LEFT =
            ". It is left as it is: move it away to have the run begin anew, or use another store";

    private final String task;
    private final String variant;
    private final long seed;
    private final Map<String, Object> configuration;

    /**
     * Makes an identity.
     *
     * @param configuration what describes task and configuration, values as JSON has them
     */
    RunIdentity(String task, String variant, long seed, Map<String, Object> configuration) {
        this.task = task;
        this.variant = variant;
        this.seed = seed;
        this.configuration = configuration;
    }

    /** An empty log of the run. */
    RunLog newLog() {
        return new RunLog(task, variant, seed);
    }

    /** The members that a file says whose it is with. */
    Map<String, Object> manifest() {
        Map<String, Object> manifest = new LinkedHashMap<>();
        manifest.put("library", Provenance.version());
        manifest.put("build", Provenance.build());
        manifest.put("task", task);
        manifest.put("variant", variant);
        manifest.put("seed", seed);
        manifest.put("configuration", configuration);
        manifest.put("machine", Provenance.machine());
        return manifest;
    }

    /** The run in words. */
    @Override
    public String toString() {
        return variant + " on " + task + " with seed " + seed;
    }

    /**
     * The name of its files: readable, allowed on every file system, and by the digest at its end different from the name of
     * every other identity, whatever letters, lengths or cases the names of tasks and variants have.
     */
    String fileName() {
        Map<String, Object> whole = manifest();
        whole.remove("library");
        whole.remove("build");
        whole.remove("machine");
        return plain(task) + "_" + plain(variant) + "_seed" + seed + "_"
                + Disk.digest(Json.write(whole).getBytes(StandardCharsets.UTF_8))
                        .substring(0, 16);
    }

    private static String plain(String name) {
        String plain = name.replaceAll("[^A-Za-z0-9.-]+", "-");
        return plain.substring(0, Math.min(NAME_LENGTH, plain.length()));
    }

    /** What a manifest says that is not so here, in words; null where it is of this identity and this build. */
    String difference(Map<String, Object> manifest) {
        Map<String, Object> mine = manifest();
        String maker = otherMaker(manifest);
        if (maker != null) {
            return maker;
        }
        for (String name : new String[] {"task", "variant", "seed"}) {
            if (!Objects.equals(manifest.get(name), mine.get(name))) {
                return "is of the " + name + " " + manifest.get(name) + ", and this run is of " + mine.get(name);
            }
        }
        Map<String, String> theirs = texts(manifest.get("configuration"));
        Map<String, String> ours = texts(configuration);
        TreeSet<String> names = new TreeSet<>(ours.keySet());
        names.addAll(theirs.keySet());
        for (String name : names) {
            if (!Objects.equals(theirs.get(name), ours.get(name))) {
                return "is of another configuration: its " + name + " is " + theirs.get(name)
                        + ", and that of this run " + ours.get(name);
            }
        }
        return null;
    }

    private static String otherMaker(Map<String, Object> manifest) {
        Object library = manifest.get("library");
        if (!Objects.equals(library, Provenance.version())) {
            return "was made by version " + library + " of the library, and this is version " + Provenance.version();
        }
        if (!Objects.equals(manifest.get("build"), Provenance.build())) {
            return "was made by another build of version " + library + " of the library";
        }
        return null;
    }

    /** Notes whose a checkpoint is. */
    void mark(Checkpoint checkpoint) {
        checkpoint.manifest().put(STORE, manifest());
    }

    /**
     * Reads a checkpoint of this run.
     *
     * @throws IllegalStateException if it is torn, or of another run or build
     */
    Checkpoint checkpoint(Path file) {
        Checkpoint checkpoint;
        try {
            checkpoint = Checkpoint.read(file);
        } catch (IllegalArgumentException e) {
            throw new IllegalStateException(e.getMessage() + LEFT, e);
        }
        Map<String, Object> manifest = new LinkedHashMap<>();
        if (checkpoint.manifest().get(STORE) instanceof Map<?, ?> whose) {
            whose.forEach((name, value) -> manifest.put(name.toString(), value));
        }
        String difference = difference(manifest);
        if (difference != null) {
            throw refused(file, difference);
        }
        return checkpoint;
    }

    /** The refusal of a file, and what can be done. */
    static IllegalStateException refused(Path file, String why) {
        return new IllegalStateException("the file " + file.toAbsolutePath() + " " + why + LEFT);
    }

    private static Map<String, String> texts(Object configuration) {
        Map<String, String> texts = new LinkedHashMap<>();
        if (configuration instanceof Map<?, ?> map) {
            map.forEach((name, value) -> texts.put(String.valueOf(name), String.valueOf(value)));
        }
        return texts;
    }
}
