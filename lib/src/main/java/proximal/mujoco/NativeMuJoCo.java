package proximal.mujoco;

import com.sun.jna.Callback;
import com.sun.jna.CallbackReference;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.IntByReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The few functions of MuJoCo that {@link Simulation} calls. They are those of its batched
 * simulation, which hand out states and results by name: no offset of a structure is known here.
 */
final class NativeMuJoCo {
    /** Where MuJoCo's warnings end, which it would write to a file in the current folder; the counts of a simulation tell what matters. */
    private static final Warning UNHEARD = message -> {};

    private static boolean loaded;

    private NativeMuJoCo() {}

    /** Loads the library, at the first call; a static initializer would hide what is wrong with it in an error of its own. */
    static synchronized void load() {
        if (!loaded) {
            register(library());
        }
    }

    private static Path library() {
        String named = System.getenv("MUJOCO_LIBRARY");
        if (named != null) {
            return Path.of(named);
        }
        Path folder = PythonPackages.find("mujoco");
        for (String pattern : new String[] {"libmujoco.so*", "libmujoco*.dylib", "mujoco.dll"}) {
            List<Path> found = PythonPackages.matches(folder, pattern);
            if (!found.isEmpty()) {
                return found.get(0);
            }
        }
        throw new IllegalStateException("there is no libmujoco in " + folder + "; install it again with: pip install"
                + " --force-reinstall mujoco==4.0.0");
    }

    /** Loads a library; IllegalStateException where it is none of MuJoCo, or of one before 4.0.0. */
    static void register(Path path) {
        if (!Files.isRegularFile(path)) {
            throw new IllegalStateException(
                    "there is no library " + path + "; MUJOCO_LIBRARY must name the file of libmujoco, or not be set");
        }
        NativeLibrary library;
        try {
            library = NativeLibrary.getInstance(path.toString());
        } catch (UnsatisfiedLinkError e) {
            throw new IllegalStateException("the library " + path + " cannot be loaded: " + e.getMessage(), e);
        }
        String version = null;
        try {
            version = library.getFunction("mj_versionString").invokeString(new Object[0], false);
            library.getFunction("mjb_makeBatch");
        } catch (UnsatisfiedLinkError e) {
            throw new IllegalStateException(
                    "the library " + path + " must be MuJoCo 4.0.0 or later but "
                            + (version == null ? "is none" : "is " + version),
                    e);
        }
        library.getGlobalVariableAddress("mju_user_warning")
                .setPointer(0, CallbackReference.getFunctionPointer(UNHEARD));
        Native.register(NativeMuJoCo.class, library);
        loaded = true;
    }

    private interface Warning extends Callback {
        void invoke(String message);
    }

    static native Pointer mj_loadXML(String file, Pointer files, byte[] error, int errorSize);

    static native void mj_deleteModel(Pointer model);

    static native Pointer mjb_makeBatch(Pointer model, int simulations, Pointer config, byte[] error, int errorSize);

    static native void mjb_deleteBatch(Pointer batch);

    static native Pointer mjb_model(Pointer batch);

    static native Pointer mjb_expand(Pointer batch, String field, IntByReference size, IntByReference elementSize);

    static native int mjb_nstate(Pointer batch);

    static native Pointer mjb_state(Pointer batch);

    static native Pointer mjb_stateComponent(Pointer batch, int component, IntByReference size);

    static native Pointer mjb_warning(Pointer batch);

    static native int mjb_step(Pointer batch, Pointer ids, int idCount, int steps, int stage);

    static native int mjb_forward(Pointer batch, Pointer ids, int idCount, int stage);

    static native int mjb_reset(Pointer batch, Pointer ids, int idCount, Pointer keys, int stage);

    static native Pointer mjb_error(Pointer batch, int simulation);

    static native Pointer mjb_output(Pointer batch, String field, IntByReference size, IntByReference elementSize);
}
