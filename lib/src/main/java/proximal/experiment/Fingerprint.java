package proximal.experiment;

import java.io.ByteArrayOutputStream;
import java.lang.reflect.Field;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.Modifier;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import proximal.environment.ClassicControl;
import proximal.environment.Environment;
import proximal.environment.SplitMix64;
import proximal.policy.ActionDistribution;
import proximal.policy.ActorCritic;
import proximal.policy.ActorCriticFactory;
import proximal.policy.Categorical;
import proximal.rollout.Rollout;
import proximal.surrogate.Surrogate;
import proximal.training.AdvantageEstimator;
import proximal.training.Descriptions;
import proximal.training.TrainingConfig;
import proximal.training.TrainingRun;
import proximal.training.UpdateRuleFactory;
import proximal.update.KlRule;

/**
 * Short texts for functions, which cannot be compared otherwise: what they do on fixed inputs. A lambda that a notebook
 * evaluates again keeps its fingerprint, though it becomes another class; one that was edited gets another, unless the edit
 * makes no difference on those inputs.
 */
final class Fingerprint {
    private static final int LENGTH = 12;
    private static final int ROWS = 8;
    private static final int LONG = 1024;

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    /**
     * What describes a task and a configuration: {@link TrainingConfig#describe()}, with the fingerprint of each function that
     * is not the library's own behind its text, and the task.
     *
     * @param environment the fingerprint of the task
     */
    static Map<String, Object> describe(
            String environment, Supplier<? extends Environment> task, TrainingConfig config) {
        Map<String, Object> texts = new LinkedHashMap<>();
        texts.put("environment", environment);
        config.describe().forEach((name, text) -> texts.put(name, text));
        append(texts, "surrogate", config.surrogate(), () -> of(config.surrogate()));
        append(texts, "advantageEstimator", config.advantageEstimator(), () -> of(config.advantageEstimator()));
        append(texts, "klRule", config.klRule(), () -> of(config.klRule()));
        append(texts, "updateRule", config.updateRule(), () -> of(config.updateRule()));
        append(texts, "network", config.network(), () -> of(config.network(), task));
        return texts;
    }

    private static void append(Map<String, Object> texts, String name, Object function, Supplier<String> fingerprint) {
        String text = texts.get(name).toString();
        boolean ours = function.getClass().getName().startsWith("proximal.");
        // A record of ours may hold a lambda of somebody else.
        if (!ours || text.contains("lambda") || text.contains("anonymous")) {
            texts.put(name, text + " " + withCaptured(function, fingerprint.get()));
        }
    }

    /** A lambda is also the values that it holds, where its class can be read. */
    private static String withCaptured(Object function, String print) {
        Class<?> type = function.getClass();
        if (!type.isHidden() && !type.isAnonymousClass()) {
            return print;
        }
        TreeMap<String, String> captured = new TreeMap<>();
        for (Field field : type.getDeclaredFields()) {
            if (Modifier.isFinal(field.getModifiers()) && !Modifier.isStatic(field.getModifiers())) {
                try {
                    field.setAccessible(true);
                    Object value = field.get(function);
                    if (Descriptions.isValue(value)) {
                        captured.put(field.getName(), Descriptions.of(value));
                    }
                } catch (IllegalAccessException | InaccessibleObjectException e) {
                    continue; // What it does is looked at in any case.
                }
            }
        }
        return captured.isEmpty()
                ? print
                : new Fingerprint().add(print).add(captured.toString()).text();
    }

    private static String of(ActorCriticFactory factory, Supplier<? extends Environment> task) {
        try (Environment environment = task.get()) {
            return of(factory, environment.observationSpace().size(), ActionDistribution.of(environment.actionSpace()));
        } catch (Exception e) { // The run will say it.
            return "fails with " + e.getClass().getName();
        }
    }

    /** The fingerprint of what was added. */
    String text() {
        return Disk.digest(bytes.toByteArray()).substring(0, LENGTH);
    }

    Fingerprint add(String text) {
        bytes.writeBytes(text.getBytes(StandardCharsets.UTF_8));
        bytes.write(0);
        return this;
    }

    /** Adds a number as a float: the last bits of a double may differ between processors. */
    Fingerprint add(double number) {
        float rounded = (float) number + 0f; // so that there is one zero
        bytes.writeBytes(ByteBuffer.allocate(Float.BYTES).putFloat(rounded).array());
        return this;
    }

    /** Adds a number with four digits: it comes from long sums or many steps, whose last digits differ between processors. */
    Fingerprint addRounded(double number) {
        return add(
                Double.isFinite(number)
                        ? new BigDecimal(number).round(new MathContext(4)).doubleValue()
                        : number);
    }

    /**
     * A surrogate by its values, and by its slopes where it has its own, on two grids: ratios from e^-4 to e^4 in steps of 2 %
     * with 41 advantages from -10 to 10, closer together near 0; and ratios from 0.5 to 2 in steps of 0.1 % with 6 advantages.
     */
    static String of(Surrogate surrogate) {
        Fingerprint print = new Fingerprint();
        boolean ownSlope = ownSlope(surrogate);
        for (int i = -200; i <= 200; i++) {
            for (int j = -20; j <= 20; j++) {
                print.add(surrogate, StrictMath.exp(0.02 * i), j * (Math.abs(j) + 5) * 0.02, ownSlope);
            }
        }
        for (int i = -693; i <= 693; i++) {
            for (double advantage : new double[] {-3, -1, -0.1, 0.1, 1, 3}) {
                print.add(surrogate, StrictMath.exp(0.001 * i), advantage, ownSlope);
            }
        }
        return print.text();
    }

