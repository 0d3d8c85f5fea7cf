package proximal.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import proximal.environment.Environment;
import proximal.environment.EnvironmentWrapper;
import proximal.environment.StepResult;
import proximal.mujoco.MuJoCo;
import proximal.training.TrainingConfig;
import proximal.training.TrainingRun;

/**
 * Whole training on a MuJoCo task with the hyperparameters of the PPO paper, beside the physics alone: the very same steps,
 * played again from a tape, in turns with the updates. Prints microseconds a step of both and their ratio.
 */
final class MuJoCoSpeed {
    private static final int ROLLOUT = 2048;
    private static final int WARM_UP_UPDATES = 6;
    private static final int UPDATES = 18;

    private MuJoCoSpeed() {}

    /** Takes the id of a task. */
    public static void main(String[] arguments) {
        String task = arguments[0];
        TrainingConfig config = TrainingConfig.withDefaults()
                .withNumEnvs(1)
                .withRolloutSteps(ROLLOUT)
                .withMinibatchSize(64)
                .withEpochs(10)
                .withLearningRate(3e-4)
                .withEntropyCoef(0)
                .withNormalizeObservations(true)
                .withNormalizeRewards(true)
                .withNormalizationClip(10)
                .withTotalSteps((long) ROLLOUT * (WARM_UP_UPDATES + UPDATES));
        Tape tape = new Tape(task);
        long training = 0;
        long physics = 0;
        try (TrainingRun run = new TrainingRun(() -> tape, "speed", config, 1);
                Environment alone = MuJoCo.make(task)) {
            while (!run.finished()) {
                boolean warm = run.log().updates().size() >= WARM_UP_UPDATES;
                long begin = System.nanoTime();
                run.update();
                long between = System.nanoTime();
                tape.play(alone);
                training += warm ? between - begin : 0;
                physics += warm ? System.nanoTime() - between : 0;
            }
        }
        double steps = (double) ROLLOUT * UPDATES;
        System.out.printf(
                Locale.ROOT,
                "%.6g %.6g %.6g%n",
                physics / steps / 1e3,
                training / steps / 1e3,
                (double) training / physics);
    }

    /** Notes the seeds and the actions of a rollout. */
    private static final class Tape extends EnvironmentWrapper {
        private final List<float[]> actions = new ArrayList<>();
        /** The seed of the reset before each action; null where there is none. */
        private final List<Long> seeds = new ArrayList<>();

        private Long seed;

        Tape(String task) {
            super(MuJoCo.make(task));
        }

        @Override
        public void reset(long seed, float[] observation) {
            super.reset(seed, observation);
            this.seed = seed;
        }

        @Override
        public void step(float[] action, float[] observation, StepResult result) {
            actions.add(action.clone());
            seeds.add(seed);
            seed = null;
            super.step(action, observation, result);
        }

        /** Plays the rollout on another environment, and forgets it. */
        void play(Environment other) {
            float[] observation = new float[other.observationSpace().size()];
            StepResult result = new StepResult();
            for (int step = 0; step < actions.size(); step++) {
                if (seeds.get(step) != null) {
                    other.reset(seeds.get(step), observation);
                }
                other.step(actions.get(step), observation, result);
            }
            actions.clear();
            seeds.clear();
        }
    }
}
