package proximal.experiment;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import proximal.record.Disk;
import proximal.record.Json;
import proximal.record.RunLog;
import proximal.training.TrainingConfig;

/**
 * What a run is known by: the name of the task, the variant, the seed, and the text of the configuration. Functions have no
 * text, so runs with the same identity may still compute otherwise; {@link Replay} finds that out.
 *
 * @param configuration {@link TrainingConfig#describe()}
 */
record RunIdentity(String task, String variant, long seed, Map<String, String> configuration) {
    private static final int NAME_LENGTH = 32;

    /** An empty log of the run. */
    RunLog newLog() {
        return new RunLog(task, variant, seed);
    }

    /** The members that a file says whose it is with. */
    Map<String, Object> manifest() {
        Map<String, Object> manifest = new LinkedHashMap<>();
        manifest.put("task", task);
        manifest.put("variant", variant);
        manifest.put("seed", seed);
        manifest.put("configuration", configuration);
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
        return plain(task) + "_" + plain(variant) + "_seed" + seed + "_"
                + Disk.digest(Json.write(manifest()).getBytes(StandardCharsets.UTF_8))
                        .substring(0, 16);
    }

    private static String plain(String name) {
        String plain = name.replaceAll("[^A-Za-z0-9.-]+", "-");
        return plain.substring(0, Math.min(NAME_LENGTH, plain.length()));
    }
}
