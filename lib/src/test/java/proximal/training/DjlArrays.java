package proximal.training;

import ai.djl.ndarray.NDManager;

/** Counts the arrays that DJL's engine holds in native memory. */
final class DjlArrays {
    private DjlArrays() {}

    static int live() {
        try (NDManager manager = NDManager.newBaseManager("PyTorch")) {
            return manager.getParentManager().getManagedArrays().size();
        }
    }
}
