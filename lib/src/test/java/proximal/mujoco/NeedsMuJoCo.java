package proximal.mujoco;

import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.condition.EnabledIf;

/** Skips a test where MuJoCo is not installed: the notebooks' job installs it, the tests alone do not. */
@Tag("python")
@Retention(RetentionPolicy.RUNTIME)
@EnabledIf("proximal.mujoco.NeedsMuJoCo$Installed#installed")
@interface NeedsMuJoCo {
    /** Tells whether the Python packages are there. */
    final class Installed {
        private Installed() {}

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
}
