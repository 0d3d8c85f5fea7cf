package proximal.notebook;

import java.util.Map;
import java.util.UUID;
import org.knowm.xchart.internal.chartpart.Chart;

/**
 * An output of the cell that runs when it is first shown, and updated in place from then on, from any thread.
 *
 * <p>Copy: with the library.
 */
public final class KernelScreen implements Screen {
    /** What a kernel does with an output. */
    @FunctionalInterface
    public interface Kernel {
        /**
         * Shows something as an output with an id, or in the place of what has this id.
         *
         * @param what what is shown
         * @param id the id
         * @param update whether it comes in the place of what has the id
         */
        void show(Shown what, String id, boolean update);
    }

    private final Kernel kernel;
    private final String id = UUID.randomUUID().toString();
    private final String chartId = UUID.randomUUID().toString();
    private boolean shown;
    private boolean chartShown;

    /**
     * Makes a screen that shows nothing yet.
     *
     * @param kernel where it is shown
     */
    public KernelScreen(Kernel kernel) {
        this.kernel = kernel;
    }

    @Override
    public void show(String line, boolean last) {
        kernel.show(new Shown("text/plain", () -> line, Map.of(), line), id, shown);
        shown = true;
    }

    @Override
    public boolean hasCharts() {
        return true;
    }

    @Override
    public void show(Chart<?, ?> chart) {
        kernel.show(Shown.of(chart), chartId, chartShown);
        chartShown = true;
    }
}
