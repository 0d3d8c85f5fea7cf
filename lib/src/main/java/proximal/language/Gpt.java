package proximal.language;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.ndarray.types.SparseFormat;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Activation;
import ai.djl.nn.Parameter;
import ai.djl.nn.core.Embedding;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.LayerNorm;
import ai.djl.training.ParameterStore;
import ai.djl.training.initializer.Initializer;
import ai.djl.training.initializer.NormalInitializer;
import ai.djl.util.PairList;
import java.util.ArrayList;
import java.util.List;
import proximal.environment.Require;

/**
 * A small GPT with two heads as a DJL block: tokens [batch, length] go in, the logits of the next token [batch, length,
 * vocabulary] and the values [batch, length] come out. Embeddings of tokens and positions are added; each layer is x + attention(norm(x)), then
 * x + perceptron(norm(x)) with 4 width GELU units; a last layer norm; linear heads. Weights are drawn with standard deviation
 * 0.02, those that write into the residual stream with 0.02 / sqrt(2 layers), as in GPT-2 (Radford et al. 2019); biases and
 * the value head are 0. There is no dropout: the ratio of PPO needs the same network twice.
 *
 * <p>Rows may have padding. On the right it needs nothing, since a token sees only what stands before it. On the left it is
 * given as the second input, the number of padded tokens of each row [batch]: attention leaves them out, and the position of a
 * token is counted from the first one that is not padding.
 *
 * <p>Copy: with the library.
 */
public final class Gpt extends AbstractBlock {
    private static final float NOWHERE = -1e9f; // not -infinity: softmax of a padded row must not be NaN

    private final int vocabulary;
    private final int context;
    private final int width;
    private final int heads;
    private final List<Parameter[]> layers = new ArrayList<>();
    private final Parameter tokenEmbedding;
    private final Parameter positionEmbedding;
    private final Parameter[] lastNorm;
    private final Parameter policyHead;
    private final Parameter[] valueHead;

    /**
     * Makes a network, not yet initialised.
     *
     * @param vocabulary how many tokens there are
     * @param context the largest number of tokens of a row, padding not counted
     * @param width the size of the residual stream, a multiple of heads
     * @param heads the attention heads
     * @param layers the layers
     * @throws IllegalArgumentException if a number is not positive or width is not a multiple of heads
     */
    public Gpt(int vocabulary, int context, int width, int heads, int layers) {
        Require.that(vocabulary >= 2, "vocabulary", "at least 2", vocabulary);
        Require.that(context >= 1, "context", "at least 1", context);
        Require.that(heads >= 1, "heads", "at least 1", heads);
        Require.that(width >= 1 && width % heads == 0, "width", "a positive multiple of " + heads + " heads", width);
        Require.that(layers >= 1, "layers", "at least 1", layers);
        this.vocabulary = vocabulary;
        this.context = context;
        this.width = width;
        this.heads = heads;
        tokenEmbedding = weight("tokens", 0.02, vocabulary, width);
        positionEmbedding = weight("positions", 0.02, context, width);
        double residual = 0.02 / Math.sqrt(2.0 * layers);
        for (int i = 0; i < layers; i++) {
            this.layers.add(layer(i, residual));
        }
        lastNorm = new Parameter[] {ones("lastScale", width), zeros("lastShift", width)};
        policyHead = weight("policyHead", 0.02, vocabulary, width);
        valueHead = new Parameter[] {zeros("valueHead", 1, width), zeros("valueBias", 1)};
    }

    private Parameter[] layer(int i, double residual) {
        return new Parameter[] {
            ones("norm1Scale" + i, width),
            zeros("norm1Shift" + i, width),
            weight("qkv" + i, 0.02, 3L * width, width),
            zeros("qkvBias" + i, 3L * width),
            weight("project" + i, residual, width, width),
            zeros("projectBias" + i, width),
            ones("norm2Scale" + i, width),
            zeros("norm2Shift" + i, width),
            weight("expand" + i, 0.02, 4L * width, width),
            zeros("expandBias" + i, 4L * width),
            weight("contract" + i, residual, width, 4L * width),
            zeros("contractBias" + i, width)
        };
    }

    private Parameter weight(String name, double deviation, long... shape) {
        return parameter(name, new NormalInitializer((float) deviation), shape);
    }

    private Parameter ones(String name, long... shape) {
        return parameter(name, Initializer.ONES, shape);
    }

    private Parameter zeros(String name, long... shape) {
        return parameter(name, Initializer.ZEROS, shape);
    }

    private Parameter parameter(String name, Initializer initializer, long... shape) {
        return addParameter(Parameter.builder()
                .setName(name)
                .setType(Parameter.Type.OTHER)
                .optShape(new Shape(shape))
                .optInitializer(initializer)
                .build());
    }

    /**
     * {@return how many tokens there are}
     */
    public int vocabulary() {
        return vocabulary;
    }

    /**
     * {@return the largest number of tokens of a row}
     */
    public int context() {
        return context;
    }

    /**
     * {@return a network of the same sizes, not initialised}
     */
    public Gpt fresh() {
        return new Gpt(vocabulary, context, width, heads, layers.size());
    }

    /**
     * Makes an empty cache of keys and values.
     *
     * @param manager what it belongs to
     * @param batch the rows
     * @param length the largest number of tokens of a row, padding included
     * @return two arrays [batch, heads, length, width / heads] for each layer
     */
    public NDList cache(NDManager manager, int batch, int length) {
        NDList cache = new NDList();
        for (int i = 0; i < 2 * layers.size(); i++) {
            cache.add(manager.zeros(new Shape(batch, heads, length, width / heads)));
        }
        return cache;
    }

