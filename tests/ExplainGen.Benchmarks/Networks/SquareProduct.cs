namespace ExplainGen.Benchmarks.Networks;

/// <summary>One convolution that is the product of two square matrices: what is lost outside of the innermost loops.</summary>
[Network(Size, 33, 32)]
[Conv2d(Size, 1, Name = "product")]
internal sealed partial class SquareProduct
{
    /// <summary>Rows and columns of either matrix: channels, and pixels.</summary>
    public const int Size = 1056;
}
