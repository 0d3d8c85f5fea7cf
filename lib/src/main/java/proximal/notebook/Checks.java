package proximal.notebook;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * The checks of a notebook, of two kinds. An <i>invariant</i> (an identity, an order, a sign) holds for any parameters and is
 * always checked. A <i>recorded value</i> is what the text says of one run: it is checked with that run's parameters alone, and
 * skipped, which is counted, when the reader has changed one.
 *
 * <pre>{@code
 * Checks checks = Checks.of("5f3c01aa", "CartPole-v1", new long[] {1, 2, 3});   // the recorded run's digest; the parameters
 * double kl = 0.01;
 * checks.invariant(kl >= 0, "the KL divergence is not negative");
 * checks.recorded(() -> kl < 0.02, "the KL divergence stays below 0.02");
 * checks.end();
 * checks.toString();   // "1 invariants hold; 0 recorded values checked, 1 skipped"
 * }</pre>
 *
 * <p>Copy: alone.
 */
public final class Checks {
    private final String digest;
    private final boolean original;
    private final List<String> skipped = new ArrayList<>();
    private int invariants;
    private int recorded;

    private Checks(String digest, boolean original) {
        this.digest = digest;
        this.original = original;
    }

    /**
     * Returns the checks of a notebook, none made yet.
     *
     * @param recordedDigest the {@link #digest} of the parameters with which the recorded values were recorded
     * @param parameters what the recorded values depend on: numbers, texts, arrays of them, configurations
     * @return the checks
     */
    public static Checks of(String recordedDigest, Object... parameters) {
        String digest = String.format("%08x", Arrays.deepToString(parameters).hashCode());
        return new Checks(digest, digest.equals(recordedDigest));
    }

    /**
     * Returns the digest of the parameters, eight hexadecimal digits.
     *
     * @return the digest
     */
    public String digest() {
        return digest;
    }

    /**
     * Tells whether the parameters are those of the recorded values.
     *
     * @return whether recorded values are checked
     */
    public boolean original() {
        return original;
    }

    /**
     * Checks what holds for any parameters.
     *
     * @param holds whether it does
     * @param claim what is claimed, for the reader
     * @throws IllegalStateException if it does not hold
     */
    public void invariant(boolean holds, String claim) {
        require(holds, claim);
        invariants++;
    }

    /**
     * Checks what the text says of the recorded run; skipped with other parameters.
     *
     * @param holds tells whether it holds; not asked when skipped
     * @param claim what is claimed, for the reader
     * @throws IllegalStateException if the parameters are those of the recorded values and it does not hold
     */
    public void recorded(BooleanSupplier holds, String claim) {
        if (original) {
            require(holds.getAsBoolean(), claim);
            recorded++;
        } else {
            skipped.add(claim);
        }
    }

    private static void require(boolean holds, String claim) {
        if (!holds) {
            throw new IllegalStateException("not so: " + claim);
        }
    }

    /** Prints the recorded values that were skipped, a line each, and last how many checks there were of each kind. */
    public void end() {
        if (!skipped.isEmpty()) {
            System.out.println("The parameters are not those of the recorded run. These sentences were not checked:");
            skipped.forEach(claim -> System.out.println("  " + claim));
        }
        System.out.println(this);
    }

    /**
     * Returns how many checks of each kind were made and skipped so far.
     *
     * @return one line
     */
    @Override
    public String toString() {
        return invariants + " invariants hold; " + recorded + " recorded values checked, " + skipped.size()
                + " skipped";
    }
}
