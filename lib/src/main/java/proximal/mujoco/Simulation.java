package proximal.mujoco;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.IntByReference;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.DoubleBuffer;
import java.nio.IntBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import proximal.environment.Require;

/**
 * One model in MuJoCo's physics. Positions, velocities and controls are views of MuJoCo's own memory, read and written in
 * place; further results ({@code xpos}, {@code qfrc_constraint} …) are views too, and fresh after each call, which leaves them
 * as {@code mj_step} or {@code mj_forward} does. The views are not to be used after {@link #close()}.
 *
 * <pre>{@code
 * try (Simulation hopper = Simulation.load(Path.of("hopper.xml"))) {
 *     hopper.control().put(0, 0.5);
 *     hopper.step(4);
 *     double height = hopper.positions().get(1);
 * }
 * }</pre>
 *
 * <p>One thread uses a simulation at a time. Source: the MuJoCo documentation, "Simulation"; Todorov et al. 2012, "MuJoCo: A
 * physics engine for model-based control".
 */
public final class Simulation implements AutoCloseable {
    private static final int TIME = 1;
    private static final int POSITIONS = 1 << 1;
    private static final int VELOCITIES = 1 << 2;
    private static final int CONTROL = 1 << 6;

    private static final int NO_STAGE = 0;
    private static final int ALL_STAGES = 3;

    /** Where the counts of the warnings of a bad number stand, and what each is bad in. */
    private static final int FIRST_BAD = 3;

    private static final String[] BAD = {"qpos", "qvel", "qacc"};

    private final String name;
    private final DoubleBuffer row;
    private final DoubleBuffer time;
    private final DoubleBuffer positions;
    private final DoubleBuffer velocities;
    private final DoubleBuffer control;
    private final IntBuffer warnings;
    private final Map<String, DoubleBuffer> outputs = new LinkedHashMap<>();
    private final double timeStepSeconds;
    private Pointer batch;

    private Simulation(String name, Pointer batch) {
        this.name = name;
        this.batch = batch;
        row = doubles(NativeMuJoCo.mjb_state(batch), NativeMuJoCo.mjb_nstate(batch));
        time = component(TIME);
        positions = component(POSITIONS);
        velocities = component(VELOCITIES);
        control = component(CONTROL);
        warnings = bytes(NativeMuJoCo.mjb_warning(batch), 8L * (FIRST_BAD + BAD.length))
                .asIntBuffer();
        reset();
        step(1);
        timeStepSeconds = time.get(0);
        reset();
    }

    /**
     * Loads a model.
     *
     * @param xml the file of the model, in MuJoCo's format MJCF
     * @return its simulation, at rest in the model's first position
     * @throws IllegalStateException if the library is missing, or the file is missing or no model; the message has MuJoCo's own
     */
    public static Simulation load(Path xml) {
        if (!Files.isRegularFile(xml)) {
            throw new IllegalStateException("there is no model " + xml);
        }
        NativeMuJoCo.load();
        byte[] error = new byte[1000];
        Pointer model = NativeMuJoCo.mj_loadXML(xml.toString(), null, error, error.length);
        if (model == null) {
            throw new IllegalStateException("the model " + xml + " cannot be loaded: " + Native.toString(error));
        }
        try {
            return new Simulation(xml.getFileName().toString(), batch(model, xml.toString()));
        } finally {
            NativeMuJoCo.mj_deleteModel(model);
        }
    }

    private static Pointer batch(Pointer model, String name) {
        byte[] error = new byte[1000];
        try (Memory oneThread = new Memory(8)) {
            oneThread.setInt(0, 1);
            oneThread.setInt(4, 1); // The simulation keeps its own results between calls.
            Pointer batch = NativeMuJoCo.mjb_makeBatch(model, 1, oneThread, error, error.length);
            if (batch == null) {
                throw new IllegalStateException(
                        "the model " + name + " cannot be simulated: " + Native.toString(error));
            }
            return batch;
        }
    }

    /**
     * Makes a second simulation of the same model, in its first position: to compute what this one shall not be disturbed by.
     *
     * @return the simulation, owned by the caller
     */
    public Simulation twin() {
        return new Simulation(name, batch(NativeMuJoCo.mjb_model(open()), name));
    }

    /**
     * Goes to where another simulation of the same model is, and computes all results.
     *
     * @param other a {@link #twin} of this one, or the one that it is a twin of
     * @throws IllegalStateException if one of them is closed
     */
    public void copyState(Simulation other) {
        other.open();
        open();
        row.put(0, other.row, 0, row.capacity());
        forward();
    }

    private DoubleBuffer component(int which) {
        IntByReference size = new IntByReference();
        Pointer at = NativeMuJoCo.mjb_stateComponent(batch, which, size);
        return at == null || size.getValue() == 0 ? DoubleBuffer.allocate(0) : doubles(at, size.getValue());
    }

    private static DoubleBuffer doubles(Pointer at, int count) {
        return bytes(at, 8L * count).asDoubleBuffer();
    }

