package proximal.experiment;

import java.util.function.Supplier;
import proximal.environment.ClassicControl;
import proximal.environment.Environment;
import proximal.gymnasium.Gymnasium;
import proximal.mujoco.MuJoCo;

/** Makes the environments of a task that the library has by name, and remembers the name, by which the task travels. */
final class TaskById implements Supplier<Environment> {
    private final String id;
    private final Supplier<Environment> factory;

    /** The id is of classic control or of MuJoCo, or with {@code gymnasium:} before it of Gymnasium in Python. */
    TaskById(String id) {
        this.id = id;
        factory = Gymnasium.isId(id)
                ? Gymnasium.of(id)
                : MuJoCo.ids().contains(id) ? () -> MuJoCo.make(id) : () -> ClassicControl.make(id);
    }

    String id() {
        return id;
    }

    @Override
    public Environment get() {
        return factory.get();
    }
}
