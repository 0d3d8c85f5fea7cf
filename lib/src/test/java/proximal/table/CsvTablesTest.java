package proximal.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import it.unimi.dsi.fastutil.doubles.DoubleArrayList;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.knowm.xchart.XYChart;
import proximal.chart.LearningCurves;
import proximal.record.RunLog;
import proximal.update.RatioHistogram;
import tech.tablesaw.api.BooleanColumn;
import tech.tablesaw.api.ColumnType;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.LongColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;
import tech.tablesaw.columns.Column;

class CsvTablesTest {
    @TempDir
    Path dir;

    private Path file(String text) {
        try {
            return Files.writeString(dir.resolve("file.csv"), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void doublesReadBackToTheSameBits() {
        Random bits = new Random(1);
        List<Double> values = new ArrayList<>(List.of(
                0.0, -0.0, 1.0, 0.1, Math.nextUp(1.0), Double.MIN_VALUE, Double.MAX_VALUE, Double.POSITIVE_INFINITY));
        values.add(Double.NEGATIVE_INFINITY);
        values.add(Double.NaN);
        for (int i = 0; i < 10_000; i++) {
            double value = Double.longBitsToDouble(bits.nextLong());
            values.add(Double.isNaN(value) ? 1.0 / i : value);
        }
        double[] expected = values.stream().mapToDouble(Double::doubleValue).toArray();
        CsvTables.write(Table.create(DoubleColumn.create("x", expected)), dir.resolve("one.csv"));
        double[] read = TableColumns.numbers(CsvTables.read(dir.resolve("one.csv"), "x"), "x");
        assertThat(read).hasSameSizeAs(expected);
        for (int i = 0; i < read.length; i++) {
            assertThat(Double.doubleToLongBits(read[i])).isEqualTo(Double.doubleToLongBits(expected[i]));
        }
    }

    @Test
    void everyTypeOfColumnReadsBack() {
        Table table = Table.create(
                "t",
                StringColumn.create("variant", "0.2", "a, \"b\"", "two\nlines"),
                StringColumn.create("note", "", "none", "7"),
                LongColumn.create("steps", 1, Long.MAX_VALUE, -5),
                DoubleColumn.create("whole", 1, 500, 1e10),
                DoubleColumn.create("gone", Double.NaN, Double.NaN, Double.NaN),
                BooleanColumn.create("truncated", true, false, true));
        Path path = dir.resolve("deeper/t.csv");
        CsvTables.write(table, path);
        Table read = CsvTables.read(path, "variant", "steps");
        assertThat(read.columnNames()).isEqualTo(table.columnNames());
        for (Column<?> column : table.columns()) {
            assertThat(read.column(column.name()).type()).isEqualTo(column.type());
            assertThat(read.column(column.name()).asObjectArray()).isEqualTo(column.asObjectArray());
        }
        assertThat(read.name()).isEqualTo("t.csv");
    }

    @Test
    void updatesOfARunReadBack() throws ReflectiveOperationException {
        RunLog log = new RunLog("CartPole-v1", "0.2", 7);
        log.add(RunTablesTest.update(0), new RatioHistogram());
        Table table = RunTables.updates(List.of(log));
        CsvTables.write(table, dir.resolve("updates.csv"));
        Table read = CsvTables.read(dir.resolve("updates.csv"), "task", "variant", "seed", "approxKl");
        assertThat(read.types()).isEqualTo(table.types());
        assertThat(read.print()).isEqualTo(table.setName("updates.csv").print());
    }

    @Test
    void writingReplacesTheFileAndLeavesNothingBeside() throws IOException {
        Path path = dir.resolve("t.csv");
        CsvTables.write(Table.create(LongColumn.create("x", 1, 2, 3)), path);
        CsvTables.write(Table.create(LongColumn.create("x", new long[] {4})), path);
        assertThat(Files.readString(path)).isEqualTo("x\n4\n");
        try (var files = Files.list(dir)) {
            assertThat(files).containsExactly(path);
        }
    }

    @Test
    void aFailedWriteLeavesTheOldFile() throws IOException {
        Path path = file("x\n1\n");
        Table broken = Table.create(new DoubleColumn[] {
            new DoubleColumn("x", DoubleArrayList.of(1)) {
                @Override
                public String getUnformattedString(int row) {
                    throw new IllegalStateException("killed");
                }
            }
        });
        assertThatThrownBy(() -> CsvTables.write(broken, path)).hasMessageContaining("killed");
        assertThat(Files.readString(path)).isEqualTo("x\n1\n");
        try (var files = Files.list(dir)) {
            assertThat(files).containsExactly(path);
        }
    }

    @Test
    void aMissingFileIsNamed() {
        Path path = dir.resolve("none.csv");
        assertThatThrownBy(() -> CsvTables.read(path))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContainingAll("" + path.toAbsolutePath(), "CSV");
    }

    @Test
    void aMissingColumnIsNamedWithThoseThere() {
        Path path = file("task,steps\na,1\n");
        assertThatThrownBy(() -> CsvTables.read(path, "task", "seed"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(path + " has no column seed; its columns are task, steps");
    }

    @Test
    void aBadCellIsNamedWithItsLineAndColumn() {
        Path path = file("task,steps\n\"a\nb\",1\n\nc,12x\n");
        assertThatThrownBy(() -> CsvTables.read(path))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("" + path, "line 5", "12x");
        Path flags = file("x,truncated\n1,true\n2,yes\n");
        assertThatThrownBy(() -> CsvTables.read(flags)).hasMessageContainingAll("" + flags, "line 3");
    }

    @Test
    void aShortRowIsNamedWithItsLine() {
        Path path = file("a,b\n1,2\n3\n");
        assertThatThrownBy(() -> CsvTables.read(path))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("" + path, "line 3", "has 1", "has 2", "(a, b)");
    }

    @Test
    void anEmptyFileATwiceNamedColumnAnOpenQuoteAndBytesThatAreNotTextAreSaid() throws IOException {
        Path empty = file("");
        assertThatThrownBy(() -> CsvTables.read(empty))
                .hasMessage(empty + " is empty; expected a header with the names of the columns, and rows");
        Path twice = file("a,a\n1,2\n");
        assertThatThrownBy(() -> CsvTables.read(twice)).hasMessage(twice + " names the column a twice");
        Path open = file("a,b\n1,\"2\n");
        assertThatThrownBy(() -> CsvTables.read(open)).hasMessageContainingAll("" + open, "line 2");
        Path latin = Files.write(dir.resolve("latin.csv"), "a,b\né,1\n".getBytes(StandardCharsets.ISO_8859_1));
        assertThatThrownBy(() -> CsvTables.read(latin)).hasMessageStartingWith(latin + " is not text in UTF-8");
    }

    @Test
    void aHeaderAloneIsATableWithoutRows() {
        Table table = CsvTables.read(file("task,x\n"), "task", "x");
        assertThat(table.rowCount()).isZero();
        assertThat(table.column("task").type()).isEqualTo(ColumnType.STRING);
    }

    /** Oracle: what pandas 2 reads from the same cells. */
    @Test
    void cellsOfOtherProgramsAreRead() {
        Table table = CsvTables.read(
                file(
                        "\uFEFFtask, steps ,x,done,note,seed\r\nNA,1,nan,True,NA,1.0\r\n"
                                + "None, 2,-inf,,b, 2.0\r\n,3 ,INF,FALSE,nan,3.0\r\n  \r\nd,4,+Infinity,<NA>,,4.0\r\ne,5, 1e-3,NA,,5.0\r\n"));
        assertThat(table.columnNames()).containsExactly("task", "steps", "x", "done", "note", "seed");
        assertThat(table.stringColumn("task").asList()).containsExactly("NA", "None", "", "d", "e");
        assertThat(table.longColumn("steps").asObjectArray()).containsExactly(1L, 2L, 3L, 4L, 5L);
        assertThat(TableColumns.numbers(table, "x"))
                .containsExactly(
                        Double.NaN, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY, 1e-3);
        assertThat(TableColumns.texts(table, "done")).containsExactly("true", "", "false", "", "");
        assertThat(table.stringColumn("note").asList()).containsExactly("NA", "b", "nan", "", "");
        assertThat(table.longColumn("seed").asObjectArray()).containsExactly(1L, 2L, 3L, 4L, 5L);
    }

    /** What pandas 2.3 wrote of a table of ours, its index as a first column without a name, a failed run's cells empty. */
    @Test
    void aTableThatWentThroughPandasComesBackAndIsCharted() {
        Table table = CsvTables.read(
                file(
                        ",task,variant,seed,update,steps,episodeReturn,truncated,failed\n0,CartPole-v1,0.2,1,1,128,,True,False\n"
                                + "1,CartPole-v1,0.2,1,2,256,21.5,False,False\n2,CartPole-v1,0.2,2,1,128,17.0,,True\n"),
                "task",
                "variant",
                "seed");
        assertThat(table.types())
                .containsExactly(
                        ColumnType.LONG,
                        ColumnType.STRING,
                        ColumnType.STRING,
                        ColumnType.LONG,
                        ColumnType.LONG,
                        ColumnType.LONG,
                        ColumnType.DOUBLE,
                        ColumnType.BOOLEAN,
                        ColumnType.BOOLEAN);
        assertThat(table.columnNames()).startsWith("column 1", "task");
        XYChart chart = LearningCurves.of(table).chart();
        assertThat(chart.getSeriesMap().get("0.2").getYData()).containsExactly(21.5);
        assertThat(chart.getTitle()).isEqualTo("1 of 2 runs failed");
    }

    @Test
    void anInterruptEndsReadingAndWriting() throws IOException {
        Path path = file("x\n1\n");
        Table table = CsvTables.read(path);
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> CsvTables.read(path)).isInstanceOf(CancellationException.class);
        assertThatThrownBy(() -> CsvTables.write(table, path)).isInstanceOf(CancellationException.class);
        assertThatThrownBy(() -> LearningCurves.of(table)
                        .x("x")
                        .y("x")
                        .group("x")
                        .over("x")
                        .chart())
                .isInstanceOf(CancellationException.class);
        assertThat(Thread.interrupted()).isTrue();
        assertThat(Files.readString(path)).isEqualTo("x\n1\n");
        try (var files = Files.list(dir)) {
            assertThat(files).containsExactly(path);
        }
    }

    @Test
    void whatRemainsUnreadableIsSaid() throws IOException {
        Path semicolons = file("task;seed\na;1\n");
        assertThatThrownBy(() -> CsvTables.read(semicolons, "seed"))
                .hasMessage(semicolons + " must have commas between its columns but its header is 'task;seed'");
        Path wide = Files.writeString(dir.resolve("wide.csv"), "a,b\n", StandardCharsets.UTF_16LE);
        assertThatThrownBy(() -> CsvTables.read(wide)).hasMessageContainingAll("" + wide, "UTF-8", "line 1");
        Path twice = file("kl,KL\n1,2\n");
        assertThatThrownBy(() -> CsvTables.read(twice)).hasMessageContainingAll("" + twice, "KL");
        Path comma = file("x\n\"0,5\"\n1\n");
        assertThat(CsvTables.read(comma).column("x").type()).isEqualTo(ColumnType.STRING);
        Path later = file("x\n1\n\"0,5\"\n");
        assertThatThrownBy(() -> CsvTables.read(later)).hasMessageContainingAll("" + later, "line 3", "0,5");
    }
}
