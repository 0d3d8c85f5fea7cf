package proximal.experiment;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.apache.spark.SimpleFutureAction;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkContext;
import org.apache.spark.SparkContext$;
import org.apache.spark.SparkExecutorInfo;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.rdd.RDD;
import proximal.environment.Require;
import proximal.record.RunLog;
import scala.Function2;
import scala.Option;
import scala.jdk.javaapi.CollectionConverters;
import scala.runtime.BoxedUnit;
import scala.util.Try;

/**
 * The driver's side of runs on Spark: one job of Spark, a task for each run, results taken as they come. Where a run brings down its
 * workers again and again, Spark gives up the whole job; the run is recorded as failed then and the rest goes into a new one.
 */
final class SparkRuns {
    private static final Pattern MASTER = Pattern.compile("spark://([^:,]+):(\\d+)");
    private static final Pattern GIVEN_UP =
            Pattern.compile("Task (\\d+) in stage \\S+ failed (\\d+) times?, most recent failure: ([^\\n]*)");
    private static final int CONNECT_MILLIS = 5000;
    private static final long LOOK_MILLIS = 100;
    private static final long LAST_MILLIS = 800;

    /** The number of a job, and what its run brought. */
    private record Arrival(int job, RunResult result) {}

    private final SparkRunner runner;
    private final RunWorkers workers;
    private List<RunJob> jobs;

    SparkRuns(SparkRunner runner, List<RunJob> jobs, RunWorkers workers) {
        this.runner = runner;
        this.jobs = jobs;
        this.workers = workers;
    }

    /**
     * Trains all runs, or as many as are done before this thread is interrupted.
     *
     * @throws IllegalStateException if there is no such master, or the workers have another library
     */
    void run() throws InterruptedException {
        List<String> messages = messages(jobs); // before Spark starts: what cannot travel is said at once
        Option<SparkContext> active = SparkContext$.MODULE$.getActive();
        JavaSparkContext spark = active.isDefined() ? JavaSparkContext.fromSparkContext(active.get()) : start();
        try {
            while (!jobs.isEmpty() && !workers.cannotKeep()) {
                train(spark, messages);
                jobs = jobs.stream().filter(job -> !job.finished).toList();
                messages = messages(jobs);
            }
        } finally {
            if (active.isEmpty()) {
                spark.stop();
            }
        }
    }

    private List<String> messages(List<RunJob> some) {
        RunStore store = workers.store();
        return some.stream()
                .map(job -> RunMessage.write(job, store == null ? null : store.folder(), workers.checkpointEvery()))
                .toList();
    }

    private JavaSparkContext start() {
        SparkConf conf = new SparkConf(true);
        conf.setIfMissing("spark.app.name", "Proximal");
        conf.setIfMissing("spark.ui.enabled", "false");
        conf.setIfMissing("spark.driver.maxResultSize", "0"); // the results of thousands of runs, which come one by one
        runner.settings().forEach(conf::set);
        if (!runner.jars().isEmpty()) {
            conf.setJars(runner.jars().toArray(String[]::new));
        }
        Require.state(
                conf.contains("spark.master"),
                () -> "Spark needs a master: name it, as in SparkRunner.at(\"local[2]\"), or start with spark-submit");
        String master = conf.get("spark.master");
        if (master.startsWith("local")) { // nothing comes from outside
            conf.setIfMissing("spark.driver.host", "127.0.0.1");
            conf.setIfMissing("spark.driver.bindAddress", "127.0.0.1");
        }
        requireAnswer(master);
        try {
            return new JavaSparkContext(conf);
        } catch (Exception e) { // Scala throws checked ones too
            throw new IllegalStateException("Spark cannot start with the master " + master + ": " + firstLine(e), e);
        }
    }

    /** Spark itself tries for a minute. */
    private static void requireAnswer(String master) {
        Matcher address = MASTER.matcher(master);
        if (address.find()) {
            try (Socket socket = new Socket()) {
                socket.connect(
                        new InetSocketAddress(address.group(1), Integer.parseInt(address.group(2))), CONNECT_MILLIS);
            } catch (IOException e) {
                throw new IllegalStateException("no Spark master answers at " + master + ": " + e.getMessage(), e);
            }
        }
    }

    private void train(JavaSparkContext spark, List<String> messages) throws InterruptedException {
        List<RunJob> now = jobs;
        BlockingQueue<Arrival> arrived = new LinkedBlockingQueue<>();
        RDD<String> tasks = spark.parallelize(messages, messages.size()).rdd();
        List<Object> numbers =
                new ArrayList<>(IntStream.range(0, now.size()).boxed().toList());
        Function2<Object, RunResult, BoxedUnit> handler = (number, result) -> {
            arrived.add(new Arrival((Integer) number, result)); // no more on the thread that schedules
            return BoxedUnit.UNIT;
        };
        SimpleFutureAction<String> action = spark.sc()
                .submitJob(
                        tasks,
                        new SparkTask(Provenance.version()),
                        CollectionConverters.asScala(numbers).toSeq(),
                        handler,
                        () -> "done");
        try {
            while (!workers.cannotKeep() && (!action.isCompleted() || !arrived.isEmpty())) {
                Arrival arrival = arrived.poll(LOOK_MILLIS, TimeUnit.MILLISECONDS);
                if (arrival != null) {
                    take(now.get(arrival.job), arrival.result);
                }
            }
        } finally {
            if (!action.isCompleted()) {
                action.cancel();
                awaitCheckpoints(spark);
            }
        }
        if (action.isCompleted()) {
            Option<Try<String>> end = action.value();
            if (end.isDefined() && end.get().isFailure()) {
                givenUp(now, end.get().failed().get());
            }
        }
    }

    private void take(RunJob job, RunResult result) {
        Require.state(result.refusal() == null, result::refusal);
        RunLog log = result.log(job.identity, job.config.network());
        workers.receive(job, log, result.checkpoint(), result.ended());
    }

    /** A task that was cancelled writes a checkpoint after its update. */
    private static void awaitCheckpoints(JavaSparkContext spark) {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(LAST_MILLIS);
        boolean interrupted = Thread.interrupted();
        try {
            while (System.nanoTime() < end && running(spark)) {
                TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS / 5);
            }
        } catch (InterruptedException e) {
            interrupted = true;
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static boolean running(JavaSparkContext spark) {
        for (SparkExecutorInfo executor : spark.sc().statusTracker().getExecutorInfos()) {
            if (executor.numRunningTasks() > 0) {
                return true;
            }
        }
        return false;
    }

    /** Records the run that Spark gave up; anything else that ends a job of Spark ends the sweep. */
    private void givenUp(List<RunJob> now, Throwable failure) {
        String message = String.valueOf(failure.getMessage());
        Require.state(
                !message.contains("ClassNotFoundException: proximal.")
                        && !message.contains("InvalidClassException: proximal."),
                () -> "the workers do not have this library: give them its jar, as in"
                        + " SparkRunner.at(...).withJars(\"target/proximal-spark.jar\")");
        Matcher task = GIVEN_UP.matcher(message);
        Require.state(task.find(), () -> "Spark ended the runs: " + firstLine(failure));
        RunJob job = now.get(Integer.parseInt(task.group(1)));
        RunLog log = job.identity.newLog();
        log.fail("on Spark, " + task.group(2) + " times: " + task.group(3));
        job.lasting = false; // with other workers it may be otherwise
        workers.receive(job, log, null, true);
    }

    private static String firstLine(Throwable failure) {
        return String.valueOf(failure.getMessage()).lines().findFirst().orElse(failure.toString());
    }
}
