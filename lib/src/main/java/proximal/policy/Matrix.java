package proximal.policy;

/**
 * A view of a matrix in a float array: element (r, c) stands at offset + r rowStride + c columnStride. A transposed matrix has
 * the strides swapped, and a row that serves as all rows has the row stride 0. Views are made once and moved over the arrays,
 * so that no product allocates.
 */
final class Matrix {
    final int rowStride;
    final int columnStride;
    float[] array;
    int offset;

    /** A view that {@link #over} lays over arrays. */
    Matrix(int rowStride, int columnStride) {
        this.rowStride = rowStride;
        this.columnStride = columnStride;
    }

    /** A view of rows that stand one after the other, from an offset on. */
    Matrix(float[] array, int offset, int rowStride) {
        this(rowStride, 1);
        over(array, offset);
    }

    /** Moves this view. */
    Matrix over(float[] array, int offset) {
        this.array = array;
        this.offset = offset;
        return this;
    }

    /** Where an element stands in the array. */
    int at(int row, int column) {
        return offset + row * rowStride + column * columnStride;
    }
}
