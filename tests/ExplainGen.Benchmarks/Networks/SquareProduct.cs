namespace ExplainGen.Benchmarks.Networks;

/// <summary>One convolution that is the product of two 1056 x 1056 matrices: what is lost outside of the innermost loops.</summary>
[Network(1056, 33, 32)]
[Conv2d(1056, 1, Name = "product")]
internal sealed partial class SquareProduct;
