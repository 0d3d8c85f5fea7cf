package proximal.mujoco;

import java.util.List;
import proximal.environment.Environment;
import proximal.environment.TimeLimit;

/**
 * The MuJoCo tasks by their Gymnasium names, each under the time limit that Gymnasium gives it.
 *
 * <p>They need the native library of MuJoCo, 4.0.0 or later, and the XML files of the tasks. Both are taken from the Python
 * environment that has the packages {@code mujoco} and {@code gymnasium}: that of the variable {@code VIRTUAL_ENV} or {@code
 * CONDA_PREFIX}, or else a folder {@code .venv} here or in a folder above. The variable {@code MUJOCO_LIBRARY} names another
 * library. Nothing is loaded before the first task is made, so where MuJoCo is not installed the rest of Proximal works.
 *
 * <p>Copy: with the library.
 */
public final class MuJoCo {
    private static final List<String> IDS = List.of(
            "HalfCheetah-v5",
            "Hopper-v5",
            "InvertedDoublePendulum-v5",
            "InvertedPendulum-v5",
            "Reacher-v5",
            "Swimmer-v5",
            "Walker2d-v5");

    private MuJoCo() {}

    /**
     * {@return the names of the tasks}
     */
    public static List<String> ids() {
        return IDS;
    }

    /**
     * Makes a task.
     *
     * <table>
     * <caption>The tasks; actions lie in [-1, 1], those of InvertedPendulum in [-3, 3]</caption>
     * <tr><th>id</th><th>observation</th><th>action</th><th>limit in steps</th><th>frame skip</th></tr>
     * <tr><td>HalfCheetah-v5</td><td>17</td><td>6</td><td>1000</td><td>5</td></tr>
     * <tr><td>Hopper-v5</td><td>11</td><td>3</td><td>1000</td><td>4</td></tr>
     * <tr><td>InvertedDoublePendulum-v5</td><td>9</td><td>1</td><td>1000</td><td>5</td></tr>
     * <tr><td>InvertedPendulum-v5</td><td>4</td><td>1</td><td>1000</td><td>2</td></tr>
     * <tr><td>Reacher-v5</td><td>10</td><td>2</td><td>50</td><td>2</td></tr>
     * <tr><td>Swimmer-v5</td><td>8</td><td>2</td><td>1000</td><td>4</td></tr>
     * <tr><td>Walker2d-v5</td><td>17</td><td>6</td><td>1000</td><td>4</td></tr>
     * </table>
     *
     * @param id the task's name, as in the table
     * @return a new environment of that name, to be closed
     * @throws IllegalArgumentException if there is no such task
     * @throws IllegalStateException if the library or the task's file is missing or cannot be loaded
     */
    public static Environment make(String id) {
        return new TimeLimit(untimed(id), id.equals("Reacher-v5") ? 50 : 1000);
    }

    /**
     * Makes a task without its time limit.
     *
     * @param id the task's name, as in the table of {@link #make}
     * @return a new environment of that name, to be closed
     * @throws IllegalArgumentException if there is no such task
     * @throws IllegalStateException if the library or the task's file is missing or cannot be loaded
     */
    public static MuJoCoTask untimed(String id) {
        return switch (id) {
            case "HalfCheetah-v5" -> new Runner(id, model("half_cheetah"), Runner.HALF_CHEETAH);
            case "Hopper-v5" -> new Runner(id, model("hopper"), Runner.HOPPER);
            case "InvertedDoublePendulum-v5" -> new InvertedDoublePendulum(model("inverted_double_pendulum"));
            case "InvertedPendulum-v5" -> new InvertedPendulum(model("inverted_pendulum"));
            case "Reacher-v5" -> new Reacher(model("reacher"));
            case "Swimmer-v5" -> new Runner(id, model("swimmer"), Runner.SWIMMER);
            case "Walker2d-v5" -> new Runner(id, model("walker2d_v5"), Runner.WALKER2D);
            default ->
                throw new IllegalArgumentException(
                        "there is no MuJoCo task \"" + id + "\"; there are " + String.join(", ", IDS));
        };
    }

    private static Simulation model(String name) {
        return Simulation.load(PythonPackages.find("gymnasium")
                .resolve("envs")
                .resolve("mujoco")
                .resolve("assets")
                .resolve(name + ".xml"));
    }
}
