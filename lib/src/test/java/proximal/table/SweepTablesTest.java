package proximal.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.DoubleBinaryOperator;
import org.apache.commons.math3.stat.inference.OneWayAnova;
import org.junit.jupiter.api.Test;
import proximal.record.RunLog;
import proximal.statistics.StratifiedBootstrap;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.LongColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

class SweepTablesTest {
    private static final StratifiedBootstrap BOOTSTRAP =
            StratifiedBootstrap.withDefaults().withResamples(500);

    /** A grid of a in 1, 2, 3 and b in 1, 2 with some seeds. */
    private static Table grid(int seeds, double noise, DoubleBinaryOperator score) {
        Table table = Table.create(
                StringColumn.create("task"),
                StringColumn.create("variant"),
                LongColumn.create("seed"),
                DoubleColumn.create("a"),
                DoubleColumn.create("b"),
                DoubleColumn.create("score"));
        Random random = new Random(1);
        for (int a = 3; a >= 1; a--) {
            for (int b = 1; b <= 2; b++) {
                for (int seed = 1; seed <= seeds; seed++) {
                    double y = score.applyAsDouble(a, b) + noise * random.nextGaussian();
                    TableColumns.append(table, "T", "a " + a + ", b " + b, seed, (double) a, (double) b, y);
                }
            }
        }
        return table;
    }

    private static double[] estimates(Table table) {
        return TableColumns.numbers(table, "estimate");
    }

    /** Oracle: sums of squares by hand; without noise what a and b explain alone is all. */
    @Test
    void anAdditiveScoreHasNoInteraction() {
        Table shares = SweepTables.sensitivity(grid(2, 0, (a, b) -> 2 * a + 3 * b), "score", BOOTSTRAP, "a", "b");
        double ofA = 4 * 4; // for each b: (-2)^2 + 0 + 2^2 = 8
        double ofB = 6 * 1.5 * 1.5;
        assertThat(estimates(shares))
                .containsExactly(new double[] {ofA / (ofA + ofB), ofB / (ofA + ofB), 0}, within(1e-12));
        assertThat(TableColumns.texts(shares, "effect")).containsExactly("a", "b", "a × b");
        assertThat(TableColumns.numbers(shares, "range")).containsExactly(4, 3, Double.NaN);
        assertThat(TableColumns.numbers(shares, "chance"))
                .containsExactly(new double[] {2 / 11.0, 1 / 11.0, 2 / 11.0}, within(1e-12));
        Table product =
                SweepTables.sensitivity(grid(2, 0, (a, b) -> (a - 2) * (b - 1.5)), "score", BOOTSTRAP, "a", "b");
        assertThat(estimates(product)).containsExactly(new double[] {0, 0, 1}, within(1e-12));
    }

    /** Oracle: F of commons-math's one-way analysis, F = (share / 2) / ((1 - share) / (n - 3)). */
    @Test
    void aShareIsThatOfOneWayAnalysisOfVariance() {
        Table table = grid(5, 1, (a, b) -> a);
        List<double[]> groups = new ArrayList<>();
        for (double a = 1; a <= 3; a++) {
            double is = a;
            groups.add(table.where(table.doubleColumn("a").isEqualTo(is))
                    .doubleColumn("score")
                    .asDoubleArray());
        }
        double f = new OneWayAnova().anovaFValue(groups);
        Table shares = SweepTables.sensitivity(table, "score", BOOTSTRAP, "a");
        assertThat(estimates(shares)[0]).isCloseTo(2 * f / (2 * f + 27), within(1e-12));
        assertThat(TableColumns.numbers(shares, "low")[0]).isBetween(0.01, estimates(shares)[0]);
        assertThat(TableColumns.numbers(shares, "high")[0]).isBetween(estimates(shares)[0], 1.0);
    }

