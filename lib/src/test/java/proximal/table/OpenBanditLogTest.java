package proximal.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OpenBanditLogTest {
    private static final String HEADER = "timestamp,item_id,position,click,propensity_score\n";

    @TempDir
    Path dir;

    @Test
    void rowsBecomeArrays() throws IOException {
        Path path = Files.writeString(
                dir.resolve("log.csv"),
                HEADER + "2019-11-24 00:00:17+00:00,7,2,0,0.087125\n2019-11-24 00:00:19+00:00,4,1,1,1e-06\n");
        OpenBanditLog log = OpenBanditLog.read(path);
        assertThat(log.size()).isEqualTo(2);
        assertThat(log.itemCount()).isEqualTo(8);
        assertThat(log.items()).containsExactly(7, 4);
        assertThat(log.positions()).containsExactly(2, 1);
        assertThat(log.clicks()).containsExactly(0, 1);
        assertThat(log.propensities()).containsExactly(0.087125, 1e-6);
    }

    @Test
    void itemSharesCountEachItemAtEachPosition() throws IOException {
        Path path = Files.writeString(
                dir.resolve("log.csv"), HEADER + "t,0,1,0,1\nt,2,1,0,1\nt,2,1,1,1\nt,2,1,0,1\nt,1,3,0,1\n");
        assertThat(OpenBanditLog.read(path).itemShares())
                .isDeepEqualTo(new double[][] {{0.25, 0, 0.75}, {0, 0, 0}, {0, 1, 0}});
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-0.1", "1.5", "NaN", "", "Infinity", "x"})
    void aPropensityThatIsNoProbabilityIsNamedWithItsLine(String cell) throws IOException {
        Path path = Files.writeString(dir.resolve("log.csv"), HEADER + "t,7,2,0,0.5\nt,7,2,0," + cell + "\n");
        assertThatThrownBy(() -> OpenBanditLog.read(path))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("" + path, "line 3", "(0, 1]", "" + cell);
    }

    @ParameterizedTest
    @CsvSource({"-1,1,0,item_id", "1.5,1,0,item_id", "1,0,0,position", "1,1,2,click", "1,1,x,click"})
    void otherCellsAreCheckedToo(String item, String position, String click, String column) throws IOException {
        Path path = Files.writeString(
                dir.resolve("log.csv"), HEADER + "t," + item + "," + position + "," + click + ",0.5\n");
        assertThatThrownBy(() -> OpenBanditLog.read(path))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(path + ", line 2, column " + column + ": expected ");
    }

    @Test
    void aLogWithoutRowsOrWithoutAColumnIsRefused() throws IOException {
        Path empty = Files.writeString(dir.resolve("log.csv"), HEADER);
        assertThatThrownBy(() -> OpenBanditLog.read(empty)).hasMessage(empty + " has a header but no row");
        Path other = Files.writeString(dir.resolve("other.csv"), "item_id,position,click\n1,1,0\n");
        assertThatThrownBy(() -> OpenBanditLog.read(other))
                .hasMessage(other + " has no column propensity_score; its columns are item_id, position, click");
    }
}
