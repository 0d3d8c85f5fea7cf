package proximal.experiment;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import proximal.environment.Require;
import proximal.record.RunLog;

/**
 * Trains many variants a little and the best of them longer (Jamieson and Talwalkar 2016, arXiv 1502.07943; the inner loop of
 * Hyperband, Li et al. 2018, arXiv 1603.06560): at each rung one in so many goes on, and what is left at last trains to its end.
 *
 * <pre>{@code
 * Ablation ablation = new Ablation(config).variants(space.random(27, 1)).task("CartPole-v1").seeds(1, 2);
 * List<RunLog> logs = new SuccessiveHalving(3, 10_000, 30_000).run(ablation);   // 27, 9, 3 variants
 * }</pre>
 *
 * <p>A variant's place on a task is by the mean score of its seeds, and over several tasks by the sum of its places. A run that
 * goes on has the same bits as one that was trained through, schedules and all, since it pauses and its configuration stays. A
 * search that was interrupted or killed goes on from the store of the ablation. Scores before the end favour what learns early.
 *
 * <p>Copy: with the library.
 */
public final class SuccessiveHalving {
    private final int factor;
    private final long[] rungs;
    private ToDoubleFunction<RunLog> score = log -> log.meanReturn(100);

    /**
     * Makes a search.
     *
     * @param factor of how many variants one goes on, at least 2; fractions are rounded up
     * @param rungs after how many environment steps of a run the variants are compared, ascending, at least one
     * @throws IllegalArgumentException if factor is less than 2, or the rungs do not ascend from 1 on
     */
    public SuccessiveHalving(int factor, long... rungs) {
        Require.that(factor >= 2, "factor", "at least 2", factor);
        boolean ascending = rungs.length > 0 && rungs[0] >= 1;
        for (int i = 1; i < rungs.length; i++) {
            ascending &= rungs[i] > rungs[i - 1];
        }
        Require.that(ascending, "rungs", "step counts that ascend from at least 1", Arrays.toString(rungs));
        this.factor = factor;
        this.rungs = rungs.clone();
    }

    /**
     * Sets the score, in the place of the mean return of the last 100 episodes.
     *
     * @param of the score of a run so far, the greater the better; NaN counts as the worst, as does a run that failed
     * @return this
     */
    public SuccessiveHalving score(ToDoubleFunction<RunLog> of) {
        score = of;
        return this;
    }

    /**
     * Searches.
     *
     * @param ablation the variants, tasks and seeds, and where and how they run
     * @return the logs of all runs in the order of {@link Ablation#run()}, each as far as it came; those that were left out say so
     *     by {@link RunLog#stopped()}
     * @throws IllegalArgumentException as {@link Ablation#run()}
     * @throws IllegalStateException as {@link Ablation#run()}
     */
    public List<RunLog> run(Ablation ablation) {
        List<String> going = ablation.variantNames();
        Map<String, RunLog> logs = new LinkedHashMap<>();
        for (long rung : rungs) {
            List<RunLog> soFar = ablation.run(going, rung);
            List<String> ranked = ranking(soFar);
            List<String> best = ranked.subList(0, (ranked.size() + factor - 1) / factor);
            for (RunLog log : soFar) {
                RunLog copy = log.snapshot();
                if (!best.contains(log.variant()) && copy.failure().isEmpty()) {
                    int place = ranked.indexOf(log.variant()) + 1;
                    copy.stop("left out as number " + place + " of " + ranked.size() + " after " + rung + " steps");
                }
                logs.put(key(log), copy);
            }
            going = best;
        }
        ablation.run(going, Long.MAX_VALUE).forEach(log -> logs.put(key(log), log));
        return List.copyOf(logs.values());
    }

    private static String key(RunLog log) {
        return List.of(log.task(), log.variant(), log.seed()).toString();
    }

    /** The variants, the best first; of equal ones the earlier one. */
    private List<String> ranking(List<RunLog> logs) {
        Map<String, Integer> places = new LinkedHashMap<>();
        logs.forEach(log -> places.put(log.variant(), 0));
        Set<String> tasks = logs.stream().map(RunLog::task).collect(Collectors.toCollection(LinkedHashSet::new));
        for (String task : tasks) {
            Map<String, Double> means = logs.stream()
                    .filter(log -> log.task().equals(task))
                    .collect(Collectors.groupingBy(RunLog::variant, Collectors.averagingDouble(this::scoreOf)));
            places.replaceAll((variant, place) -> place
                    + (int) means.values().stream()
                            .filter(other -> other > means.get(variant))
                            .count());
        }
        List<String> ranked = new ArrayList<>(places.keySet());
        ranked.sort(Comparator.comparing(places::get));
        return ranked;
    }

    private double scoreOf(RunLog log) {
        double of = log.failure().isPresent() ? Double.NaN : score.applyAsDouble(log);
        return Double.isNaN(of) ? Double.NEGATIVE_INFINITY : of;
    }
}
