using System.Collections.Immutable;

namespace ExplainGen.Neon;

/// <summary>
/// How the elements of an input are put together into cells, between which joint relevance is reported. Relevance is linear, so the
/// joint relevance of cells is that of their elements, put together in the same way.
/// </summary>
public sealed class RelevancePooling
{
    private readonly Func<ModelMetadata, PooledCells> _resolve;

    private RelevancePooling(Func<ModelMetadata, PooledCells> resolve) => _resolve = resolve;

    /// <summary>Every element is a cell of its own.</summary>
    public static RelevancePooling None { get; } = new(PooledCells.Elements);

    /// <summary>
    /// Patches of an input of C x H x W: relevance is added up over the channels and the positions of a patch. Cell <c>r * columns + c</c>
    /// is the patch in row r and column c of patches; those at the lower and right border are smaller where the size does not divide.
    /// </summary>
    /// <param name="height">Positions of a patch, at least 1.</param>
    /// <param name="width">Positions of a patch, at least 1.</param>
    /// <param name="average">
    /// Whether the sum over a patch is divided by its number of positions (not channels), as the authors' code pools; the joint relevance
    /// of all cells does not add up to the similarity then.
    /// </param>
    /// <exception cref="ArgumentOutOfRangeException">A size is below 1.</exception>
    public static RelevancePooling Patches(int height, int width, bool average = false)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        return new(model => PooledCells.Patches(model, height, width, average));
    }

    /// <summary>Cells of any form: relevance is added up over the elements of each.</summary>
    /// <param name="cells">The cell of each element of the input, row-major, from 0; the largest says how many there are.</param>
    /// <exception cref="ArgumentException">A number is negative, or there is none.</exception>
    public static RelevancePooling Map(ReadOnlySpan<int> cells)
    {
        if (cells.IsEmpty)
            throw new ArgumentException("The map has no elements; expected the cell of each element of the input.", nameof(cells));
        int negative = cells.IndexOfAnyExceptInRange(0, int.MaxValue);
        if (negative >= 0)
            throw new ArgumentException($"The cell of element {negative} is {cells[negative]}; cells are counted from 0.", nameof(cells));
        ImmutableArray<int> copy = [.. cells];
        return new(model => PooledCells.Map(model, copy));
    }

    /// <summary>The cells of a model's inputs.</summary>
    /// <exception cref="ArgumentException">They do not fit the model, or are too many.</exception>
    internal PooledCells Of(ModelMetadata model) => _resolve(model);
}
