package proximal.update;

import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import proximal.environment.Require;
import proximal.environment.SplitMix64;
import proximal.policy.ActorCritic;
import proximal.rollout.Rollout;

/**
 * The update rule of TRPO (Schulman et al. 2015, "Trust Region Policy Optimization", arXiv 1502.05477, appendix C): one step of
 * the policy on the whole rollout, as far as the mean KL(old, new) allows, and the value function fitted beside it.
 *
 * <pre>
 * g = gradient of the policy's objective, (H + damping I) x = g by conjugate gradient from 0
 * s = sqrt(2 klRadius / (x . (H + damping I) x)) x
 * parameters + backtrackFactor^k s, with the first k = 0, 1, … for which KL &lt;= klRadius and the objective improved
 * </pre>
 *
 * <p>The policy's objective is mean(surrogate(r, A)) + entropyCoef * mean(entropy) - klCoef * mean(KL), less any loss terms of
 * one's own. Where no step will do
 * (the gradient is 0 or not finite, a Fisher product is not finite, every step is too far or makes it worse), the policy
 * stays as it was to the bit, and {@link Measure#STEP_FRACTION} is 0. H is {@link FisherMatrix}; conjugate gradient
 * works in double precision.
 *
 * <p>The values then go valueEpochs times through the minibatches with Adam, on the value loss alone. Parameters that the
 * policy depends on too (a shared trunk) take no part in that, or the policy would leave the trust region.
 *
 * <p>What it measures is of the policy after the step, over the whole rollout once, and the value loss over all minibatches.
 *
 * <p>Copy: with the library.
 */
public final class TrustRegionStep implements UpdateRule {
    /** Beyond this the rounding of the products is all that is left of the residual. */
    private static final double RESIDUAL = 1e-6;

    private final TrustRegionConfig config;
    private final boolean normalizeAdvantages;
    private final double maxGradNorm;
    private final Adam adam;
    private final Minibatch all;
    private final Minibatch batch;
    private final int[] order;
    private final FisherMatrix fisher;
    private final ConjugateGradient solver;
    private final Diagnostics diagnostics;
    private final double[] gradient;
    private final double[] direction;
    private final double[] product;
    private final float[] policyGradient;
    /** The parameters before the step, then after it. */
    private final float[] old;

    /** Which parameters the policy depends on. */
    private final boolean[] ofPolicy;

    /** Positive numbers without a pattern, so that gradients that are not 0 do not cancel. */
    private final float[] probe;

    /**
     * Makes the update rule of one network, with the state of the optimiser of its value function.
     *
     * @param network the network to be updated; it must have {@link ActorCritic#tangent}, and its distribution a product with
     *     the Fisher matrix
     * @param rolloutSize the samples of a rollout
     * @param config the step
     * @param minibatchSize the samples of a minibatch of the value fit, a divisor of rolloutSize
     * @param normalizeAdvantages whether the advantages of the rollout are brought to mean 0 and standard deviation 1
     * @param maxGradNorm the Euclidean norm that a gradient of the value fit is scaled down to, positive; infinite for none
     * @param adamEpsilon Adam's epsilon in the value fit, positive
     * @throws IllegalArgumentException if an argument is out of its range
     */
    public TrustRegionStep(
            ActorCritic network,
            int rolloutSize,
            TrustRegionConfig config,
            int minibatchSize,
            boolean normalizeAdvantages,
            double maxGradNorm,
            double adamEpsilon) {
        requireFit(rolloutSize, minibatchSize, normalizeAdvantages);
        Require.that(maxGradNorm > 0, "maxGradNorm", "positive", maxGradNorm);
        this.config = config;
        this.normalizeAdvantages = normalizeAdvantages;
        this.maxGradNorm = maxGradNorm;
        int count = network.parameters().length;
        adam = new Adam(count, adamEpsilon);
        all = new Minibatch(rolloutSize, network.observationSize(), network.distribution());
        batch = new Minibatch(minibatchSize, network.observationSize(), network.distribution());
        order = new int[rolloutSize];
        fisher = new FisherMatrix(network, rolloutSize, config.damping());
        solver = new ConjugateGradient(count, config.cgIterations(), RESIDUAL);
        diagnostics = new Diagnostics(count);
        gradient = new double[count];
        direction = new double[count];
        product = new double[count];
        policyGradient = new float[count];
        old = new float[count];
        ofPolicy = new boolean[count];
        probe = new float[all.distributionGradient.length];
        SplitMix64 random = new SplitMix64(1);
        for (int i = 0; i < probe.length; i++) {
            probe[i] = 1 + random.nextFloat();
        }
    }

