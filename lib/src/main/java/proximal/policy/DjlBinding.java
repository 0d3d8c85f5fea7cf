package proximal.policy;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import java.nio.Buffer;
import java.nio.ByteBuffer;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/**
 * Gives a block views of one flat array, of floats or of doubles, in the place of its own parameters. The array lies in memory
 * that this object writes, so other values need no call to PyTorch, however many parameters there are.
 *
 * <p>Copy: with the library.
 */
public final class DjlBinding extends ParameterStore {
    private final NDManager manager;
    private final ByteBuffer memory;
    private final NDArray leaf;
    private final DataType type;
    private final Map<Parameter, NDArray> views = new IdentityHashMap<>();

    /**
     * Copies parameters into a manager below the given one.
     *
     * @param parent the manager that owns that manager
     * @param parameters the trainable parameters of the block
     * @param flat a FloatBuffer or DoubleBuffer of their values, in their order
     * @param differentiable whether gradients in the flat array are wanted
     */
    public DjlBinding(NDManager parent, List<Parameter> parameters, Buffer flat, boolean differentiable) {
        manager = parent.newSubManager();
        type = flat instanceof DoubleBuffer ? DataType.FLOAT64 : DataType.FLOAT32;
        memory = manager.allocateDirect(flat.remaining() * type.getNumOfBytes());
        set(flat);
        leaf = manager.create(memory, new Shape(flat.remaining()), type);
        leaf.setRequiresGradient(differentiable);
        long[] ends =
                parameters.stream().mapToLong(each -> each.getArray().size()).toArray();
        Arrays.parallelPrefix(ends, Long::sum);
        NDList parts = leaf.split(Arrays.copyOf(ends, Math.max(0, ends.length - 1)), 0);
        for (int i = 0; i < ends.length; i++) {
            Parameter parameter = parameters.get(i);
            views.put(parameter, parts.get(i).reshape(parameter.getArray().getShape()));
        }
    }

    /**
     * Changes the values of the parameters. What was computed with them before must not be differentiated any more.
     *
     * @param flat a buffer of the kind and length of the first one
     */
    public void set(Buffer flat) {
        if (type == DataType.FLOAT32) {
            memory.asFloatBuffer().put(((FloatBuffer) flat).duplicate());
        } else {
            memory.asDoubleBuffer().put(((DoubleBuffer) flat).duplicate());
        }
    }

    /**
     * Lets a manager own the views until it is closed, so that it frees what is computed from them.
     *
     * @param step the manager of one step, below this one's
     */
    public void lend(NDManager step) {
        views.values().forEach(view -> view.tempAttach(step));
    }

    /**
     * {@return the flat array}
     */
    public NDArray leaf() {
        return leaf;
    }

    @Override
    public NDArray getValue(Parameter parameter, Device device, boolean training) {
        NDArray view = views.get(parameter);
        if (view != null || parameter == null) {
            return view;
        }
        // A parameter that is not trained: the mean and variance of a batch normalisation.
        NDArray fixed = parameter.getArray();
        return type == DataType.FLOAT32 ? fixed : views.computeIfAbsent(parameter, p -> ofType(fixed));
    }

    private NDArray ofType(NDArray array) {
        NDArray converted = array.toType(type, true);
        converted.attach(manager);
        return converted;
    }

    @Override
    public NDManager getManager() {
        return manager;
    }
}
