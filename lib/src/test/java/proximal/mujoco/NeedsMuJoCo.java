package proximal.mujoco;

import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import org.junit.jupiter.api.condition.EnabledIf;

/** Skips a test where MuJoCo is not installed: the notebooks' job installs it, {@code mvn verify} alone does not. */
@Retention(RetentionPolicy.RUNTIME)
@EnabledIf("proximal.mujoco.Tasks#installed")
@interface NeedsMuJoCo {}