    /** Oracle: with 40 seeds a cell's mean is within 4 standard errors, and the interval is about 2 of them to each side. */
    @Test
    void meansAreOfCellsInTheOrderOfTheirValues() {
        Table table = grid(40, 1, (a, b) -> 10 * a + b);
        Table cells = SweepTables.means(table, "score", BOOTSTRAP, "a", "b");
        assertThat(TableColumns.numbers(cells, "a")).containsExactly(1, 1, 2, 2, 3, 3);
        assertThat(TableColumns.numbers(cells, "b")).containsExactly(1, 2, 1, 2, 1, 2);
        assertThat(TableColumns.numbers(cells, "runs")).containsOnly(40);
        double[] expected = {11, 12, 21, 22, 31, 32};
        double error = 1 / Math.sqrt(40);
        assertThat(estimates(cells)).containsExactly(expected, within(4 * error));
        for (int i = 0; i < 6; i++) {
            double width = TableColumns.numbers(cells, "high")[i] - TableColumns.numbers(cells, "low")[i];
            assertThat(width).isBetween(3 * error, 5 * error);
        }
        Table one = SweepTables.means(table, "score", BOOTSTRAP, "a");
        assertThat(estimates(one)).containsExactly(new double[] {11.5, 21.5, 31.5}, within(4 * error));
        assertThat(SweepTables.best(table, "score", "T")).isEqualTo("a 3, b 2");
    }

    @Test
    void oneRunForAPointIsDrawnAmongAll() {
        Table table = SweepTables.classes(grid(1, 0, (a, b) -> a), "a", 3);
        assertThat(TableColumns.numbers(SweepTables.means(table, "score", BOOTSTRAP, "b"), "low")[0])
                .isLessThan(1.9);
        assertThatThrownBy(() -> SweepTables.sensitivity(table.first(1), "score", BOOTSTRAP, "a"))
                .hasMessageContaining("at least 2 runs on a task but had 1");
    }

    @Test
    void classesHaveAboutTheSameSize() {
        Table table = Table.create(DoubleColumn.create("x", Arrays.asList(5.0, 1.0, 2.0, 9.0, 3.0, 7.0, 1.0)));
        assertThat(TableColumns.numbers(SweepTables.classes(table, "x", 2), "x"))
                .containsExactly(7, 2, 2, 7, 2, 7, 2);
        assertThatThrownBy(() -> SweepTables.classes(table, "x", 7))
                .hasMessageContaining("from 2 to its 6 values but was 7");
    }

    @Test
    void resultsHaveTheHyperparametersThatVary() {
        List<RunLog> logs = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            RunLog log = new RunLog("T", "v" + i / 2, i % 2);
            log.describe(
                    i / 2 == 0
                            ? Map.of("clipRange", 0.1, "epochs", 4, "discount", 0.99)
                            : Map.of("clipRange", 0.2, "epochs", 10, "discount", 0.99, "surrogate", "Mine"));
            logs.add(log);
        }
        Table results = SweepTables.results(logs, 10);
        assertThat(results.columnNames().subList(0, 3)).containsExactly("task", "variant", "seed");
        assertThat(results.columnNames().subList(3, 6)).containsExactlyInAnyOrder("clipRange", "epochs", "surrogate");
        assertThat(results.columnNames().subList(6, 10))
                .containsExactly("finalReturn", "totalSteps", "seconds", "failed");
        assertThat(TableColumns.numbers(results, "epochs")).containsExactly(4, 4, 10, 10);
        assertThat(TableColumns.texts(results, "surrogate")).containsExactly("", "", "Mine", "Mine");
    }

    @Test
    void badInputIsRefusedInASentence() {
        Table table = grid(2, 0, (a, b) -> a == 2 ? Double.NaN : 1);
        assertThatThrownBy(() -> SweepTables.means(table, "score", BOOTSTRAP, "a"))
                .hasMessageMatching("variant a 2, b 1 has a run without score on T; .*missingAs");
        assertThatThrownBy(() ->
                        SweepTables.sensitivity(ScoreTables.missingAs(table, "score", 1), "score", BOOTSTRAP, "a"))
                .hasMessageContaining("all scores are the same");
        assertThatThrownBy(() -> SweepTables.means(grid(2, 1, (a, b) -> a), "score", BOOTSTRAP, "c"))
                .hasMessageContaining("c");
        assertThatThrownBy(() -> SweepTables.best(grid(2, 1, (a, b) -> a), "score", "U"))
                .hasMessageContaining("was U");
    }
}
