package proximal.notebook;

import java.util.Locale;
import jdk.jshell.JShell;
import org.dflib.jjava.jupyter.Extension;
import org.dflib.jjava.jupyter.kernel.BaseKernel;
import org.dflib.jjava.jupyter.kernel.display.DisplayData;
import org.dflib.jjava.jupyter.kernel.display.RenderContext;
import org.dflib.jjava.jupyter.kernel.display.Renderer;
import org.dflib.jjava.jupyter.kernel.display.mime.MIMEType;
import proximal.experiment.Ablation;

/**
 * What the kernel JJava loads when the library comes onto its class path: from then on a chart shows as a picture and a table as
 * an HTML table, as the last value of a cell and in {@code display(…)}, a {@link ProgressDisplay} updates in place, and an {@link
 * Ablation} that takes more than a second has one. Lines that are printed go out together, and errors
 * are short. Numbers are written one
 * way on every machine: the kernel's locale becomes {@link Locale#ROOT}, for the cells' own {@code printf} too.
 *
 * <p>Copy: with the library.
 */
public final class ProximalExtension implements Extension {
    /** Makes the extension, as the kernel's service loader does. */
    public ProximalExtension() {}

    @Override
    public void install(BaseKernel kernel) {
        Notebook.begin(() -> new KernelScreen((what, id, update) -> show(kernel, what, id, update)));
        registerRenderers(kernel.getRenderer());
        try {
            JShell shell = (JShell) kernel.getClass().getMethod("getJShell").invoke(kernel);
            BufferedOutput.install(kernel, shell);
            CellErrors.shorten(shell);
        } catch (ReflectiveOperationException e) {
            return; // another kernel than expected: lines go out one by one, and errors are long
        }
    }

    @Override
    public void uninstall(BaseKernel kernel) {
        Notebook.end();
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

    static void registerRenderers(Renderer renderer) {
        Shown.CLASSES.forEach((shown, mimeType) -> renderer.createRegistration(shown)
                .preferring(MIMEType.parse(mimeType))
                .supporting(MIMEType.TEXT_HTML, MIMEType.TEXT_PLAIN)
                .register((object, context) -> render(Shown.of(object), mimeType, context)));
    }

    private static void render(Shown what, String preferred, RenderContext context) {
        DisplayData out = context.getOutputContainer();
        MIMEType type = MIMEType.parse(what.mimeType());
        if (what.mimeType().equals(preferred)) {
            context.renderIfRequested(type, () -> what.content().get());
        } else { // a film, where a picture is preferred
            out.putData(type, what.content().get());
        }
        if (out.hasDataForType(type) && !what.metadata().isEmpty()) {
            out.putMetaData(type, what.metadata());
        }
        out.putText(what.text());
    }

    private static void show(BaseKernel kernel, Shown what, String id, boolean update) {
        DisplayData data = new DisplayData(what.text());
        MIMEType type = MIMEType.parse(what.mimeType());
        data.putData(type, what.content().get());
        if (!what.metadata().isEmpty()) {
            data.putMetaData(type, what.metadata());
        }
        data.putTransientData("display_id", id); // setDisplayId differs between versions of the kernel.
        if (update) {
            kernel.getIO().display.updateDisplay(data);
        } else {
            kernel.display(data);
        }
    }
}
