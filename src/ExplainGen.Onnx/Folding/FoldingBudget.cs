using ExplainGen.Onnx.Constants;

namespace ExplainGen.Onnx.Folding;

/// <summary>
/// How many elements nodes that read constants alone may compute: a file may ask for any number in a few bytes, but has no use for many
/// times of what it holds.
/// </summary>
/// <param name="least">What any file may compute.</param>
/// <param name="decoder">What the file holds.</param>
internal sealed class FoldingBudget(long least, TensorDecoder decoder)
{
    /// <summary>What any file may compute.</summary>
    private const long Least = 1 << 22;

    /// <summary>What any file may compute to find out what its nodes do.</summary>
    private const long LeastForProbes = 1 << 21;

    /// <summary>How many times each weight may be computed anew, by a chain of nodes.</summary>
    private const long Passes = 16;

    private readonly FoldingBudget? _forProbes;
    private long _used;

    /// <summary>The budget of a file.</summary>
    /// <param name="decoder">What the file holds.</param>
    public FoldingBudget(TensorDecoder decoder)
        : this(Least, decoder)
    {
        _forProbes = new FoldingBudget(LeastForProbes, decoder);
    }

    /// <summary>The one for numbers that nodes are tried on.</summary>
    public FoldingBudget ForProbes => _forProbes ?? this;

    /// <summary>How many elements may still be computed.</summary>
    public long Left => least + Passes * decoder.DecodedElements - _used;

    /// <summary>Takes elements that were computed.</summary>
    public void Take(long count) => _used += count;
}
