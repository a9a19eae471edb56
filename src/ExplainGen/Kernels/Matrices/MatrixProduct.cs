namespace ExplainGen.Kernels;

/// <summary>
/// The product of two tensors as matrices, <c>Y = op(A) · op(B)</c>: rows are channels, columns the positions along the width axis, and
/// every depth and height has a product of its own. op is the identity or the transposition.
/// </summary>
/// <param name="transposeA">Whether A is transposed.</param>
/// <param name="transposeB">Whether B is transposed.</param>
public sealed class MatrixProduct(bool transposeA, bool transposeB)
{
    /// <summary>y = op(a) · op(b).</summary>
    /// <param name="a">The left factor.</param>
    /// <param name="b">The right factor.</param>
    /// <param name="y">The product; not the memory of a factor.</param>
    /// <param name="workers">The threads to use.</param>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    public void Forward(in Tensor a, in Tensor b, in Tensor y, Workers workers)
    {
        CheckPlanes(a, y, nameof(a));
        CheckPlanes(b, y, nameof(b));
        MatrixPasses.Forward(
            new MatrixFactors(MatrixSet.OfPlanes(a), transposeA, MatrixSet.OfPlanes(b), transposeB), MatrixSet.OfPlanes(y), workers);
    }

    /// <summary>r = scale · a · D, or r += the same, with D the derivative of Σ s · y with respect to a: s · op(b)ᵀ as A lies.</summary>
    /// <param name="b">The right factor.</param>
    /// <param name="s">What comes back, of the product's shape.</param>
    /// <param name="a">The left factor, or <c>default</c> for a factor of one.</param>
    /// <param name="scale">A factor.</param>
    /// <param name="accumulate">Whether to add to r rather than overwrite it.</param>
    /// <param name="r">The result, of the left factor's shape.</param>
    /// <param name="workers">The threads to use.</param>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    public void RedistributeToLeft(in Tensor b, in Tensor s, in Tensor a, float scale, bool accumulate, in Tensor r, Workers workers)
    {
        CheckPlanes(b, r, nameof(b));
        CheckPlanes(s, r, nameof(s));
        MatrixSet right = MatrixSet.OfPlanes(b), back = MatrixSet.OfPlanes(s);
        MatrixFactors factors = transposeA
            ? new MatrixFactors(right, transposeB, back, transposeRight: true)
            : new MatrixFactors(back, transposeLeft: false, right, !transposeB);
        MatrixPasses.Redistribute(factors, a, scale, accumulate, MatrixSet.OfPlanes(r), workers);
    }

    /// <summary>r = scale · b · D, or r += the same, with D the derivative of Σ s · y with respect to b: op(a)ᵀ · s as B lies.</summary>
    /// <param name="a">The left factor.</param>
    /// <param name="s">What comes back, of the product's shape.</param>
    /// <param name="b">The right factor, or <c>default</c> for a factor of one.</param>
    /// <param name="scale">A factor.</param>
    /// <param name="accumulate">Whether to add to r rather than overwrite it.</param>
    /// <param name="r">The result, of the right factor's shape.</param>
    /// <param name="workers">The threads to use.</param>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    public void RedistributeToRight(in Tensor a, in Tensor s, in Tensor b, float scale, bool accumulate, in Tensor r, Workers workers)
    {
        CheckPlanes(a, r, nameof(a));
        CheckPlanes(s, r, nameof(s));
        MatrixSet left = MatrixSet.OfPlanes(a), back = MatrixSet.OfPlanes(s);
        MatrixFactors factors = transposeB
            ? new MatrixFactors(back, transposeLeft: true, left, transposeA)
            : new MatrixFactors(left, !transposeA, back, transposeRight: false);
        MatrixPasses.Redistribute(factors, b, scale, accumulate, MatrixSet.OfPlanes(r), workers);
    }

    private static void CheckPlanes(in Tensor tensor, in Tensor like, string name)
    {
        TensorLayout layout = tensor.Layout, other = like.Layout;
        if (layout.Depth != other.Depth || layout.Height != other.Height)
        {
            string found = $"{layout.Depth}x{layout.Height}", expected = $"{other.Depth}x{other.Height}";
            throw new ArgumentException($"The tensor {layout} has matrices at {found} places where {other} has {expected}.", name);
        }
    }
}
