package proximal.record;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.random.RandomGenerator;
import proximal.environment.BoxSpace;
import proximal.environment.DiscreteSpace;
import proximal.environment.MultiBinarySpace;
import proximal.environment.MultiDiscreteSpace;
import proximal.environment.ObservationNormalization;
import proximal.environment.Require;
import proximal.environment.Space;
import proximal.environment.SquashedSpace;
import proximal.policy.ActionDistribution;
import proximal.policy.ActorCritic;
import proximal.policy.ActorCriticFactory;
import proximal.policy.ActorCriticFactory.PerceptronFactory;
import proximal.policy.MaskedActorCritic;
import proximal.policy.PerceptronConfig;

/**
 * A trained policy to keep: the weights, the normalisation of observations as it was when they were trained, and the actions of
 * the task. Immutable; each thread that acts has an {@link #actor} of its own.
 *
 * <pre>{@code
 * policy.save(Path.of("hopper.policy"));
 * try (Policy.Actor actor = Policy.load(Path.of("hopper.policy")).actor()) {
 *     actor.act(observation, action);                  // the most probable action
 *     actor.sample(observation, random, action);       // one drawn
 * }
 * }</pre>
 *
 * <p>The file is a {@link Checkpoint}, so any language reads it:
 *
 * <table>
 * <caption>The entries</caption>
 * <tr><th>entry</th><th>content</th></tr>
 * <tr><td>manifest.json</td><td>observationSize; network: hiddenSizes, activation and sharedTrunk of a perceptron; actions: how
 * many there are of a discrete task, or actionCounts, bits or squashed; maskSize; scaledActions; epsilon and clip of the normalisation</td></tr>
 * <tr><td>parameters.f32</td><td>the weights, in the order of {@link ActorCritic#parameters()}</td></tr>
 * <tr><td>low.f32, high.f32</td><td>the box of the actions, where they are not discrete</td></tr>
 * <tr><td>normalization.f64</td><td>how many observations were seen, their means and their variances, where observations are
 * normalised</td></tr>
 * </table>
 *
 * <p>Copy: with the library.
 */
public final class Policy {
    private final Checkpoint file;
    private final ActorCriticFactory factory;
    private final int observationSize;
    private final Space actions;
    private final int maskSize;

    private Policy(Checkpoint file, ActorCriticFactory factory) {
        this.file = file;
        this.factory = factory;
        observationSize = number("observationSize").intValue();
        actions = actions(file);
        maskSize = file.manifest().containsKey("maskSize") ? number("maskSize").intValue() : 0;
    }

    private Space actions(Checkpoint file) {
        Map<String, Object> manifest = file.manifest();
        if (manifest.get("actionCounts") instanceof List<?> counts) {
            return MultiDiscreteSpace.of(
                    counts.stream().mapToInt(n -> ((Number) n).intValue()).toArray());
        }
        if (manifest.containsKey("actions")) {
            return new DiscreteSpace(number("actions").intValue());
        }
        if (manifest.containsKey("bits")) {
            return new MultiBinarySpace(number("bits").intValue());
        }
        if (manifest.containsKey("squashed")) {
            return new SquashedSpace(number("squashed").intValue());
        }
        return new BoxSpace(file.floats("low"), file.floats("high"));
    }

    private Number number(String name) {
        Object value = file.manifest().get(name);
        Require.that(value instanceof Number, "the member " + name + " of a policy's manifest", "a number", value);
        return (Number) value;
    }

