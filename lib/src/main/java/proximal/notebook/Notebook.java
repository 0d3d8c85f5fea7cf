package proximal.notebook;

import java.util.Locale;
import java.util.function.Supplier;
import proximal.experiment.Ablation;

/**
 * Brings charts, tables and the progress into a notebook. JJava does it by itself when the library comes onto its class path
 * ({@link ProximalExtension}); in IJava a cell says it once:
 *
 * <pre>{@code
 * proximal.notebook.Notebook.install()
 * }</pre>
 *
 * <p>Copy: with the library.
 */
public final class Notebook {
    // IJava's types have the names of JJava's, so they stand here with their packages.
    private static final String IJAVA = "io.github.spencerpark.ijava.IJava";

    private Notebook() {}

    /**
     * Shows charts as pictures, tables as HTML and the progress in place, where the kernel is IJava; in JJava, which does so
     * already, and outside of a notebook nothing is done.
     *
     * @return what was done, in words
     * @throws IllegalStateException if there is an IJava that has no kernel running
     */
    public static String install() {
        Object kernel;
        try {
            kernel = Class.forName(IJAVA).getMethod("getKernelInstance").invoke(null);
        } catch (ClassNotFoundException e) {
            return "nothing to install: the kernel is not IJava";
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("IJava does not give its kernel: " + e, e);
        }
        if (kernel == null) {
            throw new IllegalStateException("there is an IJava but no kernel of it runs");
        }
        install((io.github.spencerpark.jupyter.kernel.BaseKernel) kernel);
        return "charts, tables and the progress are shown";
    }

    /**
     * Does so for a kernel that is built on jupyter-jvm-basekernel, as IJava is.
     *
     * @param kernel the kernel
     */
    public static void install(io.github.spencerpark.jupyter.kernel.BaseKernel kernel) {
        begin(() -> new KernelScreen((what, id, update) -> show(kernel, what, id, update)));
        Shown.CLASSES.forEach((shown, mimeType) -> kernel.getRenderer()
                .createRegistration(shown)
                .preferring(mimeType)
                .supporting("text/html", "text/plain")
                .register((object, context) -> put(Shown.of(object), context.getOutputContainer())));
    }

    private static void show(
            io.github.spencerpark.jupyter.kernel.BaseKernel kernel, Shown what, String id, boolean update) {
        var data = new io.github.spencerpark.jupyter.kernel.display.DisplayData();
        put(what, data);
        data.setDisplayId(id);
        if (update) {
            kernel.getIO().display.updateDisplay(data);
        } else {
            kernel.display(data);
        }
    }

    private static void put(Shown what, io.github.spencerpark.jupyter.kernel.display.DisplayData data) {
        data.putText(what.text());
        data.putData(what.mimeType(), what.content().get());
        if (!what.metadata().isEmpty()) {
            data.putMetaData(what.mimeType(), what.metadata());
        }
    }

    /**
     * Says whether the notebook's theme is dark: charts that are shown from here on are drawn for it. Files that charts are saved
     * to stay as they are, on white.
     *
     * @param theme whether the theme is dark
     */
    public static void dark(boolean theme) {
        Shown.onDarkPage(theme);
    }

    /**
     * From here on progress is shown, and numbers are written one way on every machine.
     *
     * @param screens makes the places where progress is drawn
     */
    public static void begin(Supplier<Screen> screens) {
        Locale.setDefault(Locale.ROOT);
        ProgressDisplay.showIn(screens);
        Ablation.showProgress(ProgressDisplay::patient);
    }

    /** From here on no progress is shown. */
    public static void end() {
        ProgressDisplay.showIn(null);
        Ablation.showProgress(steps -> (fraction, text) -> {});
    }
}
