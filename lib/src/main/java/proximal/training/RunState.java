package proximal.training;

import java.nio.FloatBuffer;
import java.util.List;
import proximal.environment.Require;
import proximal.environment.SplitMix64;
import proximal.environment.VectorEnvironment;
import proximal.policy.ActorCritic;
import proximal.record.Checkpoint;
import proximal.record.RunLog;
import proximal.rollout.RolloutCollector;
import proximal.update.Adam;

/**
 * The parts of a run that change from update to update, on their way into a checkpoint and out of it.
 *
 * <table>
 * <caption>Entries</caption>
 * <tr><th>entry</th><th>content</th></tr>
 * <tr><td>network.parameters</td><td>[parameterCount]</td></tr>
 * <tr><td>network.outputs</td><td>distribution parameters, then values, for the present observations: to see that the network
 * is what it was</td></tr>
 * <tr><td>optimizerN.first, optimizerN.second, optimizerN.steps</td><td>Adam's moments and number of steps</td></tr>
 * <tr><td>environments</td><td>{@link VectorEnvironment#state()}: episodes, observations, normalisation</td></tr>
 * <tr><td>collector</td><td>{@link RolloutCollector#state()}</td></tr>
 * <tr><td>random</td><td>the generators of the actions and of the order of the samples</td></tr>
 * <tr><td>recorded</td><td>how many updates and episodes were recorded</td></tr>
 * </table>
 *
 * <p>Copy: with the library.
 *
 * @param network the network
 * @param optimizers the update rule's optimizers, in their order
 * @param environments the environments
 * @param collector what collects from them
 * @param actionRandom the generator of the actions
 * @param orderRandom the generator of the order of the samples
 * @param log the records so far
 */
public record RunState(
        ActorCritic network,
        List<Adam> optimizers,
        VectorEnvironment environments,
        RolloutCollector collector,
        SplitMix64 actionRandom,
        SplitMix64 orderRandom,
        RunLog log) {
    /** For another processor's rounding; running averages move outputs by far more. */
    private static final double TOLERANCE = 1e-6;

    /** Says that a network does not compute what it did, though its parameters are the same. */
    public static final class HiddenStateException extends IllegalStateException {
        private static final long serialVersionUID = 1;

        HiddenStateException(String message) {
            super(message);
        }
    }

    /**
     * Puts copies into a checkpoint.
     *
     * @param checkpoint where the entries go
     * @throws UnsupportedOperationException if the environments cannot give their state
     */
    public void put(Checkpoint checkpoint) {
        checkpoint.put("environments", environments.state()); // first, since not every environment can
        checkpoint.put("network.parameters", network.parameters());
        checkpoint.put("network.outputs", outputs());
        for (int i = 0; i < optimizers.size(); i++) {
            Adam adam = optimizers.get(i);
            checkpoint.put("optimizer" + i + ".first", adam.firstMoments());
            checkpoint.put("optimizer" + i + ".second", adam.secondMoments());
            checkpoint.put("optimizer" + i + ".steps", new long[] {adam.steps()});
        }
        checkpoint.put("collector", collector.state());
        checkpoint.put("random", new long[] {actionRandom.state(), orderRandom.state()});
        checkpoint.put(
                "recorded", new long[] {log.updates().size(), log.episodes().size()});
    }

    /**
     * Goes to the state in a checkpoint.
     *
     * @param checkpoint what {@link #put} filled
     * @param before the log of that run; what it has beyond the checkpoint is left out
     * @throws IllegalStateException if the network does not fit it
     * @throws HiddenStateException if the network has state beside its parameters
     * @throws IllegalArgumentException if an entry is missing or does not fit
     */
    public void take(Checkpoint checkpoint, RunLog before) {
        float[] parameters = checkpoint.floats("network.parameters");
        Require.state(
                parameters.length == network.parameters().length,
                () -> "the network has " + network.parameters().length + " parameters but that of the checkpoint has "
                        + parameters.length);
        environments.setState(checkpoint.doubles("environments"));
        System.arraycopy(parameters, 0, network.parameters(), 0, parameters.length);
        network.parametersChanged();
        requireSameOutputs(checkpoint.floats("network.outputs"));
        for (int i = 0; i < optimizers.size(); i++) {
            float[] first = checkpoint.floats("optimizer" + i + ".first");
            float[] second = checkpoint.floats("optimizer" + i + ".second");
            optimizers.get(i).restore(first, second, checkpoint.longs("optimizer" + i + ".steps")[0]);
        }
        collector.setState(checkpoint.doubles("collector"));
        actionRandom.setState(checkpoint.longs("random")[0]);
        orderRandom.setState(checkpoint.longs("random")[1]);
        long[] recorded = checkpoint.longs("recorded");
        Require.that(
                before.updates().size() >= recorded[0] && before.episodes().size() >= recorded[1],
                () -> "the log must have the " + recorded[0] + " updates and " + recorded[1]
                        + " episodes before the checkpoint but has "
                        + before.updates().size() + " and " + before.episodes().size());
        for (int i = 0; i < recorded[0]; i++) {
            log.add(before.updates().get(i), before.ratioHistograms().get(i));
        }
        before.episodes().subList(0, (int) recorded[1]).forEach(log::add);
    }

    private float[] outputs() {
        int numEnvs = environments.numEnvs();
        int width = network.distribution().parameterSize();
        float[] parameters = new float[numEnvs * width];
        float[] values = new float[numEnvs];
        network.evaluate(environments.observations, numEnvs, parameters, values);
        FloatBuffer outputs = FloatBuffer.allocate(parameters.length + numEnvs);
        return outputs.put(parameters).put(values).array();
    }

    /** A block of DJL may have running averages beside its parameters, which no checkpoint of ours has. */
    private void requireSameOutputs(float[] before) {
        float[] now = outputs();
        for (int i = 0; i < now.length; i++) {
            boolean masked = now[i] == before[i]; // and infinite
            if (!masked && !(Math.abs(now[i] - before[i]) <= TOLERANCE * (1 + Math.abs(before[i])))) {
                throw new HiddenStateException("the network has state beside its parameters, so that its run cannot be"
                        + " resumed: output " + i + " was " + before[i] + " at the checkpoint and is " + now[i]);
            }
        }
    }
}
