package proximal.environment;

import java.util.random.RandomGenerator;

/**
 * A small, fast generator whose whole state is one readable number, so that a checkpoint can keep it and an environment
 * can seed it again without garbage. The algorithm is that of {@link java.util.SplittableRandom} with a fixed increment
 * (Steele, Lea and Flood 2014, "Fast splittable pseudorandom number generators", OOPSLA). Not thread-safe.
 *
 * <pre>{@code
 * SplitMix64 random = new SplitMix64(SplitMix64.streamSeed(1, 0));
 * random.nextInt(6) // 0
 * }</pre>
 *
 * <p>Copy: alone.
 */
public final class SplitMix64 implements RandomGenerator {
    private static final long INCREMENT = 0x9E3779B97F4A7C15L;

    private long state;

    /**
     * Makes a generator that begins at a seed.
     *
     * @param seed any number
     */
    public SplitMix64(long seed) {
        setState(seed);
    }

    /**
     * Derives the seed of a numbered stream from a seed; different streams of one seed are unrelated. This is how one run's
     * seed is split for its environments, its episodes, its policy and the order of its minibatches.
     *
     * @param seed the seed to split
     * @param stream the number of the stream
     * @return the seed of that stream
     */
    public static long streamSeed(long seed, long stream) {
        return mix(mix(seed + INCREMENT) + INCREMENT * (stream + 1));
    }

    @Override
    public long nextLong() {
        state += INCREMENT;
        return mix(state);
    }

    /**
     * {@return the state, with which a generator goes on where this one stands}
     */
    public long state() {
        return state;
    }

    /**
     * Goes to a state; a seed is the state to begin with.
     *
     * @param state the state
     */
    public void setState(long state) {
        this.state = state;
    }

    private static long mix(long z) {
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
