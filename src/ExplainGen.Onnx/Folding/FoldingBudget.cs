using ExplainGen.Onnx.Constants;

namespace ExplainGen.Onnx.Folding;

/// <summary>
/// How many elements nodes that read constants alone may compute: a file may ask for any number in a few bytes, but has no use for many
/// times of what it holds.
/// </summary>
/// <param name="decoder">What the file holds.</param>
internal sealed class FoldingBudget(TensorDecoder decoder)
{
    /// <summary>What any file may compute.</summary>
    private const long Least = 1 << 22;

    /// <summary>How many times each weight may be computed anew, by a chain of nodes.</summary>
    private const long Passes = 16;

    private long _used;

    /// <summary>How many elements may still be computed.</summary>
    public long Left => Least + Passes * decoder.DecodedElements - _used;

    /// <summary>Takes elements that were computed.</summary>
    public void Take(long count) => _used += count;
}
