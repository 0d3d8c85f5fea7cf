package proximal.chart;

import java.awt.Font;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.knowm.xchart.CategoryChart;

/**
 * The names of categories below their bars: in lines, or turned where one has no room.
 *
 * <p>Copy: with the library.
 */
public final class CategoryNames {
    private final Font font;
    private final double each;
    private final double turn;
    private final List<PaperText.Lines> names;

    /**
     * Lays the names out.
     *
     * @param chart the chart of bars
     * @param wide the width of all categories, pixels
     * @param before the room at the left of the first category, pixels
     * @param height the height of the picture, pixels
     */
    public CategoryNames(CategoryChart chart, double wide, double before, int height) {
        font = chart.getStyler().getAxisTickLabelsFont();
        List<String> whole = chart.getSeriesMap().values().iterator().next().getXData().stream()
                .map(name -> PaperText.line(String.valueOf(name)))
                .toList();
        each = wide / whole.size();
        List<PaperText.Lines> wrapped = whole.stream()
                .map(name -> new PaperText.Lines(font, PaperText.wrap(font, name, each - 6)))
                .toList();
        boolean fit = wrapped.stream().allMatch(name -> name.fits(3, each - 4));
        turn = fit ? 0 : each > 40 ? Math.toRadians(25) : Math.PI / 2;
        names = fit
                ? wrapped
                : IntStream.range(0, whole.size())
                        .mapToObj(i -> {
                            double toEdge = (before + (i + 0.5) * each) / Math.cos(turn);
                            double longest = turn < 1 ? Math.min(toEdge, 0.4 * height) : 0.35 * height;
                            return new PaperText.Lines(font, List.of(PaperText.cut(font, whole.get(i), longest)));
                        })
                        .toList();
    }

    /** {@return the height of the highest name, pixels} */
    public double height() {
        return names.stream()
                .mapToDouble(name ->
                        turn == 0 ? name.height() : name.longest() * Math.sin(turn) + font.getSize2D() * Math.cos(turn))
                .max()
                .orElse(0);
    }

    /**
     * {@return the names where they stand; every second and so on where turned ones lie too close}
     *
     * @param left the left end of the first category
     * @param top the upper end of the names
     * @param ends the ends of the picture
     */
    public List<PlacedText> placed(double left, double top, double... ends) {
        double size = font.getSize2D();
        int every = turn == 0 ? 1 : Math.max(1, (int) Math.ceil(1.2 * size / Math.sin(turn) / each));
        double base = top + (turn < 1 ? 0.75 * size : 0);
        List<PlacedText> placed = new ArrayList<>();
        for (int i = 0; i < names.size(); i += every) {
            double x = left + (i + 0.5) * each;
            if (turn == 0) {
                placed.addAll(names.get(i).placed(x, base, ends));
            } else {
                double length = names.get(i).longest();
                double over = turn < 1 ? 0 : 0.36 * size;
                placed.add(PlacedText.at(
                        names.get(i).lines().get(0),
                        font,
                        x + over - length * Math.cos(turn),
                        base + length * Math.sin(turn),
                        -turn));
            }
        }
        return placed;
    }
}
