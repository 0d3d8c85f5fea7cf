package proximal.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import proximal.record.Recorded;
import proximal.record.RunLog;

/** Runs on a cluster of one master and two workers, which this test starts on this machine from the pinned dependency. */
class SparkClusterTest {
    private static final String CLASS_PATH =
            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));

    @TempDir
    static Path folder;

    private static final List<Process> PROCESSES = new ArrayList<>();
    private static SparkRunner cluster;
    private static int port;

    @TempDir
    Path temporary;

    /** Spark's own launcher wants a folder with its jars; the library is not among them, but comes from the driver. */
    @BeforeAll
    static void start() throws Exception {
        Path jars = Files.createDirectories(folder.resolve("spark/jars"));
        for (String entry : CLASS_PATH.split(File.pathSeparator)) {
            if (entry.endsWith(".jar")) {
                Path jar = Path.of(entry).toAbsolutePath();
                Files.createSymbolicLink(jars.resolve(jar.getFileName()), jar);
            }
        }
        jar(folder.resolve("library.jar"), "0.1.0");
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        String master = "spark://127.0.0.1:" + port;
        daemon("master.Master", "--host", "127.0.0.1", "--port", String.valueOf(port), "--webui-port", "0");
        for (int i = 0; i < 100 && !answers(); i++) {
            TimeUnit.MILLISECONDS.sleep(100);
        }
        startWorker();
        startWorker();
        cluster = SparkRunner.at(master)
                .with("spark.driver.host", "127.0.0.1")
                .with("spark.executor.memory", "512m")
                .with("spark.executor.extraJavaOptions", "-XX:+UseSerialGC");
    }

    private static boolean answers() {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    private static Process startWorker() throws IOException {
        return daemon(
                "worker.Worker",
                "--host",
                "127.0.0.1",
                "--webui-port",
                "0",
                "-c",
                "1",
                "-m",
                "600m",
                "-d",
                folder.resolve("work" + PROCESSES.size()).toString(),
                "spark://127.0.0.1:" + port);
    }

    private static Process daemon(String name, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                folder.resolve("spark/jars") + "/*",
                "org.apache.spark.deploy." + name));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().put("SPARK_HOME", folder.resolve("spark").toString());
        builder.environment().put("SPARK_SCALA_VERSION", "2.13");
        builder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.redirectErrorStream(true)
                .redirectOutput(folder.resolve(name + PROCESSES.size() + ".txt").toFile());
        Process process = builder.start();
        PROCESSES.add(process);
        return process;
    }

    /** The classes of the library and of these tests, as a jar of a version. */
    private static void jar(Path file, String version) throws IOException {
        try (OutputStream out = Files.newOutputStream(file);
                JarOutputStream jar = new JarOutputStream(out)) {
            for (String entry : CLASS_PATH.split(File.pathSeparator)) {
                Path root = Path.of(entry);
                if (!Files.isDirectory(root.resolve("proximal/experiment"))) {
                    continue;
                }
                try (Stream<Path> files = Files.walk(root.resolve("proximal"))) {
                    for (Path path : files.filter(Files::isRegularFile).toList()) {
                        jar.putNextEntry(
                                new JarEntry(root.relativize(path).toString().replace('\\', '/')));
                        if (path.endsWith("library.properties")) {
                            jar.write(("version=" + version).getBytes());
                        } else {
                            Files.copy(path, jar);
                        }
                        jar.closeEntry();
                    }
                }
            }
        }
    }

    @AfterAll
    static void stop() throws InterruptedException {
        for (Process process : PROCESSES) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly().waitFor();
        }
    }

    @BeforeEach
    void forgetsWhatOtherTestsTrained() {
        Ablation.forget();
    }

    private static SparkRunner withLibrary() {
        return cluster.withJars(folder.resolve("library.jar").toString());
    }

    /** Oracle: the threads of this JVM. In mid-sweep a worker dies with its executor, and another one comes. */
    @Test
    void aClusterGivesTheSameTablesAlsoWhenAWorkerDies() throws Exception {
        List<String> here = Recorded.of(SparkSweep.sweep(60).run());
        Ablation.forget();
        assertThat(Recorded.of(SparkSweep.sweep(60)
                        .store(temporary.resolve("whole"))
                        .on(withLibrary())
                        .run()))
                .isEqualTo(here);
        Ablation.forget();
        Process[] killed = {null};
        Path store = temporary.resolve("killed");
        List<RunLog> logs = SparkSweep.sweep(60)
                .store(store)
                .on(withLibrary())
                .progress(new ProgressListener() {
                    @Override
                    public void update(double fraction, String text) {
                        Process worker = PROCESSES.get(1);
                        boolean trains = worker.descendants().findAny().isPresent();
                        if (killed[0] == null && trains && text.matches("[1-6] of 8 runs.*")) {
                            worker.descendants().forEach(ProcessHandle::destroyForcibly);
                            worker.destroyForcibly();
                            killed[0] = worker;
                        }
                    }

                    @Override
                    public void note(String line) {}
                })
                .run();
        assertThat(killed[0]).as("a worker that was killed").isNotNull();
        startWorker();
        assertThat(Recorded.of(logs)).isEqualTo(here);
        assertThat(Recorded.tables(store)).isEqualTo(Recorded.tables(temporary.resolve("whole")));
    }

    @Test
    void workersWithoutTheLibraryOrWithAnotherVersionAreSaidInASentence() throws Exception {
        assertThatThrownBy(
                        () -> SparkSweep.sweep(3).store(temporary).on(cluster).run())
                .hasMessageStartingWith("the workers do not have this library: give them its jar");
        Path old = folder.resolve("old.jar");
        jar(old, "0.0.9");
        assertThatThrownBy(() -> SparkSweep.sweep(3)
                        .store(temporary)
                        .on(cluster.with("spark.executor.extraClassPath", old.toString()))
                        .run())
                .hasMessageStartingWith("the workers have version 0.0.9 of the library and this JVM has version 0.1.0");
    }
}
