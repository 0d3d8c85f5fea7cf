package proximal.surrogate;

/**
 * The importance-sampled surrogate r A, without any constraint. At r = 1 its gradient is the policy gradient; far from 1
 * nothing holds it back.
 *
 * <p>Source: Schulman et al. 2017, arXiv 1707.06347, equation 6 (L^CPI, after Kakade and Langford 2002).
 *
 * <pre>{@code
 * new ImportanceSampledSurrogate().objective(1.5, -2) // -3.0
 * }</pre>
 *
 * <p>Copy: alone, beside {@link Surrogate}.
 */
public record ImportanceSampledSurrogate() implements Surrogate {

    @Override
    public double objective(double ratio, double advantage) {
        return ratio * advantage;
    }

    @Override
    public double slope(double ratio, double advantage) {
        return advantage;
    }
}
