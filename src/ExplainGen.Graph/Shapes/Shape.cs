namespace ExplainGen.Graph;

/// <summary>A tensor's shape without the batch axis: F, C x L, C x H x W or C x D x H x W.</summary>
public readonly record struct Shape(EquatableArray<int> Axes)
{
    public Shape(params int[] axes)
        : this(new EquatableArray<int>(axes))
    {
    }

    public int Rank => Axes.Count;

    public int Channels => Axes[0];

    public int SpatialRank => Rank - 1;

    public int Depth => Rank == 4 ? Axes[1] : 1;

    public int Height => Rank >= 3 ? Axes[Rank - 2] : 1;

    public int Width => Rank >= 2 ? Axes[Rank - 1] : 1;

    /// <summary>Number of elements; long, since a hostile declaration may overflow int.</summary>
    public long Count => Extent.Product(Axes);

    /// <summary>Whether the elements are a plain vector of channels, whatever the rank.</summary>
    public bool IsVector => Depth == 1 && Height == 1 && Width == 1;

    /// <summary>The same channels-first shape with other spatial axes.</summary>
    public Shape With(int channels, IEnumerable<int> spatial) => new(new EquatableArray<int>([channels, .. spatial]));

    public override string ToString() => string.Join("x", Axes);
}