    /**
     * Copies what a network has learned.
     *
     * @param network the network
     * @param factory what made it
     * @param actions the actions of the task
     * @param scaledActions whether the network's actions lie in [-1, 1] and are to be brought to the task's box
     * @param normalization the normalisation of the observations; null for none
     * @return the policy
     */
    public static Policy of(
            ActorCritic network,
            ActorCriticFactory factory,
            Space actions,
            boolean scaledActions,
            ObservationNormalization normalization) {
        Map<String, Object> manifest = new LinkedHashMap<>();
        manifest.put("format", "proximal policy 1");
        manifest.put("observationSize", network.observationSize());
        manifest.put("network", factory instanceof PerceptronFactory perceptron ? shape(perceptron.config()) : "own");
        manifest.put("scaledActions", scaledActions);
        if (actions instanceof DiscreteSpace discrete) {
            manifest.put("actions", discrete.n());
        } else if (actions instanceof MultiDiscreteSpace several) {
            manifest.put("actionCounts", several.counts());
        } else if (actions instanceof MultiBinarySpace bits) {
            manifest.put("bits", bits.n());
        } else if (actions instanceof SquashedSpace squashed) {
            manifest.put("squashed", squashed.size());
        }
        if (network instanceof MaskedActorCritic masked) {
            manifest.put("maskSize", masked.maskSize());
        }
        if (normalization != null) {
            manifest.put("epsilon", normalization.epsilon());
            if (normalization.clip() < Double.POSITIVE_INFINITY) {
                manifest.put("clip", normalization.clip());
            }
        }
        Checkpoint file = new Checkpoint(manifest);
        file.put("parameters", network.parameters());
        if (actions instanceof BoxSpace box) {
            float[] low = new float[box.size()];
            float[] high = new float[box.size()];
            for (int i = 0; i < low.length; i++) {
                low[i] = box.low(i);
                high[i] = box.high(i);
            }
            file.put("low", low);
            file.put("high", high);
        }
        if (normalization != null) {
            file.put("normalization", normalization.state());
        }
        return new Policy(file, factory);
    }

    private static Map<String, Object> shape(PerceptronConfig config) {
        Map<String, Object> shape = new LinkedHashMap<>();
        shape.put("hiddenSizes", config.hiddenSizes());
        shape.put("activation", config.activation().name().toLowerCase(Locale.ROOT));
        shape.put("sharedTrunk", config.sharedTrunk());
        return shape;
    }

    /**
     * Writes the policy.
     *
     * @param path the file; one of that name is replaced
     * @throws java.io.UncheckedIOException if it cannot be written
     */
    public void save(Path path) {
        file.write(path);
    }

    /**
     * {@return the bytes of the file that {@link #save} writes}
     */
    public byte[] toBytes() {
        return file.toBytes();
    }

    /**
     * Reads a policy whose network is a perceptron of the fast engine.
     *
     * @param path the file
     * @return the policy
     * @throws IllegalArgumentException if the file is torn or no policy, or the network is another
     * @throws java.io.UncheckedIOException if there is no such file or it cannot be read
     */
    public static Policy load(Path path) {
        return load(path, null);
    }

    /**
     * Reads a policy.
     *
     * @param path the file
     * @param network what makes its network; null for the perceptron that the file describes
     * @return the policy
     * @throws IllegalArgumentException if the file is torn or no policy
     * @throws java.io.UncheckedIOException if there is no such file or it cannot be read
     */
    public static Policy load(Path path, ActorCriticFactory network) {
        Checkpoint file = Checkpoint.read(path);
        Require.that(
                "proximal policy 1".equals(file.manifest().get("format")),
                () -> "the file " + path.toAbsolutePath() + " is no policy, but a checkpoint of something else");
        return new Policy(file, network == null ? perceptron(file, path) : network);
    }

    /**
     * Reads a policy from memory.
     *
     * @param bytes what {@link #toBytes()} gave
     * @param network what makes its network
     * @return the policy
     * @throws IllegalArgumentException if they are torn or no policy
     */
    public static Policy of(byte[] bytes, ActorCriticFactory network) {
        return new Policy(Checkpoint.read(bytes), network);
    }

    private static ActorCriticFactory perceptron(Checkpoint file, Path path) {
        Require.that(
                file.manifest().get("network") instanceof Map<?, ?>,
                () -> "the policy " + path.toAbsolutePath()
                        + " has a network of one's own: give its factory, as in Policy.load(path, factory)");
        Map<?, ?> shape = (Map<?, ?>) file.manifest().get("network");
        int[] hiddenSizes = ((List<?>) shape.get("hiddenSizes"))
                .stream().mapToInt(size -> ((Number) size).intValue()).toArray();
        String activation = shape.get("activation").toString().toUpperCase(Locale.ROOT);
        return ActorCriticFactory.perceptron(PerceptronConfig.withDefaults()
                .withHiddenSizes(hiddenSizes)
                .withActivation(PerceptronConfig.Activation.valueOf(activation))
                .withSharedTrunk((Boolean) shape.get("sharedTrunk")));
    }

