using System.Collections.Immutable;

namespace ExplainGen.Neon;

/// <summary>The cells that the elements of a model's input are put together into.</summary>
internal sealed class PooledCells
{
    // Of each element, and what the sums of each cell are divided by; null is each for itself, and by nothing.
    private readonly int[]? _cells;
    private readonly double[]? _divisors;

    private PooledCells(ModelMetadata model, long count, int[]? cells, double[]? divisors)
    {
        long pairs = count > BiLrp.MaxPairs ? long.MaxValue : count * count;
        if (pairs > BiLrp.MaxPairs)
        {
            throw new ArgumentException(
                $"{count} cells of an input of {model.Name} make {count} x {count} pairs, but no more than {BiLrp.MaxPairs} are kept: "
                + $"pool the {model.InputCount} elements over larger cells ({nameof(BiLrpOptions)}.{nameof(BiLrpOptions.Pooling)}).",
                "options");
        }

        Count = (int)count;
        _cells = cells;
        _divisors = divisors;
    }

    /// <summary>How many cells there are.</summary>
    public int Count { get; }

    public static PooledCells Elements(ModelMetadata model) => new(model, model.InputCount, null, null);

    public static PooledCells Map(ModelMetadata model, ImmutableArray<int> cells)
    {
        if (cells.Length != model.InputCount)
        {
            throw new ArgumentException(
                $"The pooling is a map of {cells.Length} elements, but an input of {model.Name} has {model.InputCount}.", "options");
        }

        return new PooledCells(model, cells.Max() + 1L, [.. cells], null);
    }

    public static PooledCells Patches(ModelMetadata model, int height, int width, bool average)
    {
        if (model.InputShape is not [int channels, int rows, int columns])
        {
            throw new ArgumentException(
                $"Patches are of inputs of C x H x W, but those of {model.Name} are {string.Join(" x ", model.InputShape)}: "
                + $"say the cell of each element ({nameof(RelevancePooling)}.{nameof(RelevancePooling.Map)}).",
                "options");
        }

        int across = ((columns - 1) / width) + 1, down = ((rows - 1) / height) + 1;
        var cells = new int[model.InputCount];
        for (int i = 0; i < cells.Length; i++)
            cells[i] = (i / columns % rows / height * across) + (i % columns / width);
        if (!average)
            return new PooledCells(model, (long)across * down, cells, null);
        var positions = new double[across * down];
        foreach (int cell in cells.AsSpan(0, cells.Length / channels))
            positions[cell]++;
        return new PooledCells(model, positions.Length, cells, positions);
    }

    /// <summary>The relevance of the cells.</summary>
    /// <param name="relevance">Of the elements.</param>
    /// <param name="cells">One number a cell.</param>
    public void Pool(ReadOnlySpan<float> relevance, Span<double> cells)
    {
        if (_cells is null)
        {
            for (int i = 0; i < cells.Length; i++)
                cells[i] = relevance[i];
            return;
        }

        cells.Clear();
        for (int i = 0; i < relevance.Length; i++)
            cells[_cells[i]] += relevance[i];
        for (int c = 0; _divisors is not null && c < cells.Length; c++)
            cells[c] /= _divisors[c];
    }
}
