package proximal.notebook;

import java.io.PrintStream;
import java.lang.reflect.Field;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import jdk.jshell.JShell;
import org.dflib.jjava.jupyter.channels.JupyterOutputStream;
import org.dflib.jjava.jupyter.channels.ShellReplyEnvironment;
import org.dflib.jjava.jupyter.kernel.BaseKernel;
import org.dflib.jjava.jupyter.kernel.DisplayStream;
import org.dflib.jjava.jupyter.kernel.JupyterIO;
import org.dflib.jjava.jupyter.kernel.display.DisplayData;

/**
 * Standard output that sends what was printed ten times a second, before anything else is shown, and when a statement ends. The
 * kernel's own sends a message a line, of which Jupyter drops those beyond a thousand a second.
 *
 * <p>Copy: with the library.
 */
public final class BufferedOutput extends JupyterOutputStream {
    private static final long EVERY_MILLIS = 100;
    private static final int AT_MOST = 1 << 16;
    private static final ScheduledExecutorService TIMER = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "proximal output");
        thread.setDaemon(true);
        return thread;
    });

    private boolean scheduled;

    /**
     * Makes an output that holds nothing.
     *
     * @param write sends a text in the environment of a cell
     */
    public BufferedOutput(BiConsumer<ShellReplyEnvironment, String> write) {
        super(write);
    }

    /**
     * Puts it in the place of the kernel's own; where the kernel is another than expected, that one stays.
     *
     * @param kernel the kernel
     * @param shell the shell that runs its cells
     */
    public static void install(BaseKernel kernel, JShell shell) {
        try {
            BufferedOutput output = new BufferedOutput(ShellReplyEnvironment::writeToStdOut);
            JupyterIO io = kernel.getIO();
            set(io, "jupyterOut", output);
            set(io, "out", new PrintStream(output, true, StandardCharsets.UTF_8));
            set(io, "display", output.new Displays());
            shell.onSnippetEvent(event -> output.send());
        } catch (ReflectiveOperationException | RuntimeException e) {
            return; // lines go out one by one then
        }
    }

    private static void set(JupyterIO io, String name, Object value) throws ReflectiveOperationException {
        Field field = JupyterIO.class.getDeclaredField(name);
        field.setAccessible(true);
        field.set(io, value);
    }

    @Override
    public synchronized void flush() {
        if (size() >= AT_MOST) {
            send();
        } else if (!scheduled && size() > 0) {
            scheduled = true;
            TIMER.schedule(this::send, EVERY_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    /** Sends what was printed. */
    public synchronized void send() {
        scheduled = false;
        super.flush();
    }

    @Override
    public synchronized void setEnv(ShellReplyEnvironment env) {
        send();
        super.setEnv(env);
    }

    @Override
    public synchronized void retractEnv(ShellReplyEnvironment env) {
        send();
        super.retractEnv(env);
    }

    /** Shows nothing before what was printed. */
    private final class Displays extends DisplayStream {
        @Override
        public void display(DisplayData data) {
            send();
            super.display(data);
        }

        @Override
        public void updateDisplay(DisplayData data) {
            send();
            super.updateDisplay(data);
        }
    }
}
