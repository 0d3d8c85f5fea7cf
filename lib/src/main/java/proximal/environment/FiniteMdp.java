package proximal.environment;

import java.util.Arrays;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.apache.commons.math3.linear.ArrayRealVector;
import org.apache.commons.math3.linear.LUDecomposition;
import org.apache.commons.math3.linear.MatrixUtils;
import org.apache.commons.math3.linear.RealMatrix;

/**
 * A Markov decision process with finitely many states and actions, given by its transition probabilities and rewards: a task
 * that can be trained on as any other, and whose values are known exactly. The values of a policy pi solve linear equations,
 *
 * <pre>
 * V(s) = sum_a pi(a | s) sum_s' P(s' | s, a) (R(s, a, s') + gamma V(s')),
 * </pre>
 *
 * by LU decomposition (Commons Math). A state that no action leaves (all its probabilities are 0) is terminal, with the value 0.
 * The observation is the state in one-hot form. Source: Puterman 1994, "Markov Decision Processes", section 6.1.
 *
 * <pre>{@code
 * double[][][] transitions = new double[2][1][2], rewards = new double[2][1][2];
 * transitions[0][0] = new double[] {0.5, 0.5};   // state 0 stays or ends, state 1 is terminal
 * rewards[0][0] = new double[] {1, 1};
 * FiniteMdp mdp = new FiniteMdp("Coin", transitions, rewards, new double[] {1, 0});
 * mdp.values(new double[][] {{1}, {1}}, 1)[0]    // 2: the expected number of tosses
 * }</pre>
 *
 * <p>Copy: with the library.
 */
public final class FiniteMdp extends ClassicTask {
    private static final double ROUNDING = 1e-9;

    private final double[][][] transitions;
    private final double[][][] rewards;
    private final double[] start;
    private final boolean[] terminal;
    private final SplitMix64 draws = new SplitMix64(0);

    /**
     * Makes a process.
     *
     * @param name the name of the task
     * @param transitions P(s' | s, a) as [s][a][s']; for each s and a of sum 1, or all 0 for a terminal s
     * @param rewards R(s, a, s') as [s][a][s'], finite
     * @param start the probabilities of the first state, of sum 1, 0 for terminal states
     * @throws IllegalArgumentException if the shapes differ, or these are no probabilities
     */
    public FiniteMdp(String name, double[][][] transitions, double[][][] rewards, double[] start) {
        super(name, 3, BoxSpace.of(transitions.length, 0, 1), new DiscreteSpace(transitions[0].length));
        this.transitions = copy(name, "transitions", transitions);
        this.rewards = copy(name, "rewards", rewards);
        this.start = start.clone();
        terminal = new boolean[transitions.length];
        for (int s = 0; s < states(); s++) {
            terminal[s] = Arrays.stream(transitions[s])
                    .flatMapToDouble(Arrays::stream)
                    .allMatch(p -> p == 0);
        }
        requireProbabilities(start, "start of " + name);
        for (int s = 0; s < states(); s++) {
            for (int a = 0; a < actions() && !terminal(s); a++) {
                requireProbabilities(transitions[s][a], "transitions[" + s + "][" + a + "] of " + name);
            }
            Require.that(!terminal(s) || start[s] == 0, "start[" + s + "] of a terminal state", "0", start[s]);
        }
    }

    private static double[][][] copy(String name, String what, double[][][] array) {
        int n = array.length;
        return Arrays.stream(array)
                .map(rows -> Arrays.stream(rows).map(double[]::clone).toArray(double[][]::new))
                .peek(rows -> Require.that(
                        rows.length == array[0].length && Arrays.stream(rows).allMatch(row -> row.length == n),
                        what + " of " + name,
                        "of shape [s][a][s'] with as many a for each s",
                        Arrays.deepToString(rows)))
                .toArray(double[][][]::new);
    }

    private void requireProbabilities(double[] row, String name) {
        boolean valid = row.length == states() && Arrays.stream(row).allMatch(p -> p >= 0);
        valid &= Math.abs(Arrays.stream(row).sum() - 1) < ROUNDING;
        Require.that(valid, name, states() + " probabilities of sum 1", Arrays.toString(row));
    }

    /**
     * {@return the number of states, terminal ones among them}
     */
    public int states() {
        return transitions.length;
    }

    /**
     * {@return the number of actions}
     */
    public int actions() {
        return transitions[0].length;
    }

