package proximal.environment;

/**
 * The classic control tasks by their Gymnasium names, each under the time limit that Gymnasium gives it.
 *
 * <p>Copy: with the library.
 */
public final class ClassicControl {
    private ClassicControl() {}

    /**
     * Makes a task.
     *
     * <table>
     * <caption>The tasks</caption>
     * <tr><th>id</th><th>observation</th><th>actions</th><th>limit in steps</th></tr>
     * <tr><td>CartPole-v1</td><td>4</td><td>2 indices</td><td>500</td></tr>
     * <tr><td>Acrobot-v1</td><td>6</td><td>3 indices</td><td>500</td></tr>
     * <tr><td>MountainCar-v0</td><td>2</td><td>3 indices</td><td>200</td></tr>
     * <tr><td>MountainCarContinuous-v0</td><td>2</td><td>1 in [-1, 1]</td><td>999</td></tr>
     * <tr><td>Pendulum-v1</td><td>3</td><td>1 in [-2, 2]</td><td>200</td></tr>
     * </table>
     *
     * @param id the task's name, as in the table
     * @return a new environment of that name
     * @throws IllegalArgumentException if there is no such task
     */
    public static Environment make(String id) {
        return switch (id) {
            case "CartPole-v1" -> new TimeLimit(new CartPole(), 500);
            case "Acrobot-v1" -> new TimeLimit(new Acrobot(), 500);
            case "MountainCar-v0" -> new TimeLimit(new MountainCar(), 200);
            case "MountainCarContinuous-v0" -> new TimeLimit(new MountainCarContinuous(), 999);
            case "Pendulum-v1" -> new TimeLimit(new Pendulum(), 200);
            default ->
                throw new IllegalArgumentException("there is no classic control task \"" + id + "\"; there are"
                        + " CartPole-v1, Acrobot-v1, MountainCar-v0, MountainCarContinuous-v0 and Pendulum-v1; other names"
                        + " are those of MuJoCo, as Hopper-v5, and of Gymnasium in Python, as gymnasium:Taxi-v3");
        };
    }
}