    /**
     * Checks the sizes as the constructor does, before there is a network.
     *
     * @param rolloutSize the samples of a rollout
     * @param minibatchSize the samples of a minibatch of the value fit
     * @param normalizeAdvantages whether the advantages of the rollout are brought to mean 0 and standard deviation 1
     * @throws IllegalArgumentException if minibatchSize is no divisor of rolloutSize, or rolloutSize is 1 and cannot be
     *     normalised
     */
    public static void requireFit(long rolloutSize, int minibatchSize, boolean normalizeAdvantages) {
        Minibatch.requireDivisor(minibatchSize, rolloutSize);
        if (normalizeAdvantages && rolloutSize == 1) {
            throw new IllegalArgumentException(
                    "a rollout must have at least 2 samples where normalizeAdvantages is set but has 1");
        }
    }

    @Override
    public List<Adam> optimizers() {
        return List.of(adam);
    }

    @Override
    public Diagnostics update(
            ActorCritic network, Rollout rollout, Objective objective, double learningRate, RandomGenerator random) {
        Minibatch.requireSize(rollout, order.length);
        Arrays.setAll(order, i -> i);
        all.gather(rollout, order, 0);
        if (normalizeAdvantages) {
            all.normalizeAdvantages();
        }
        System.arraycopy(network.parameters(), 0, old, 0, old.length);
        try {
            stepPolicy(network, objective);
        } catch (RuntimeException e) {
            moveTo(network, 0);
            throw e;
        }
        System.arraycopy(network.parameters(), 0, old, 0, old.length);
        for (int epoch = 0; epoch < config.valueEpochs(); epoch++) {
            Minibatch.shuffle(order, random);
            for (int first = 0; first < order.length; first += batch.size) {
                Minibatch.requireNotInterrupted();
                batch.gather(rollout, order, first);
                stepValues(network, objective, learningRate);
            }
        }
        return diagnostics;
    }

    private void stepPolicy(ActorCritic network, Objective objective) {
        network.forward(all.observations, all.size, all.distributionParameters, all.values);
        double before = measure(network, objective);
        takeGradients(network);
        double norm = Math.sqrt(ConjugateGradient.dot(gradient, gradient));
        double expected = norm > 0 && norm < Double.POSITIVE_INFINITY ? solve(network) : Double.NaN;
        double improvement = 0;
        double fraction = expected > 0 ? 1 : 0;
        int backtracks = 0;
        while (fraction > 0) {
            moveTo(network, fraction);
            improvement = improvement(network, objective, before);
            if (improvement > 0) {
                break;
            }
            backtracks++;
            fraction = backtracks < config.maxBacktracks() ? fraction * config.backtrackFactor() : 0;
        }
        if (backtracks > 0 && fraction == 0) {
            moveTo(network, 0);
            improvement = 0;
            network.forward(all.observations, all.size, all.distributionParameters, all.values);
            measure(network, objective);
        }
        // Parameters with zero gradient before the step, as behind a weight of 0, can now affect the policy.
        addToPolicy(network);
        diagnostics.addGradient(policyGradient, norm);
        diagnostics.put(Measure.BACKTRACKS, backtracks);
        diagnostics.put(Measure.STEP_FRACTION, fraction);
        diagnostics.put(Measure.EXPECTED_IMPROVEMENT, expected);
        diagnostics.put(Measure.IMPROVEMENT, improvement);
        // The line search has looked at the divergence of the policy after the step.
        diagnostics.put(Measure.FINAL_KL, diagnostics.get(Measure.KL));
    }