    private void add(Surrogate surrogate, double ratio, double advantage, boolean ownSlope) {
        try {
            add(surrogate.objective(ratio, advantage));
            if (ownSlope) {
                add(surrogate.slope(ratio, advantage));
            }
        } catch (RuntimeException e) {
            add(e.getClass().getName());
        }
    }

    /**
     * A rule of beta by its values on two grids: 41 coefficients with divergences from e^-6 to e^2 in steps of 10 %, and 5
     * coefficients with divergences from 1e-5 to 10 in steps of 0.5 %.
     */
    static String of(KlRule rule) {
        Fingerprint print = new Fingerprint().add(String.valueOf(rule.needsKl()));
        for (int i = -20; i <= 20; i++) {
            for (int j = -60; j <= 20; j++) {
                print.add(rule, StrictMath.exp(0.5 * i), StrictMath.exp(0.1 * j));
            }
        }
        for (int j = -2303; j <= 461; j++) {
            for (double beta : new double[] {0, 0.01, 0.5, 3, 100}) {
                print.add(rule, beta, StrictMath.exp(0.005 * j));
            }
        }
        return print.text();
    }

    private void add(KlRule rule, double beta, double divergence) {
        try {
            add(rule.next(beta, divergence));
        } catch (RuntimeException e) {
            add(e.getClass().getName());
        }
    }

    /**
     * An estimator by the advantages of two rollouts whose numbers are random, with episodes of both ends: a short one with
     * many, and one of 1024 steps with few, since an estimator may look far ahead.
     */
    static String of(AdvantageEstimator estimator) {
        Fingerprint print = new Fingerprint();
        print.add(estimator, rollout(2 * ROWS, 6), 0.9, 0.99);
        print.add(estimator, rollout(LONG, LONG / 2), 0.99, 1);
        return print.text();
    }

    /** Random numbers; about one step in stepsPerEnd terminates, and as many are truncated. */
    private static Rollout rollout(int steps, int stepsPerEnd) {
        Rollout rollout = new Rollout(steps, 2, 3, new Categorical(2));
        SplitMix64 random = new SplitMix64(2);
        for (float[] array : new float[][] {
            rollout.observations, rollout.rewards, rollout.values, rollout.lastValues, rollout.finalValues
        }) {
            for (int i = 0; i < array.length; i++) {
                array[i] = (float) (2 * random.nextDouble() - 1);
            }
        }
        for (int i = 0; i < rollout.size(); i++) {
            rollout.actions[i] = random.nextInt(2);
            rollout.terminated[i] = random.nextInt(stepsPerEnd) == 0;
            rollout.truncated[i] = random.nextInt(stepsPerEnd) == 0;
        }
        return rollout;
    }

    private void add(AdvantageEstimator estimator, Rollout rollout, double... discounts) {
        for (double discount : discounts) {
            try {
                estimator.estimate(rollout, discount);
                for (float advantage : rollout.advantages) {
                    addRounded(advantage);
                }
            } catch (RuntimeException e) {
                add("fails with " + e.getClass().getName());
            }
        }
    }

    /** An update rule by what two updates with it come to, in a small run of either kind of action. */
    static String of(UpdateRuleFactory rule) {
        Fingerprint print = new Fingerprint();
        print.add(rule, "CartPole-v1");
        print.add(rule, "Pendulum-v1");
        return print.text();
    }

    private void add(UpdateRuleFactory rule, String task) {
        TrainingConfig config = TrainingConfig.withDefaults()
                .withNumEnvs(2)
                .withRolloutSteps(4 * ROWS)
                .withMinibatchSize(2 * ROWS)
                .withTotalSteps(16 * ROWS)
                .withLearningRate(0.01)
                .withUpdateRule(rule);
        try (TrainingRun run = new TrainingRun(() -> ClassicControl.make(task), "", config, 1)) {
            while (!run.finished()) {
                run.update();
            }
            for (float parameter : run.network().parameters()) {
                addRounded(parameter);
            }
        } catch (RuntimeException e) {
            add("fails with " + e.getClass().getName());
        }
    }

    private static boolean ownSlope(Surrogate surrogate) {
        try {
            return surrogate
                            .getClass()
                            .getMethod("slope", double.class, double.class)
                            .getDeclaringClass()
                    != Surrogate.class;
        } catch (NoSuchMethodException e) {
            throw new AssertionError(e);
        }
    }

    /** A network by its kind, its initial parameters for one seed, and its outputs for a few observations. */
    static String of(ActorCriticFactory factory, int observationSize, ActionDistribution distribution) {
        Fingerprint print = new Fingerprint();
        try (ActorCritic network = factory.create(observationSize, distribution, 1)) {
            print.add(network.getClass().getSimpleName());
            for (float parameter : network.parameters()) {
                print.addRounded(parameter);
            }
            SplitMix64 random = new SplitMix64(1);
            float[] observations = new float[ROWS * observationSize];
            for (int i = 0; i < observations.length; i++) {
                observations[i] = (float) (6 * random.nextDouble() - 3);
            }
            float[] parameters = new float[ROWS * network.distribution().parameterSize()];
            float[] values = new float[ROWS];
            network.evaluate(observations, ROWS, parameters, values);
            for (float parameter : parameters) {
                print.addRounded(parameter);
            }
            for (float value : values) {
                print.addRounded(value);
            }
        } catch (RuntimeException e) {
            print.add("fails with " + e.getClass().getName()); // The run will say why.
        }
        return print.text();
    }
}