    private static ByteBuffer bytes(Pointer at, long count) {
        return at.getByteBuffer(0, count).order(ByteOrder.nativeOrder());
    }

    /**
     * {@return the time step of the model, in seconds}
     */
    public double timeStepSeconds() {
        return timeStepSeconds;
    }

    /**
     * {@return the positions {@code qpos} of the joints, to read and to write}
     */
    public DoubleBuffer positions() {
        return positions;
    }

    /**
     * {@return the velocities {@code qvel} of the joints, to read and to write}
     */
    public DoubleBuffer velocities() {
        return velocities;
    }

    /**
     * {@return the controls {@code ctrl} of the actuators, to read and to write}
     */
    public DoubleBuffer control() {
        return control;
    }

    /**
     * Returns a result of the physics, filled by every later call of this simulation.
     *
     * @param field the name of an array of numbers in MuJoCo's {@code mjData}, as in {@code xpos}
     * @return the array, row by row, to read
     * @throws IllegalArgumentException if there is no such array, or its elements are no doubles
     */
    public DoubleBuffer output(String field) {
        return outputs.computeIfAbsent(field, unseen -> {
            IntByReference size = new IntByReference();
            IntByReference elementSize = new IntByReference();
            Pointer at = NativeMuJoCo.mjb_output(open(), field, size, elementSize);
            Require.that(
                    at != null && elementSize.getValue() == 8,
                    () -> "field must name an array of doubles in mjData but was \"" + field + "\"");
            return doubles(at, size.getValue());
        });
    }

    /**
     * Returns a field of the model, to read.
     *
     * @param field the name of an array in MuJoCo's {@code mjModel}, as in {@code geom_size}
     * @return its bytes, to be seen as doubles, floats or integers as {@code mjmodel.h} declares the field
     * @throws IllegalArgumentException if there is no such array
     */
    public ByteBuffer model(String field) {
        IntByReference size = new IntByReference();
        IntByReference elementSize = new IntByReference();
        Pointer at = NativeMuJoCo.mjb_expand(open(), field, size, elementSize);
        Require.that(at != null, () -> "field must name an array in mjModel but was \"" + field + "\"");
        return bytes(at, (long) size.getValue() * elementSize.getValue());
    }

    /** Goes back to the model's first position, at rest, with no control and no warning; results are not computed. */
    public void reset() {
        require(NativeMuJoCo.mjb_reset(open(), null, 1, null, NO_STAGE));
        for (int i = 0; i < warnings.capacity(); i++) {
            warnings.put(i, 0);
        }
    }

    /** Computes all results of the present positions, velocities and controls. */
    public void forward() {
        require(NativeMuJoCo.mjb_forward(open(), null, 1, ALL_STAGES));
    }

    /**
     * Steps in time.
     *
     * @param steps how many time steps
     * @throws IllegalStateException if the simulation became unstable
     */
    public void step(int steps) {
        require(NativeMuJoCo.mjb_step(open(), null, 1, steps, NO_STAGE));
        for (int i = 0; i < BAD.length; i++) {
            if (warnings.get(2 * (FIRST_BAD + i) + 1) > 0) {
                throw new IllegalStateException("the simulation of " + name + " became unstable: MuJoCo warns of a bad"
                        + " number in " + BAD[i] + "; it must be reset");
            }
        }
    }

    /**
     * Returns the whole state: what MuJoCo integrates, and the results that were asked for.
     *
     * @return a new array
     */
    public double[] state() {
        open(); // The views are of memory that is freed then.
        double[] state = new double[stateSize()];
        row.get(0, state, 0, row.capacity());
        int at = row.capacity();
        for (DoubleBuffer output : outputs.values()) {
            output.get(0, state, at, output.capacity());
            at += output.capacity();
        }
        return state;
    }

    /**
     * Goes to a state that {@link #state()} gave; the next step has the same bits as it had from there.
     *
     * @param state the state
     * @throws IllegalArgumentException if it has another length than that of this simulation
     */
    public void setState(double[] state) {
        int size = stateSize();
        Require.that(state.length == size, "the length of the state of " + name, Integer.toString(size), state.length);
        reset();
        row.put(0, state, 0, row.capacity());
        int at = row.capacity();
        for (DoubleBuffer output : outputs.values()) {
            output.put(0, state, at, output.capacity());
            at += output.capacity();
        }
    }

    private int stateSize() {
        return row.capacity()
                + outputs.values().stream().mapToInt(DoubleBuffer::capacity).sum();
    }

    private Pointer open() {
        if (batch == null) {
            throw new IllegalStateException("the simulation of " + name + " is closed");
        }
        return batch;
    }

    private void require(int failed) {
        if (failed != 0) {
            throw new IllegalStateException("the simulation of " + name + " failed: "
                    + NativeMuJoCo.mjb_error(batch, 0).getString(0));
        }
    }

    /** Frees the model and the simulation. */
    @Override
    public void close() {
        if (batch != null) {
            NativeMuJoCo.mjb_deleteBatch(batch);
            batch = null;
        }
    }
}
