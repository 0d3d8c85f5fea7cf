package proximal.notebook;

import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.dflib.jjava.jupyter.Extension;
import org.dflib.jjava.jupyter.kernel.BaseKernel;
import org.dflib.jjava.jupyter.kernel.display.DisplayData;
import org.dflib.jjava.jupyter.kernel.display.RenderContext;
import org.dflib.jjava.jupyter.kernel.display.Renderer;
import org.dflib.jjava.jupyter.kernel.display.mime.MIMEType;
import org.knowm.xchart.internal.chartpart.Chart;
import proximal.chart.ChartImages;
import proximal.chart.Picture;
import proximal.table.HtmlTables;
import tech.tablesaw.api.Table;

/**
 * What the kernel loads when the library comes onto its class path: from then on a chart shows as a picture and a table as
 * an HTML table, as the last value of a cell and in {@code display(…)}, and a {@link ProgressDisplay} updates in place. Numbers are written one
 * way on every machine: the kernel's locale becomes {@link Locale#ROOT}, for the cells' own {@code printf} too.
 *
 * <p>Copy: with the library.
 */
public final class ProximalExtension implements Extension {
    private static final int PIXELS_PER_UNIT = 2;
    private static final int MAX_ROWS = 20;

    /** Makes the extension, as the kernel's service loader does. */
    public ProximalExtension() {}

    @Override
    public void install(BaseKernel kernel) {
        Locale.setDefault(Locale.ROOT);
        registerRenderers(kernel.getRenderer());
        ProgressDisplay.showIn(() -> new KernelDisplay(kernel));
    }

    @Override
    public void uninstall(BaseKernel kernel) {
        ProgressDisplay.showIn(null);
        Thread exit = new Thread(ProximalExtension::exitWithKernel, "proximal-exit");
        exit.setDaemon(true);
        exit.start();
    }

    // The kernel's idle pool would hold a JVM that has stopped for a minute, and Jupyter waits for seconds before it
    // ends it.
    private static void exitWithKernel() {
        try {
            for (int tries = 0; tries < 100; tries++) {
                Thread.sleep(50);
                if (Thread.getAllStackTraces().keySet().stream().allMatch(ProximalExtension::holdsNothing)) {
                    System.exit(0);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static boolean holdsNothing(Thread thread) {
        String name = thread.getName();
        return thread.isDaemon() || name.startsWith("jjava-exec-") || name.equals("DestroyJavaVM");
    }

    @SuppressWarnings("rawtypes") // A renderer is registered for a class, and the class of charts is a raw type.
    static void registerRenderers(Renderer renderer) {
        renderer.createRegistration(Chart.class)
                .preferring(MIMEType.IMAGE_PNG)
                .supporting(MIMEType.TEXT_PLAIN)
                .register(ProximalExtension::render);
        renderer.createRegistration(Picture.class)
                .preferring(MIMEType.IMAGE_PNG)
                .supporting(MIMEType.TEXT_HTML, MIMEType.TEXT_PLAIN)
                .register(ProximalExtension::render);
        renderer.createRegistration(Table.class)
                .preferring(MIMEType.TEXT_HTML)
                .supporting(MIMEType.TEXT_PLAIN)
                .register(ProximalExtension::render);
    }

    private static void render(Chart<?, ?> chart, RenderContext context) {
        DisplayData out = context.getOutputContainer();
        context.renderIfRequested(
                MIMEType.IMAGE_PNG, () -> Base64.getEncoder().encodeToString(ChartImages.png(chart, PIXELS_PER_UNIT)));
        if (out.hasDataForType(MIMEType.IMAGE_PNG)) {
            // The size to show it at: without it the picture would be as large as it has pixels.
            out.putMetaData(MIMEType.IMAGE_PNG, Map.of("width", chart.getWidth(), "height", chart.getHeight()));
        }
        String title = chart.getTitle() == null ? "" : chart.getTitle();
        out.putText(title.isBlank() ? "[chart]" : "[chart: " + title + "]");
    }

    private static void render(Picture picture, RenderContext context) {
        DisplayData out = context.getOutputContainer();
        String bytes = Base64.getEncoder().encodeToString(picture.bytes());
        if (picture.format().equals("png")) {
            out.putData(MIMEType.IMAGE_PNG, bytes);
            out.putMetaData(MIMEType.IMAGE_PNG, Map.of("width", picture.width(), "height", picture.height()));
        } else {
            // Not image/gif, which pages made by nbconvert leave out.
            String alt = picture.title().replaceAll("[\"<>&$\\\\]", "");
            out.putHTML("<img alt=\"" + alt + "\" src=\"data:image/gif;base64," + bytes + "\">");
        }
        out.putText(picture.toString());
    }

    private static void render(Table table, RenderContext context) {
        context.renderIfRequested(MIMEType.TEXT_HTML, () -> HtmlTables.html(table, MAX_ROWS));
        context.getOutputContainer().putText(HtmlTables.text(table, MAX_ROWS));
    }

    /** An output of the cell that runs when it is first shown, and updated in place from then on, from any thread. */
    private static final class KernelDisplay implements Screen {
        private final BaseKernel kernel;
        private final String id = UUID.randomUUID().toString();
        private final String chartId = UUID.randomUUID().toString();
        private boolean shown;
        private boolean chartShown;

        KernelDisplay(BaseKernel kernel) {
            this.kernel = kernel;
        }

        @Override
        public void show(String line, boolean last) {
            show(new DisplayData(line), id, shown);
            shown = true;
        }

        @Override
        public boolean hasCharts() {
            return true;
        }

        @Override
        public void show(Chart<?, ?> chart) {
            show(kernel.getRenderer().render(chart), chartId, chartShown);
            chartShown = true;
        }

        private void show(DisplayData data, String displayId, boolean update) {
            data.putTransientData("display_id", displayId); // setDisplayId differs between versions of the kernel.
            if (update) {
                kernel.getIO().display.updateDisplay(data);
            } else {
                kernel.display(data);
            }
        }
    }
}