    /**
     * {@return the number of floats of an observation}
     */
    public int observationSize() {
        return observationSize;
    }

    /**
     * {@return the actions of the task that it was trained on}
     */
    public Space actions() {
        return actions;
    }

    /**
     * Makes what acts by this policy.
     *
     * @return an actor for one thread, owned by the caller
     * @throws IllegalArgumentException if the factory makes a network of another size
     */
    public Actor actor() {
        return new Actor();
    }

    /**
     * {@return the policy in words: what it observes, what it does, and how many parameters it has}
     */
    @Override
    public String toString() {
        return "policy from observations of " + observationSize + " to actions in " + actions + ", with "
                + file.floats("parameters").length + " parameters";
    }

    /** Acts by the policy; for one thread. */
    public final class Actor implements AutoCloseable {
        private final ActorCritic network;
        private final ObservationNormalization normalization;
        private final boolean scaled = Boolean.TRUE.equals(file.manifest().get("scaledActions"));
        private final float[] input = new float[observationSize];
        private final float[] distribution;
        private final float[] value = new float[1];

        private Actor() {
            ActionDistribution family = ActionDistribution.of(actions);
            network = MaskedActorCritic.of(factory, observationSize, maskSize, family, 0);
            distribution = new float[family.parameterSize()];
            float[] parameters = file.floats("parameters");
            Require.that(
                    network.parameters().length == parameters.length,
                    "the number of parameters of the policy's network",
                    "that of the file, " + parameters.length + ",",
                    network.parameters().length);
            System.arraycopy(parameters, 0, network.parameters(), 0, parameters.length);
            network.parametersChanged();
            normalization = file.manifest().containsKey("epsilon") ? normalization() : null;
        }

        private ObservationNormalization normalization() {
            double clip = file.manifest().containsKey("clip") ? number("clip").doubleValue() : Double.POSITIVE_INFINITY;
            ObservationNormalization live = new ObservationNormalization(
                    observationSize, number("epsilon").doubleValue(), clip, maskSize);
            live.setState(file.doubles("normalization"));
            return live.frozen();
        }

        /**
         * Gives the most probable action.
         *
         * @param observation the observation, as the task gives it
         * @param action filled with the action, as the task takes it
         * @throws IllegalArgumentException if the observation has another length than those of the training
         */
        public void act(float[] observation, float[] action) {
            evaluate(observation);
            network.distribution().mode(distribution, 1, action);
            bring(action);
        }

        /**
         * Draws an action.
         *
         * @param observation the observation, as the task gives it
         * @param random where the randomness comes from
         * @param action filled with the action, as the task takes it
         * @throws IllegalArgumentException if the observation has another length than those of the training
         */
        public void sample(float[] observation, RandomGenerator random, float[] action) {
            evaluate(observation);
            network.distribution().sample(distribution, 1, random, action);
            bring(action);
        }

        private void evaluate(float[] observation) {
            Require.that(
                    observation.length == observationSize,
                    "the length of an observation of this policy",
                    Integer.toString(observationSize),
                    observation.length);
            System.arraycopy(observation, 0, input, 0, observationSize);
            if (normalization != null) {
                normalization.normalize(input, 1);
            }
            network.evaluate(input, 1, distribution, value);
        }

        /** Clips to the box of the task, as in training, and scales to it before where the training did. */
        private void bring(float[] action) {
            if (actions instanceof BoxSpace box) {
                for (int i = 0; i < action.length; i++) {
                    double a = action[i];
                    if (scaled) {
                        double share = (Math.min(Math.max(a, -1), 1) + 1) / 2;
                        a = box.low(i) + share * ((double) box.high(i) - box.low(i));
                    }
                    action[i] = (float) Math.min(Math.max(a, box.low(i)), box.high(i));
                }
            }
        }

        @Override
        public void close() {
            network.close();
        }
    }
}
