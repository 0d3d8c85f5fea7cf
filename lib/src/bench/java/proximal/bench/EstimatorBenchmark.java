package proximal.bench;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import proximal.importance.DoublyRobust;
import proximal.importance.ImportanceWeights;
import proximal.importance.KlEstimators;
import proximal.importance.OrdinaryImportanceSampling;
import proximal.importance.PerDecisionImportanceSampling;
import proximal.importance.SelfNormalizedImportanceSampling;
import proximal.importance.TruncatedImportanceSampling;

/** One estimate from ten million weights, standard error included; for trajectories, from a million of ten steps. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(value = 1, jvmArgsAppend = "-Xmx1g")
@Warmup(iterations = 2, time = 300, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 100, timeUnit = TimeUnit.MILLISECONDS)
public class EstimatorBenchmark {
    /** The estimators, as the figures name them. */
    static final String[] ESTIMATORS = {
        "weights",
        "ordinary",
        "self_normalised",
        "truncated",
        "per_decision",
        "doubly_robust",
        "self_normalised_doubly_robust",
        "switch",
        "shrinkage",
        "kl"
    };

    private static final int N = 10_000_000;
    private static final int HORIZON = 10;

    /** The estimator. */
    @Param({
        "weights",
        "ordinary",
        "self_normalised",
        "truncated",
        "per_decision",
        "doubly_robust",
        "self_normalised_doubly_robust",
        "switch",
        "shrinkage",
        "kl"
    })
    public String estimator;

    private double[] weights;
    private double[] rewards;
    private double[] model;
    private double[][] ratios;
    private double[][] steps;

    /** Makes weights, of a skewed distribution as in real logs, and rewards. */
    @Setup
    public void setUp() {
        SplittableRandom random = new SplittableRandom(1);
        if (estimator.equals("per_decision")) {
            ratios = new double[N / HORIZON][HORIZON];
            steps = new double[N / HORIZON][HORIZON];
            for (int i = 0; i < N / HORIZON; i++) {
                Arrays.setAll(ratios[i], t -> 0.5 + random.nextDouble());
                Arrays.setAll(steps[i], t -> random.nextDouble());
            }
            return;
        }
        weights = new double[N];
        rewards = new double[N];
        model = new double[N];
        for (int i = 0; i < N; i++) {
            double u = random.nextDouble();
            weights[i] = 0.1 / (u + 1e-3);
            rewards[i] = random.nextDouble();
            model[i] = u;
        }
    }

    /**
     * Estimates.
     *
     * @return the estimate
     */
    @Benchmark
    public Object estimate() {
        return switch (estimator) {
            case "weights" -> ImportanceWeights.of(weights);
            case "ordinary" -> OrdinaryImportanceSampling.of(weights, rewards);
            case "self_normalised" -> SelfNormalizedImportanceSampling.of(weights, rewards);
            case "truncated" -> TruncatedImportanceSampling.of(weights, rewards, 10);
            case "per_decision" -> PerDecisionImportanceSampling.of(ratios, steps, 0.99);
            case "doubly_robust" -> DoublyRobust.of(weights, rewards, model, model);
            case "self_normalised_doubly_robust" -> DoublyRobust.selfNormalized(weights, rewards, model, model);
            case "switch" -> DoublyRobust.switching(weights, rewards, model, model, 10);
            case "shrinkage" -> DoublyRobust.shrunk(weights, rewards, model, model, 100);
            case "kl" -> KlEstimators.of(model);
            default -> throw new IllegalArgumentException("no estimator " + estimator);
        };
    }
}
