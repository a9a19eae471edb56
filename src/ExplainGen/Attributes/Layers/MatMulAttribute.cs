namespace ExplainGen;

/// <summary>
/// The product of two values as matrices, <c>Y = A B</c> (<c>torch.matmul</c>); <see cref="LayerAttribute.Inputs"/> names A and B. Rows
/// are channels and columns the positions along the last axis: A is N x K, B is K x M, Y is N x M. Axes between the two, of which both
/// have the same, number matrices that are multiplied one by one. Each factor gets half of the relevance
/// (<see cref="UniformAttribute"/>).
/// </summary>
/// <example><code>[MatMul(Inputs = ["values", "weights"])]</code></example>
public sealed class MatMulAttribute : LayerAttribute
{
    /// <summary>Whether A is transposed, and given as K x N; false by default.</summary>
    public bool TransposeA { get; set; }

    /// <summary>Whether B is transposed, and given as M x K; false by default.</summary>
    public bool TransposeB { get; set; }
}
