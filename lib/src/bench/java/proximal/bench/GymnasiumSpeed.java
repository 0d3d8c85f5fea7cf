package proximal.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.Locale;
import proximal.environment.SplitMix64;
import proximal.environment.VectorEnvironment;
import proximal.gymnasium.Gymnasium;

/**
 * Steps of a Gymnasium task over the bridge, with one worker and with two, beside Gymnasium's own SyncVectorEnv in Python, as it
 * is and with a seed for each episode, as the bridge has it: in turns, so that all see the same machine. Prints the steps a
 * second of SyncVectorEnv, the seeded one, one worker and two (the fastest turn each); then the medians of the ratios of one
 * worker to SyncVectorEnv and to the seeded one, and those of two. The last number is what the machine allows two workers: the
 * steps of two SyncVectorEnv that share nothing, side by side, over those of one alone.
 */
final class GymnasiumSpeed {
    private static final int TURNS = 15;
    private static final double TURN_SECONDS = 0.7;

    private GymnasiumSpeed() {}

    /** Takes the id of a task, the number of environments, and the guess of steps a second that sets the length of a turn. */
    public static void main(String[] arguments) throws IOException {
        Gymnasium task = Gymnasium.of(arguments[0]);
        int numEnvs = Integer.parseInt(arguments[1]);
        int steps = (int) (TURN_SECONDS * Double.parseDouble(arguments[2]) / numEnvs);
        Process sync = sync(task, arguments, steps, "unseeded");
        Process seeded = sync(task, arguments, steps, "seeded");
        Process other = sync(task, arguments, steps, "unseeded");
        double[][] seconds = new double[5][TURNS];
        try (VectorEnvironment one = new VectorEnvironment(task, numEnvs, 1);
                VectorEnvironment two = new VectorEnvironment(task.withWorkers(2), numEnvs, 1)) {
            one.reset();
            two.reset();
            for (int turn = -3; turn < TURNS; turn++) {
                int at = Math.max(turn, 0); // the first ones warm up
                seconds[0][at] = python(sync);
                seconds[1][at] = python(seeded);
                begin(other);
                seconds[4][at] = Math.max(python(sync), end(other)) / 2;
                seconds[2][at] = play(one, steps);
                seconds[3][at] = play(two, steps);
            }
        }
        sync.destroy();
        seeded.destroy();
        other.destroy();
        StringBuilder line = new StringBuilder();
        for (double[] own : Arrays.copyOf(seconds, 4)) {
            line.append(String.format(
                    Locale.ROOT,
                    "%.0f ",
                    numEnvs * steps / Arrays.stream(own).min().orElseThrow()));
        }
        for (int kind = 2; kind < 4; kind++) {
            for (int peer = 0; peer < 2; peer++) {
                line.append(String.format(Locale.ROOT, "%.3f ", medianRatio(seconds[peer], seconds[kind])));
            }
        }
        line.append(String.format(Locale.ROOT, "%.3f", medianRatio(seconds[0], seconds[4])));
        System.out.println(line);
    }

    private static double medianRatio(double[] over, double[] under) {
        double[] ratios = new double[TURNS];
        Arrays.setAll(ratios, turn -> over[turn] / under[turn]);
        Arrays.sort(ratios);
        return ratios[TURNS / 2];
    }

    private static Process sync(Gymnasium task, String[] arguments, int steps, String mode) throws IOException {
        String script = "lib/src/bench/python/sync_vector_speed.py";
        return new ProcessBuilder(task.python().toString(), script, arguments[0], arguments[1], "" + steps, mode)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    private static double python(Process sync) throws IOException {
        begin(sync);
        return end(sync);
    }

    private static void begin(Process sync) throws IOException {
        OutputStream out = sync.getOutputStream();
        out.write('\n');
        out.flush();
    }

    private static double end(Process sync) throws IOException {
        BufferedReader in = sync.inputReader();
        return Double.parseDouble(in.readLine());
    }

    private static double play(VectorEnvironment environments, int steps) {
        float[][] actions = new float[64]
                [environments.numEnvs() * environments.actionSpace().size()];
        SplitMix64 random = new SplitMix64(1);
        float[] action = new float[environments.actionSpace().size()];
        for (float[] all : actions) {
            for (int i = 0; i < all.length; i += action.length) {
                environments.actionSpace().sample(random, action);
                System.arraycopy(action, 0, all, i, action.length);
            }
        }
        long begin = System.nanoTime();
        for (int step = 0; step < steps; step++) {
            environments.step(actions[step % 64]);
        }
        return (System.nanoTime() - begin) * 1e-9;
    }
}
