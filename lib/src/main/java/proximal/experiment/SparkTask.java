package proximal.experiment;

import java.io.Serializable;
import java.util.List;
import org.apache.spark.SparkEnv;
import org.apache.spark.TaskContext;
import scala.collection.Iterator;
import scala.runtime.AbstractFunction1;

/** Trains one run on a worker of Spark. */
final class SparkTask extends AbstractFunction1<Iterator<String>, RunResult> implements Serializable {
    private static final long serialVersionUID = 1;

    /** Of the library on the driver. */
    private final String version;

    SparkTask(String version) {
        this.version = version;
    }

    @Override
    public RunResult apply(Iterator<String> messages) {
        if (!version.equals(Provenance.version())) {
            return RunResult.refused("the workers have version " + Provenance.version()
                    + " of the library and this JVM has version " + version + ": give both the same jar");
        }
        RunMessage.Read read;
        try {
            read = RunMessage.read(messages.next());
        } catch (RuntimeException e) {
            return RunResult.refused("a worker cannot make what it should train: " + e.getMessage());
        }
        RunJob job = read.job();
        TaskContext context = TaskContext.get();
        RunStore store = RunStore.guest(read.store());
        if (store != null) {
            job.offer(store.findUnfinished(job.identity), false);
        }
        new RunWorkers(List.of(job), store, read.checkpointEvery(), null).trainFor(job, context::isInterrupted);
        context.killTaskIfInterrupted();
        if (!job.lasting && context.attemptNumber() + 1 < attempts()) {
            throw new IllegalStateException(job.log.failure().orElse("the run did not end"));
        }
        return RunResult.of(job, job.log);
    }

    /** How often Spark tries a task. */
    private static int attempts() {
        boolean local = SparkEnv.get().conf().get("spark.master", "").startsWith("local");
        return local ? 1 : SparkEnv.get().conf().getInt("spark.task.maxFailures", 4);
    }
}
