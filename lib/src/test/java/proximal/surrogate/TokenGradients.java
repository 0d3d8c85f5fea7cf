package proximal.surrogate;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.training.GradientCollector;

/** The losses of a batch, and the gradients of their sum by autograd. */
record TokenGradients(double policy, double value, double total, double[] newLogProb, double[] values) {

    /** Of arrays in double precision: oldLogProb, newLogProb, values, returns, mask. */
    static TokenGradients of(MaskedTokenLoss loss, NDArray[] arrays, double valueCoef) {
        arrays[1].setRequiresGradient(true);
        arrays[2].setRequiresGradient(true);
        try (GradientCollector collector = Engine.getEngine("PyTorch").newGradientCollector();
                MaskedTokenLoss.Losses losses = loss.compute(arrays[0], arrays[1], arrays[2], arrays[3], arrays[4]);
                NDArray total = losses.total(valueCoef)) {
            collector.backward(total);
            try (NDArray newLogProb = arrays[1].getGradient();
                    NDArray values = arrays[2].getGradient()) {
                return new TokenGradients(
                        losses.policy().getDouble(),
                        losses.value().getDouble(),
                        total.getDouble(),
                        newLogProb.toDoubleArray(),
                        values.toDoubleArray());
            }
        }
    }
}
