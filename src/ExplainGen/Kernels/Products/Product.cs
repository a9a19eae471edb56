namespace ExplainGen.Kernels;

/// <summary>
/// The product of two tensors, element by element, where a factor is repeated along the axes on which it has one element. Whatever the
/// number of threads, the bits are the same.
/// </summary>
public static unsafe class Product
{
    /// <summary>y = a · b.</summary>
    /// <param name="a">One factor; on each axis of the extent of y, or of one element.</param>
    /// <param name="b">The other, likewise.</param>
    /// <param name="y">The result; may be the memory of a factor of its shape.</param>
    /// <param name="workers">The threads to use.</param>
    /// <exception cref="ArgumentException">A factor does not fit.</exception>
    public static void Forward(in Tensor a, in Tensor b, in Tensor y, Workers workers)
    {
        Repeated.Check(a, y, nameof(a));
        Repeated.Check(b, y, nameof(b));
        bool isWhole = y.Layout.Channels % TensorLayout.Lanes == 0;
        if (isWhole && a.Layout.SameShape(y.Layout) && b.Layout.SameShape(y.Layout))
            Elementwise.Multiply(a, b, 1, false, y, workers);
        else
            Multiply(a, b, Epilogue(1, false, y), y, workers);
    }

    /// <summary>r = scale · factor · s, or r += the same, summed over the axes along which r is repeated in s.</summary>
    /// <param name="s">Relevance or a gradient of the product.</param>
    /// <param name="factor">The other factor, of s's extent or one element on each axis; <c>default</c> for 1.</param>
    /// <param name="scale">A constant factor.</param>
    /// <param name="accumulate">Whether to add to r rather than overwrite it.</param>
    /// <param name="r">The result; may be the memory of s where it has its shape and is overwritten.</param>
    /// <param name="workers">The threads to use.</param>
    /// <exception cref="ArgumentException">A shape does not fit.</exception>
    public static void Redistribute(in Tensor s, in Tensor factor, float scale, bool accumulate, in Tensor r, Workers workers)
    {
        Repeated.Check(r, s, nameof(r));
        if (!factor.IsNone)
            Repeated.Check(factor, s, nameof(factor));
        if (!r.Layout.SameShape(s.Layout))
            Elementwise.Run(new ProductSums(s, factor, r.Layout), r, Epilogue(scale, accumulate, r), workers);
        else if (factor.IsNone || factor.Layout.SameShape(s.Layout))
            Elementwise.Multiply(factor, s, scale, accumulate, r, workers);
        else
            Multiply(s, factor, Epilogue(scale, accumulate, r), r, workers);
    }

    private static void Multiply(in Tensor a, in Tensor b, in RedistributeEpilogue epilogue, in Tensor to, Workers workers) =>
        Elementwise.Run(new ProductValues(new(a, to.Layout), new(b, to.Layout), to.Layout), to, epilogue, workers);

    private static RedistributeEpilogue Epilogue(float scale, bool accumulate, in Tensor r) =>
        new(default, null, scale, accumulate, r.Layout.RowsPerBlock);
}