    /**
     * Computes the residual stream after the last norm, what both heads read.
     *
     * @param store gives the parameters
     * @param tokens [batch, length], integers
     * @param padding [batch], how many tokens of the whole row are padding on the left; null where none is
     * @param cache of {@link #cache}, filled before and here; null to do without
     * @param before how many tokens of each row the cache has
     * @return [batch, length, width]
     */
    public NDArray stream(ParameterStore store, NDArray tokens, NDArray padding, NDList cache, int before) {
        NDManager manager = tokens.getManager();
        int length = (int) tokens.getShape().get(1);
        NDArray keys = manager.arange(0, before + length, 1, DataType.INT64).expandDims(0);
        NDArray positions = manager.arange(before, before + length, 1, DataType.INT64);
        NDArray hidden = length == 1 ? null : keys.gt(positions.expandDims(1)); // what comes later
        if (padding != null) {
            NDArray start = padding.toType(DataType.INT64, false).expandDims(1);
            positions = positions.sub(start).maximum(0);
            NDArray padded = keys.lt(start).reshape(start.getShape().get(0), 1, 1, before + length);
            hidden = hidden == null ? padded : hidden.logicalOr(padded);
        }
        NDArray x = embedded(store, tokenEmbedding, tokens).add(embedded(store, positionEmbedding, positions));
        NDArray bias =
                hidden == null ? null : hidden.toType(x.getDataType(), false).mul(NOWHERE);
        for (int i = 0; i < layers.size(); i++) {
            NDArray[] p = values(store, layers.get(i));
            NDArray attended = attention(p, norm(x, p[0], p[1]), bias, cache, 2 * i, before);
            x = x.add(Linear.linear(attended, p[4], p[5]).singletonOrThrow());
            NDArray units = Linear.linear(norm(x, p[6], p[7]), p[8], p[9]).singletonOrThrow();
            x = x.add(Linear.linear(Activation.gelu(units), p[10], p[11]).singletonOrThrow());
        }
        NDArray[] last = values(store, lastNorm);
        return norm(x, last[0], last[1]);
    }

    private NDArray attention(NDArray[] p, NDArray x, NDArray bias, NDList cache, int at, int before) {
        long batch = x.getShape().get(0);
        long length = x.getShape().get(1);
        long size = width / heads;
        NDArray qkv = Linear.linear(x, p[2], p[3])
                .singletonOrThrow()
                .reshape(batch, length, 3, heads, size)
                .transpose(2, 0, 3, 1, 4);
        NDArray queries = MaskedTerms.times(qkv.get(0), 1 / Math.sqrt(size));
        NDArray keys = qkv.get(1);
        NDArray values = qkv.get(2);
        if (cache != null) {
            keys = remembered(cache.get(at), keys, before);
            values = remembered(cache.get(at + 1), values, before);
        }
        NDArray scores = queries.matMul(keys.transpose(0, 1, 3, 2));
        NDArray weights = (bias == null ? scores : scores.add(bias)).softmax(3);
        return weights.matMul(values).transpose(0, 2, 1, 3).reshape(batch, length, width);
    }

    /** Puts the new keys or values behind those of before, and gives all of them. */
    private static NDArray remembered(NDArray cache, NDArray now, int before) {
        long after = before + now.getShape().get(2);
        cache.set(new NDIndex().addAllDim(2).addSliceDim(before, after), now);
        return cache.get(new NDIndex().addAllDim(2).addSliceDim(0, after));
    }

    /**
     * Computes the logits of the tokens that follow.
     *
     * @param store gives the parameters
     * @param stream of {@link #stream}
     * @return [batch, length, vocabulary]
     */
    public NDArray logits(ParameterStore store, NDArray stream) {
        return Linear.linear(stream, value(store, policyHead), null).singletonOrThrow();
    }

    /**
     * Computes the values.
     *
     * @param store gives the parameters
     * @param stream of {@link #stream}
     * @return [batch, length]
     */
    public NDArray values(ParameterStore store, NDArray stream) {
        NDArray[] head = values(store, valueHead);
        return Linear.linear(stream, head[0], head[1]).singletonOrThrow().squeeze(2);
    }

    @Override
    protected NDList forwardInternal(
            ParameterStore store, NDList inputs, boolean training, PairList<String, Object> params) {
        NDArray stream = stream(store, inputs.get(0), inputs.size() > 1 ? inputs.get(1) : null, null, 0);
        return new NDList(logits(store, stream), values(store, stream));
    }

    @Override
    public Shape[] getOutputShapes(Shape[] inputs) {
        return new Shape[] {inputs[0].add(vocabulary), inputs[0]};
    }

    private static NDArray norm(NDArray x, NDArray scale, NDArray shift) {
        return LayerNorm.layerNorm(x, scale.getShape(), scale, shift, 1e-5f).singletonOrThrow();
    }

    private static NDArray embedded(ParameterStore store, Parameter table, NDArray indices) {
        return Embedding.embedding(indices, value(store, table), SparseFormat.DENSE)
                .singletonOrThrow();
    }

    private static NDArray[] values(ParameterStore store, Parameter[] parameters) {
        NDArray[] values = new NDArray[parameters.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = value(store, parameters[i]);
        }
        return values;
    }

    private static NDArray value(ParameterStore store, Parameter parameter) {
        return store.getValue(parameter, Device.cpu(), false);
    }
}
