namespace ExplainGen.Kernels;

/// <summary>A neuralized model whose score says how far out an input lies.</summary>
public interface IOutlierScore
{
    /// <summary>The score beyond which the trained model calls an input an outlier; infinity where it draws no such line.</summary>
    double Threshold { get; }
}
