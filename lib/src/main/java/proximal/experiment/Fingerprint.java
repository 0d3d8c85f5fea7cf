package proximal.experiment;

import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import proximal.environment.SplitMix64;
import proximal.policy.ActionDistribution;
import proximal.policy.ActorCritic;
import proximal.policy.ActorCriticFactory;
import proximal.surrogate.Surrogate;

/**
 * Short texts for functions, which cannot be compared otherwise: what they do on fixed inputs. A lambda that a notebook
 * evaluates again keeps its fingerprint, though it becomes another class; one that was edited gets another, unless the edit
 * makes no difference on those inputs.
 */
final class Fingerprint {
    private static final int LENGTH = 12;
    private static final int ROWS = 8;

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    /** The fingerprint of what was added. */
    String text() {
        return RunIdentity.digest(bytes.toByteArray()).substring(0, LENGTH);
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
     * A surrogate by its values, and by its slopes where it has its own, on a grid: ratios from e^-4 to e^4 in steps of 2 %,
     * 41 advantages from -10 to 10, closer together near 0.
     */
    static String of(Surrogate surrogate) {
        Fingerprint print = new Fingerprint();
        boolean ownSlope = ownSlope(surrogate);
        for (int i = -200; i <= 200; i++) {
            double ratio = StrictMath.exp(0.02 * i);
            for (int j = -20; j <= 20; j++) {
                double advantage = j * (Math.abs(j) + 5) * 0.02;
                try {
                    print.add(surrogate.objective(ratio, advantage));
                    if (ownSlope) {
                        print.add(surrogate.slope(ratio, advantage));
                    }
                } catch (RuntimeException e) {
                    print.add(e.getClass().getName());
                }
            }
        }
        return print.text();
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
