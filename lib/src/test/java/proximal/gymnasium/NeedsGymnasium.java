package proximal.gymnasium;

import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.condition.EnabledIf;
import proximal.mujoco.PythonPackages;

/** Skips a test where no Python has Gymnasium: the notebooks' job installs it, the tests alone do not. */
@Tag("python")
@Retention(RetentionPolicy.RUNTIME)
@EnabledIf("proximal.gymnasium.NeedsGymnasium$Installed#installed")
@interface NeedsGymnasium {
    /** Tells whether the Python package is there. */
    final class Installed {
        private Installed() {}

        static boolean installed() {
            return has("gymnasium");
        }

        static boolean has(String name) {
            try {
                PythonPackages.interpreter(name);
                return true;
            } catch (IllegalStateException e) {
                return false;
            }
        }
    }
}
