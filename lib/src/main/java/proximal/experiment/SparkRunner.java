package proximal.experiment;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import proximal.environment.Require;

/**
 * Trains the runs of an ablation or a sweep on Apache Spark: a run is a task, and what it recorded goes into the store of the
 * ablation as soon as it ends.
 *
 * <pre>{@code
 * new Ablation(config).variants(space.grid()).task("CartPole-v1").seeds(1, 2, 3)
 *         .store(Path.of("runs")).on(SparkRunner.at("local[*]")).run();
 * }</pre>
 *
 * <p><b>What travels.</b> Configurations of numbers, records and classes without fields that a jar holds; a surrogate that is a lambda
 * or a class of a notebook cell cannot travel, so write it as a class in a jar that the workers have. Tasks by their id, or a record
 * that makes them.
 *
 * <p><b>What fails.</b> A run that fails is recorded with its reason, as it is without Spark, since the same seed fails in the same
 * way. One that dies for want of memory or with its worker is trained again, {@code spark.task.maxFailures} times in all, and then
 * recorded as failed; it goes on from its checkpoint where the workers see the folder of the store. A driver that dies leaves the
 * finished runs in the store, and a rerun trains the others.
 *
 * <p><b>Class path.</b> Spark is not among the jars of the library: {@code mvn package} puts it into {@code target/spark}, and
 * spark-submit brings its own. On Java 17 and later Spark opens packages of the JDK to itself on its workers; the JVM that calls
 * {@link Ablation#run()} was seen to need none of them for what is done here.
 *
 * <p><b>What it costs.</b> A task takes 13 to 17 ms more than a run without Spark. A result of 781 updates and 1,323 episodes is 224 kB
 * on the wire, and takes the driver 14 ms to read and 0.6 MB to hold (measured on two cores of an AMD EPYC by SparkOverhead, among
 * the benchmarks). So a driver takes in about 60 such runs a second: 1,000 cores are kept busy where a run takes 17 s or longer, and
 * 10,000 runs want {@code --driver-memory 8g}.
 *
 * <p>One context of Spark is there for one call of {@code run()}, or the one that this JVM has already. Immutable.
 */
public final class SparkRunner {
    private final Map<String, String> settings;
    private final List<String> jars;

    private SparkRunner(Map<String, String> settings, List<String> jars) {
        this.settings = Collections.unmodifiableMap(settings);
        this.jars = List.copyOf(jars);
    }

    /**
     * Names a master.
     *
     * @param master its URL: {@code local[2]} for two threads of this JVM, {@code local[*]} for one a processor, {@code
     *     spark://host:7077} for a standalone cluster, {@code yarn} or {@code k8s://...}
     * @return the runner
     * @throws IllegalArgumentException if it is blank
     */
    public static SparkRunner at(String master) {
        Require.that(master != null && !master.isBlank(), "the master", "a URL such as local[2]", master);
        return submitted().with("spark.master", master);
    }

    /** {@return a runner with the master and the settings that spark-submit gave this JVM} */
    public static SparkRunner submitted() {
        return new SparkRunner(new LinkedHashMap<>(), List.of());
    }

    /**
     * Sets a property of Spark.
     *
     * @param name its name, as in {@code spark.executor.memory}
     * @param value its value
     * @return a runner with it
     */
    public SparkRunner with(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(settings);
        more.put(name, value);
        return new SparkRunner(more, jars);
    }

    /**
     * Names jars that are sent to the workers: the library's in one ({@code mvn -Pspark package}), where they do not have it.
     *
     * @param paths their files
     * @return a runner with them too
     */
    public SparkRunner withJars(String... paths) {
        List<String> more = new ArrayList<>(jars);
        more.addAll(List.of(paths));
        return new SparkRunner(settings, more);
    }

    Map<String, String> settings() {
        return settings;
    }

    List<String> jars() {
        return jars;
    }

    /** Trains runs, and has the workers' owner keep them. */
    void train(List<RunJob> jobs, RunWorkers workers) throws InterruptedException {
        if (jobs.isEmpty()) {
            return;
        }
        try {
            Class.forName("org.apache.spark.SparkContext", false, SparkRunner.class.getClassLoader());
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(
                    "Apache Spark is not on the class path: in a notebook %classpath ../target/spark/*.jar adds it after"
                            + " mvn package",
                    e);
        }
        new SparkRuns(this, jobs, workers).run();
    }
}
