package proximal.experiment;

import proximal.environment.BoxSpace;
import proximal.environment.DiscreteSpace;
import proximal.environment.Environment;
import proximal.environment.Space;
import proximal.environment.SplitMix64;
import proximal.environment.StepResult;

/**
 * Steps through an environment, the same ones each time, and adds all that they show to a {@link Fingerprint}. Some actions
 * are drawn anew at each step; others are held for a while, so that the walk goes far.
 */
final class EnvironmentWalk {
    /** Of an environment of the library: what it does is in the build of the library too. */
    private static final int SHORT = 100;
    /** Walks of free and of held actions in turn; each begins a new episode. */
    private static final int[] LONG = {250, 250, 500, 1000};
    /** An action is held for 1, 2, 4, … or 128 steps. */
    private static final int HOLDS = 8;
    /** What is tried in the place of an infinite bound. */
    private static final float WIDE = 10;

    private final Environment environment;
    private final Fingerprint print;
    private final SplitMix64 random = new SplitMix64(7);
    private final float[] observation;
    private final float[] action;
    private final StepResult result = new StepResult();

    EnvironmentWalk(Environment environment, Fingerprint print) {
        this.environment = environment;
        this.print = print;
        observation = new float[environment.observationSpace().size()];
        action = new float[environment.actionSpace().size()];
    }

    /** Walks; what was seen before an exception is added. */
    void walk(boolean ours) {
        if (ours) {
            walk(SHORT, false);
            return;
        }
        boolean held = false;
        for (int steps : LONG) {
            walk(steps, held);
            held = !held;
        }
    }

    private void walk(int steps, boolean held) {
        boolean done = true;
        int left = 0;
        for (int step = 0; step < steps; step++) {
            if (done) {
                environment.reset(random.nextLong(), observation);
                addObservation();
            }
            if (left == 0) {
                draw();
                left = held ? 1 << random.nextInt(HOLDS) : 1;
            }
            left--;
            environment.step(action, observation, result);
            addObservation();
            print.addRounded(result.reward()).add(result.terminated() + " " + result.truncated());
            done = result.done();
        }
    }

    private void addObservation() {
        for (float coordinate : observation) {
            print.addRounded(coordinate);
        }
    }

    private void draw() {
        Space space = environment.actionSpace();
        for (int i = 0; i < action.length; i++) {
            action[i] =
                    space instanceof DiscreteSpace discrete ? random.nextInt(discrete.n()) : draw((BoxSpace) space, i);
        }
    }

    /** A bound, a number between the bounds, or one as small as those that a new policy draws. */
    private float draw(BoxSpace box, int i) {
        float low = Float.isInfinite(box.low(i)) ? Math.min(-WIDE, box.high(i) - 1) : box.low(i);
        float high = Float.isInfinite(box.high(i)) ? Math.max(WIDE, low + 1) : box.high(i);
        float between = (float) random.nextDouble();
        return switch (random.nextInt(4)) {
            case 0 -> low;
            case 1 -> high;
            case 2 -> low + between * (high - low);
            default -> Math.max(low, Math.min(4 * between - 2, high));
        };
    }
}
