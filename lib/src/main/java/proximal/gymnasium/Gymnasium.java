package proximal.gymnasium;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import proximal.environment.Environment;
import proximal.environment.Require;
import proximal.mujoco.PythonPackages;

/**
 * A task of Gymnasium by its id, as {@code gymnasium.make} takes it: what makes its environments. Immutable; several threads
 * may call {@link #get}.
 *
 * <pre>{@code
 * ablation.task("windy grid", Gymnasium.of("windy_grid:WindyGrid-v0")
 *         .withArguments(Map.of("size", 7))
 *         .withWrapper("FrameStackObservation", Map.of("stack_size", 4))
 *         .withWorkers(2));
 * }</pre>
 *
 * <p>The environments run in processes of the Python that has the package {@code gymnasium}: that of the variable {@code
 * VIRTUAL_ENV} or {@code CONDA_PREFIX}, or else of a folder {@code .venv} here or in a folder above. The environments of one
 * {@link proximal.environment.VectorEnvironment} share a process, or as many as {@link #withWorkers} says; each process ends
 * with its environments, and with this one. Modules are looked for in the present folder too. Python runs as the user does
 * and is not confined.
 *
 * <p><b>Spaces.</b> A box, discrete, multi-discrete or multi-binary space, or a dictionary or tuple of such ones, which is
 * flattened. Observations become floats: those of {@code uint8} from 0 to 255 are divided by 255, an index becomes a vector of
 * zeros and a one. Actions must be all numbers or all indices. What {@code info["action_mask"]} or the method {@code
 * action_masks()} gives follows each observation; see {@link Environment#maskSize}.
 *
 * <p><b>Seeds.</b> An episode is reset with 31 bits that come from its seed, since many environments take no more. An
 * environment that draws from a generator of the whole process is not reproduced.
 */
public final class Gymnasium implements Supplier<Environment> {
    private static final String PREFIX = "gymnasium:";

    private final String id;
    private Map<String, Object> arguments = Map.of();
    private List<Map<String, Object>> wrappers = List.of();
    private List<String> modules = List.of();
    private int workers = 1;
    private double timeLimitSeconds = 60;
    private Path python;
    private GymnasiumSpaces spaces;

    private Gymnasium(String id) {
        this.id = id;
    }

    /**
     * Names a task; Python is not asked before the first environment is made.
     *
     * @param id its id, as in {@code CartPole-v1} or {@code module:Name-v0}, also with {@code gymnasium:} before it
     * @return the task
     */
    public static Gymnasium of(String id) {
        return new Gymnasium(isId(id) ? id.substring(PREFIX.length()) : id);
    }

    /**
     * Tells whether an id is one of Gymnasium's.
     *
     * @param id the id
     * @return whether it begins with {@code gymnasium:}
     */
    public static boolean isId(String id) {
        return id.startsWith(PREFIX);
    }

    private Gymnasium copy() {
        Gymnasium copy = new Gymnasium(id);
        copy.arguments = arguments;
        copy.wrappers = wrappers;
        copy.modules = modules;
        copy.workers = workers;
        copy.timeLimitSeconds = timeLimitSeconds;
        copy.python = python;
        return copy;
    }

    /**
     * Gives keyword arguments for {@code gymnasium.make}.
     *
     * @param values by their names: numbers, texts, booleans, and lists and maps of these
     * @return a copy with them
     */
    public Gymnasium withArguments(Map<String, ?> values) {
        Gymnasium copy = copy();
        copy.arguments = new LinkedHashMap<>(values);
        return copy;
    }

    /**
     * Adds a wrapper around those before it.
     *
     * @param name a class of {@code gymnasium.wrappers}, as in {@code GrayscaleObservation}, or another as {@code module:Class}
     * @param values its keyword arguments, as in {@link #withArguments}
     * @return a copy with it
     */
    public Gymnasium withWrapper(String name, Map<String, ?> values) {
        Gymnasium copy = copy();
        copy.wrappers = new ArrayList<>(wrappers);
        copy.wrappers.add(Map.of("name", name, "arguments", new LinkedHashMap<>(values)));
        return copy;
    }

    /**
     * Names modules that are imported first, as those that register the task. A package that declares the namespace of an id
     * (MinAtar of {@code MinAtar/Breakout-v1}) needs none.
     *
     * @param names their names, or {@code module:function} for a function to be called
     * @return a copy with them
     */
    public Gymnasium withModules(String... names) {
        Gymnasium copy = copy();
        copy.modules = List.of(names);
        return copy;
    }

    /**
     * Sets how many processes step the environments of a batch, at the same time; the episodes are the same.
     *
     * @param count how many, at least 1; as many as there are free cores at most is of use
     * @return a copy with it
     * @throws IllegalArgumentException if count is not positive
     */
    public Gymnasium withWorkers(int count) {
        Require.that(count >= 1, "workers", "at least 1", count);
        Gymnasium copy = copy();
        copy.workers = count;
        return copy;
    }

    /**
     * Sets after what time a process that gives no answer is ended.
     *
     * @param seconds the longest time of one step of a batch, positive; 60 where nothing is set. Its start has 60 or more
     * @return a copy with it
     * @throws IllegalArgumentException if seconds is not positive
     */
    public Gymnasium withTimeLimit(double seconds) {
        Require.that(seconds > 0, "timeLimitSeconds", "positive", seconds);
        Gymnasium copy = copy();
        copy.timeLimitSeconds = seconds;
        return copy;
    }

    /**
     * Names the Python to use.
     *
     * @param interpreter the file, as in {@code .venv/bin/python}
     * @return a copy with it
     */
    public Gymnasium withPython(Path interpreter) {
        Gymnasium copy = copy();
        copy.python = interpreter;
        return copy;
    }

    /**
     * Makes an environment; its process begins with its first reset.
     *
     * @return a new environment, to be closed
     * @throws IllegalArgumentException if Gymnasium cannot make it, or a space is of another kind
     * @throws IllegalStateException if there is no Python with Gymnasium, or it does not answer
     */
    @Override
    public Environment get() {
        return new GymnasiumEnvironment(this);
    }

    /**
     * {@return the spaces of the task; Python is asked once}
     */
    public synchronized GymnasiumSpaces spaces() {
        if (spaces == null) {
            try (PythonWorker probe = new PythonWorker(this, 0, 1)) {
                spaces = probe.describe(-1);
            }
        }
        return spaces;
    }

    /** {@return the id of the task, without a prefix} */
    public String id() {
        return id;
    }

    /** {@return how many processes step a batch} */
    public int workers() {
        return workers;
    }

    /** {@return after what time in seconds a process that gives no answer is ended} */
    public double timeLimitSeconds() {
        return timeLimitSeconds;
    }

    /**
     * {@return the Python that runs the environments}
     * @throws IllegalStateException if none was named and none is found
     */
    public Path python() {
        return python == null ? PythonPackages.interpreter("gymnasium") : python;
    }

    /** {@return what a process is told to make: the members id, arguments, wrappers and modules} */
    public Map<String, Object> setup() {
        Map<String, Object> setup = new LinkedHashMap<>();
        setup.put("id", id);
        setup.put("arguments", arguments);
        setup.put("wrappers", wrappers);
        setup.put("modules", modules);
        return setup;
    }

    /** {@return the task in words} */
    @Override
    public String toString() {
        return PREFIX + id + (arguments.isEmpty() ? "" : arguments) + (wrappers.isEmpty() ? "" : wrappers);
    }
}
