package proximal.policy;

import ai.djl.nn.Block;
import java.util.List;

/**
 * Makes tanh perceptrons on DJL; a record and not a lambda, so that its text says what it makes.
 *
 * <p>Copy: with the library.
 *
 * @param shared whether policy and values share their hidden layers
 * @param hiddenSizes the units of each hidden layer
 */
public record DjlPerceptronFactory(boolean shared, List<Integer> hiddenSizes) implements ActorCriticFactory {

    @Override
    public ActorCritic create(int observationSize, ActionDistribution distribution, long seed) {
        int outputs = distribution.parameterSize() - distribution.freeParameters();
        int[] sizes = hiddenSizes.stream().mapToInt(Integer::intValue).toArray();
        Block block =
                shared ? PerceptronBlock.shared(sizes, outputs, seed) : PerceptronBlock.separate(sizes, outputs, seed);
        return new DjlActorCritic(block, observationSize, distribution, seed);
    }
}
