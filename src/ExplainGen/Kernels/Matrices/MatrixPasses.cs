namespace ExplainGen.Kernels;

/// <summary>Products of matrices with what is done to their elements while they are in cache.</summary>
internal static unsafe class MatrixPasses
{
    /// <summary>y = the products.</summary>
    internal static void Forward(in MatrixFactors factors, in MatrixSet y, Workers workers)
    {
        factors.Check(y, nameof(y));
        RowKernel.Forward(
            new MatrixProductKernel(factors, y), factors.Right.Tensor, null, default, null, Activation.Identity, y.Tensor, workers);
    }

    /// <summary>r (+)= scale · x · the products, x absent for a factor of one.</summary>
    internal static void Redistribute(
        in MatrixFactors factors, in Tensor x, float scale, bool accumulate, in MatrixSet r, Workers workers)
    {
        factors.Check(r, nameof(r));
        RowKernel.Redistribute(
            new MatrixProductKernel(factors, r), factors.Right.Tensor, null, x, null, scale, accumulate, r.Tensor, workers);
    }
}