    /**
     * Tells whether a state ends the episode.
     *
     * @param s the state
     * @return whether no action leaves it
     */
    public boolean terminal(int s) {
        return terminal[s];
    }

    /**
     * Gives an expectation over the state that follows, E[f(s') | s, a].
     *
     * @param s the state
     * @param a the action
     * @param f the function of the state that follows
     * @return the expectation; 0 for a terminal s
     */
    public double expectation(int s, int a, IntToDoubleFunction f) {
        double sum = 0;
        for (int next = 0; next < states(); next++) {
            sum += transitions[s][a][next] == 0 ? 0 : transitions[s][a][next] * f.applyAsDouble(next);
        }
        return sum;
    }

    /**
     * Gives the reward of a transition.
     *
     * @param s the state
     * @param a the action
     * @param next the state that follows
     * @return R(s, a, s')
     */
    public double reward(int s, int a, int next) {
        return rewards[s][a][next];
    }

    /**
     * Solves x(s) = target(s) + factor E[x(s') | s] under a policy, with x = 0 in terminal states: the equations that values,
     * the moments of returns and the numbers of visits have in common.
     *
     * @param policy pi(a | s) as [s][a]
     * @param factor what the future is multiplied by, such as gamma
     * @param target what a state adds, [s]
     * @return x, [s]
     * @throws IllegalArgumentException if the equations have no unique solution, as with factor 1 where the policy never ends
     */
    public double[] solve(double[][] policy, double factor, double[] target) {
        RealMatrix matrix = MatrixUtils.createRealIdentityMatrix(states());
        double[] right = new double[states()];
        for (int s = 0; s < states(); s++) {
            right[s] = terminal(s) ? 0 : target[s];
            for (int a = 0; a < actions(); a++) {
                for (int next = 0; next < states(); next++) {
                    matrix.addToEntry(s, next, -factor * policy[s][a] * transitions[s][a][next]);
                }
            }
        }
        return new LUDecomposition(matrix)
                .getSolver()
                .solve(new ArrayRealVector(right, false))
                .toArray();
    }

    /**
     * Gives the values of a policy.
     *
     * @param policy pi(a | s) as [s][a]
     * @param discount gamma, in [0, 1]
     * @return V(s), [s], 0 in terminal states
     * @throws IllegalArgumentException if they are not defined, as with discount 1 where the policy never ends
     */
    public double[] values(double[][] policy, double discount) {
        double[][] once = actionValues(new double[states()], discount);
        double[] target = IntStream.range(0, states())
                .mapToDouble(s -> IntStream.range(0, actions())
                        .mapToDouble(a -> policy[s][a] * once[s][a])
                        .sum())
                .toArray();
        return solve(policy, discount, target);
    }

    /**
     * Gives the values of actions, from the values of the states that follow: Q of a policy from its {@link #values values}.
     *
     * @param values V(s), [s], 0 in terminal states
     * @param discount gamma, in [0, 1]
     * @return E[r + gamma V(s') | s, a], [s][a], 0 in terminal states
     */
    public double[][] actionValues(double[] values, double discount) {
        double[][] q = new double[states()][actions()];
        for (int i = 0; i < states() * actions(); i++) {
            int s = i / actions();
            int a = i % actions();
            q[s][a] = expectation(s, a, next -> rewards[s][a][next] + discount * values[next]);
        }
        return q;
    }

    @Override
    protected void begin(SplitMix64 random) {
        draws.setState(random.state());
        enter(draw(start));
    }

    @Override
    protected void advance(float action, StepResult result) {
        int s = (int) state[0];
        draws.setState((long) state[1] << 32 | (long) state[2]);
        enter(draw(transitions[s][(int) action]));
        int next = (int) state[0];
        result.set(rewards[s][(int) action][next], terminal(next), false);
    }

    /** The state of the task, and that of its generator in two halves. */
    private void enter(int s) {
        state[0] = s;
        state[1] = draws.state() >>> 32;
        state[2] = draws.state() & 0xFFFFFFFFL;
    }

    private int draw(double[] probabilities) {
        double rest = draws.nextDouble();
        int last = 0;
        for (int next = 0; next < probabilities.length && rest >= 0; next++) {
            rest -= probabilities[next];
            last = probabilities[next] > 0 ? next : last;
        }
        return last; // the last possible one, should rounding leave a rest
    }

    @Override
    protected void observe(float[] observation) {
        Arrays.fill(observation, 0);
        observation[(int) state[0]] = 1;
    }
}
