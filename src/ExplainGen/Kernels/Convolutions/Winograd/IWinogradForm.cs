namespace ExplainGen.Kernels;

/// <summary>
/// One of Winograd's minimal filtering algorithms F(m x m, 3 x 3): m² outputs of a 3x3 convolution from (m+2)² products instead of 9 m²
/// (Lavin and Gray, "Fast Algorithms for Convolutional Neural Networks", 2015). In one dimension y = Aᵀ[(G g) · (Bᵀ d)].
/// </summary>
internal unsafe interface IWinogradForm
{
    /// <summary>m, outputs of a tile along an axis.</summary>
    static abstract int Outputs { get; }

    /// <summary>G, of <see cref="Outputs"/> + 2 rows by 3 columns.</summary>
    static abstract double G(int row, int column);

    /// <summary>Bᵀ of one line of a tile: m + 2 vectors, <paramref name="from"/> floats apart, to as many, <paramref name="to"/> floats apart.</summary>
    static abstract void TransformInput(float* d, nint from, float* v, nint to);

    /// <summary>Aᵀ of one line of products: m + 2 vectors to m.</summary>
    static abstract void TransformOutput(float* products, nint from, float* y, nint to);
}
