namespace ExplainGen.Kernels;

/// <summary>
/// Where relevance went that a quotient s = R / st(z) does not pass on to the layer's inputs. Kernels add to it in a fixed
/// order, whatever the number of threads.
/// </summary>
public sealed class QuotientLoss
{
    /// <summary>Relevance taken by the bias, Σ s·b.</summary>
    public double Bias { get; set; }

    /// <summary>Relevance taken by the stabilizer, Σ s·(st(z) - z).</summary>
    public double Stabilizer { get; set; }

    /// <summary>Relevance of outputs whose denominator was zero or masked out, Σ R.</summary>
    public double Dropped { get; set; }

    /// <summary>Sets all three to zero.</summary>
    public void Clear() => Bias = Stabilizer = Dropped = 0;
}