    /** The gradient of the policy's objective, which is to be ascended, and the parameters that the policy depends on. */
    private void takeGradients(ActorCritic network) {
        network.backward(all.distributionGradient, null);
        System.arraycopy(network.gradient(), 0, policyGradient, 0, policyGradient.length);
        for (int i = 0; i < gradient.length; i++) {
            gradient[i] = -policyGradient[i];
        }
        Arrays.fill(ofPolicy, false);
        addToPolicy(network);
    }

    private void addToPolicy(ActorCritic network) {
        network.backward(probe, null);
        for (int i = 0; i < ofPolicy.length; i++) {
            ofPolicy[i] |= network.gradient()[i] != 0;
        }
    }

    /** Makes direction the full step; gives the improvement that the gradient promises for it, or NaN if there is none. */
    private double solve(ActorCritic network) {
        fisher.at(all.distributionParameters);
        double residual = solver.solve(fisher, gradient, direction);
        if (Double.isNaN(residual)) {
            return Double.NaN;
        }
        fisher.apply(direction, product);
        double curvature = ConjugateGradient.dot(direction, product);
        double scale = Math.sqrt(2 * config.klRadius() / curvature);
        if (!(curvature > 0 && scale > 0 && scale < Double.POSITIVE_INFINITY)) {
            return Double.NaN;
        }
        for (int i = 0; i < direction.length; i++) {
            direction[i] *= scale;
        }
        return ConjugateGradient.dot(gradient, direction);
    }

    /** What the objective gained where the network is now; NaN if that is outside the trust region. */
    private double improvement(ActorCritic network, Objective objective, double before) {
        Minibatch.requireNotInterrupted();
        network.forward(all.observations, all.size, all.distributionParameters, all.values);
        // First: an infinite divergence comes with ratios that the objective refuses.
        network.distribution().kl(all.oldDistributionParameters, all.distributionParameters, all.size, all.kl);
        return all.mean(all.kl) <= config.klRadius() ? measure(network, objective) - before : Double.NaN;
    }

    /** Measures the policy of the last forward anew; gives its objective. */
    private double measure(ActorCritic network, Objective objective) {
        diagnostics.clear();
        diagnostics.beginEpoch();
        return -objective.evaluatePolicy(network.distribution(), all, diagnostics);
    }

    private void moveTo(ActorCritic network, double fraction) {
        float[] parameters = network.parameters();
        for (int i = 0; i < old.length; i++) {
            parameters[i] = fraction == 0 ? old[i] : (float) (old[i] + fraction * direction[i]);
        }
        network.parametersChanged();
    }

    private void stepValues(ActorCritic network, Objective objective, double learningRate) {
        network.forward(batch.observations, batch.size, batch.distributionParameters, batch.values);
        batch.clearGradients();
        objective.evaluateValues(batch, diagnostics);
        network.backward(null, batch.valueGradient);
        float[] valueGradient = network.gradient();
        for (int i = 0; i < ofPolicy.length; i++) {
            if (ofPolicy[i]) {
                valueGradient[i] = 0;
            }
        }
        float[] parameters = network.parameters();
        adam.step(parameters, valueGradient, learningRate, maxGradNorm);
        for (int i = 0; i < ofPolicy.length; i++) {
            if (ofPolicy[i]) {
                parameters[i] = old[i]; // Adam goes on where a parameter took part in an earlier update.
            }
        }
        network.parametersChanged();
    }

    /**
     * {@return the gradient g of the policy's objective in the last update, a copy}
     */
    public double[] gradient() {
        return gradient.clone();
    }

    /**
     * {@return the full step s of the last update, before the line search, a copy; without meaning where {@link
     * Measure#EXPECTED_IMPROVEMENT} is NaN}
     */
    public double[] fullStep() {
        return direction.clone();
    }
}
