package proximal.mujoco;

import java.nio.ByteBuffer;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.util.stream.IntStream;
import proximal.environment.Sketch;

/**
 * The bodies of a model as a line figure, from its geoms: capsules and spheres are strokes and discs of their true radius. A
 * figure that moves in a plane is seen from straight in front of it, along the axis of its first hinge; one with a free joint is
 * seen from the side. Where the first joint lets it travel without a limit, the picture follows its centre of mass; a figure
 * seen from the side keeps its height, so that a jump can be seen.
 *
 * <p>Copy: with the library.
 */
public final class BodyFigure implements AutoCloseable {
    // The kinds of joints and geoms, as in mjmodel.h.
    private static final int FREE = 0;
    private static final int SLIDE = 2;
    private static final int HINGE = 3;
    private static final int PLANE = 0;
    private static final int SPHERE = 2;
    private static final int CAPSULE = 3;
    private static final int CYLINDER = 5;

    private final Simulation twin;
    private final IntBuffer types;
    private final IntBuffer bodies;
    private final DoubleBuffer sizes;
    private final DoubleBuffer boxes;
    private final FloatBuffer colors;
    private final DoubleBuffer centres;
    private final DoubleBuffer frames;
    private final DoubleBuffer centresOfMass;
    private final int right;
    private final int up;
    private final int depth;
    private final boolean travels;

    /**
     * Reads the geoms of a model.
     *
     * @param twin a simulation of the model that is used for nothing else; the figure closes it
     */
    public BodyFigure(Simulation twin) {
        this.twin = twin;
        types = twin.model("geom_type").asIntBuffer();
        bodies = twin.model("geom_bodyid").asIntBuffer();
        sizes = twin.model("geom_size").asDoubleBuffer();
        boxes = twin.model("geom_aabb").asDoubleBuffer();
        colors = twin.model("geom_rgba").asFloatBuffer();
        centres = twin.output("geom_xpos");
        frames = twin.output("geom_xmat");
        centresOfMass = twin.output("subtree_com");
        IntBuffer joints = twin.model("jnt_type").asIntBuffer();
        ByteBuffer limited = twin.model("jnt_limited");
        travels = joints.capacity() > 0 && (joints.get(0) == FREE || joints.get(0) == SLIDE && limited.get(0) == 0);
        depth = depth(joints, twin.model("jnt_axis").asDoubleBuffer());
        right = depth == 0 ? 1 : 0;
        up = depth == 2 ? 1 : 2;
    }

    /** The coordinate along which the figure is seen. */
    private static int depth(IntBuffer joints, DoubleBuffer axes) {
        for (int joint = 0; joint < joints.capacity() && joints.get(joint) != FREE; joint++) {
            if (joints.get(joint) == HINGE) {
                int axis = 0;
                for (int i = 1; i < 3; i++) {
                    axis = Math.abs(axes.get(3 * joint + i)) > Math.abs(axes.get(3 * joint + axis)) ? i : axis;
                }
                return axis;
            }
        }
        return 1;
    }

    /**
     * Draws the bodies of a simulation, which is left as it was.
     *
     * @param simulation a simulation of the same model
     * @return a new sketch
     * @throws IllegalStateException if the simulation is closed
     */
    public Sketch of(Simulation simulation) {
        twin.copyState(simulation);
        Sketch sketch = new Sketch();
        IntStream.range(0, types.capacity())
                .filter(geom -> colors.get(4 * geom + 3) > 0)
                .boxed()
                .sorted((a, b) -> Double.compare(nearness(a), nearness(b)))
                .forEach(geom -> draw(sketch, geom));
        if (travels) { // The second row: the first one is of the world.
            sketch.follow(centresOfMass.get(3 + right), depth == 2 ? centresOfMass.get(3 + up) : 0);
        }
        return sketch;
    }

    /** A side is seen from negative y, as the x axis goes to the right there; a floor from above. */
    private double nearness(int geom) {
        return depth == 1 ? -centres.get(3 * geom + 1) : centres.get(3 * geom + depth);
    }

    private void draw(Sketch sketch, int geom) {
        double radius = sizes.get(3 * geom);
        double half = sizes.get(3 * geom + 1);
        int color = color(geom);
        switch (types.get(geom)) {
            case PLANE -> {
                if (depth != 2) {
                    sketch.ground(centres.get(3 * geom + up));
                } else if (travels) {
                    sketch.ground(Double.POSITIVE_INFINITY);
                }
            }
            case SPHERE -> sketch.line(color, 2 * radius, points(geom, new double[3]));
            case CAPSULE ->
                sketch.line(color, 2 * radius, points(geom, new double[] {0, 0, -half}, new double[] {0, 0, half}));
            case CYLINDER -> {
                double end = Math.max(half - radius, 0); // Its ends are drawn round.
                sketch.line(color, 2 * radius, points(geom, new double[] {0, 0, -end}, new double[] {0, 0, end}));
            }
            default -> box(sketch, geom, color);
        }
    }

    /** The six faces of the box around a geom. */
    private void box(Sketch sketch, int geom, int color) {
        for (int face = 0; face < 6; face++) {
            double[][] corners = new double[4][3];
            for (int i = 0; i < 4; i++) {
                int[] sign = {face < 3 ? 1 : -1, i == 0 || i == 3 ? 1 : -1, i < 2 ? 1 : -1};
                for (int axis = 0; axis < 3; axis++) {
                    int turned = (axis + face) % 3;
                    corners[i][turned] = boxes.get(6 * geom + turned) + sign[axis] * boxes.get(6 * geom + 3 + turned);
                }
            }
            sketch.area(color, points(geom, corners));
        }
    }

    /** Points of the geom's own frame in the plane of the picture, x and y in turn. */
    private double[] points(int geom, double[]... local) {
        double[] points = new double[2 * local.length];
        for (int i = 0; i < local.length; i++) {
            points[2 * i] = world(geom, right, local[i]);
            points[2 * i + 1] = world(geom, up, local[i]);
        }
        return points;
    }

    private double world(int geom, int axis, double[] local) {
        double sum = centres.get(3 * geom + axis);
        for (int i = 0; i < 3; i++) {
            sum += frames.get(9 * geom + 3 * axis + i) * local[i];
        }
        return sum;
    }

    private int color(int geom) {
        int rgb = 0;
        for (int i = 0; i < 3; i++) {
            rgb = rgb << 8 | Math.round(255 * colors.get(4 * geom + i));
        }
        return rgb;
    }

    @Override
    public void close() {
        twin.close();
    }
}
