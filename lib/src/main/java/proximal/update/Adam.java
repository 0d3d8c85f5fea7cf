package proximal.update;

/** Temporary. */
public final class Adam {
    private final float[] m;
    private final float[] v;
    private final double epsilon;
    private long t;

    public Adam(int n, double epsilon) {
        m = new float[n];
        v = new float[n];
        this.epsilon = epsilon;
    }

    public double step(float[] p, float[] g, double lr, double maxNorm) {
        double s = 0;
        for (float x : g) s += (double) x * x;
        double norm = Math.sqrt(s);
        float scale = (float) Math.min(1, maxNorm / (norm + 1e-6));
        t++;
        double c1 = 1 - Math.pow(0.9, t), c2 = 1 - Math.pow(0.999, t);
        for (int i = 0; i < p.length; i++) {
            float x = g[i] * scale;
            m[i] = 0.9f * m[i] + 0.1f * x;
            v[i] = 0.999f * v[i] + 0.001f * x * x;
            p[i] -= (float) (lr / c1 * m[i] / (Math.sqrt(v[i]) / Math.sqrt(c2) + epsilon));
        }
        return norm;
    }
}
