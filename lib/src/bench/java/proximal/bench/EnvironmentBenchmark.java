package proximal.bench;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import proximal.environment.ClassicControl;
import proximal.environment.DiscreteSpace;
import proximal.environment.VectorEnvironment;

/** One step of one environment, eight of them stepped together with changing actions, resets included. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 4, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 300, timeUnit = TimeUnit.MILLISECONDS)
public class EnvironmentBenchmark {
    private static final int NUM_ENVS = 8;

    /** The task. */
    @Param({"CartPole-v1", "MountainCar-v0", "Pendulum-v1", "Acrobot-v1"})
    public String task;

    private final float[] actions = new float[NUM_ENVS];
    private VectorEnvironment environments;
    private int count;
    private int step;

    /** Makes the environments. */
    @Setup
    public void setUp() {
        environments = new VectorEnvironment(() -> ClassicControl.make(task), NUM_ENVS, 1);
        environments.reset();
        count = environments.actionSpace() instanceof DiscreteSpace discrete ? discrete.n() : 2;
    }

    /**
     * Steps all of them.
     *
     * @return the rewards
     */
    @Benchmark
    @OperationsPerInvocation(NUM_ENVS)
    public float[] step() {
        step++;
        for (int env = 0; env < NUM_ENVS; env++) {
            actions[env] = (step + env) % count;
        }
        environments.step(actions);
        return environments.rewards;
    }
}
