package proximal.mujoco;

/** The tasks under test. */
final class Tasks {
    static final String[] ALL = {
        "HalfCheetah-v5",
        "Hopper-v5",
        "InvertedDoublePendulum-v5",
        "InvertedPendulum-v5",
        "Reacher-v5",
        "Swimmer-v5",
        "Walker2d-v5"
    };

    private Tasks() {}

    static boolean installed() {
        try {
            PythonPackages.find("mujoco");
            PythonPackages.find("gymnasium");
            return true;
        } catch (IllegalStateException e) {
            return false;
        }
    }
}
