package proximal.environment;

/** A small valid environment for tests to spoil: a point that moves by its action, from a start that the seed gives. */
class StubEnvironment implements Environment {
    static final int LENGTH = 7;

    double position;
    int steps;

    @Override
    public String name() {
        return "Stub";
    }

    @Override
    public BoxSpace observationSpace() {
        return BoxSpace.of(2, -100, 100);
    }

    @Override
    public Space actionSpace() {
        return BoxSpace.of(1, -1, 1);
    }

    @Override
    public void reset(long seed, float[] observation) {
        position = new SplitMix64(seed).nextDouble();
        steps = 0;
        observe(observation);
    }

    @Override
    public void step(float[] action, float[] observation, StepResult result) {
        position += action[0];
        steps++;
        observe(observation);
        result.set(-Math.abs(position), steps == LENGTH, false);
    }

    private void observe(float[] observation) {
        observation[0] = (float) position;
        observation[1] = steps;
    }

    @Override
    public double[] state() {
        return new double[] {position, steps};
    }

    @Override
    public void setState(double[] state, float[] observation) {
        position = state[0];
        steps = (int) state[1];
        observe(observation);
    }
}
