namespace ExplainGen.Graph;

/// <summary>What a tensor of the schedule is.</summary>
public enum SlotRole
{
    /// <summary>A node's output.</summary>
    Value,

    /// <summary>The relevance at a node's output.</summary>
    Relevance,

    /// <summary>A quotient or another intermediate of one step.</summary>
    Scratch,
}

/// <summary>A tensor of the schedule, before it has a place in memory. Identity matters, not content.</summary>
public sealed class Slot(string name, SlotRole role, Shape shape)
{
    /// <summary>The name of the local variable that generated code gives it.</summary>
    public string Name { get; } = name;

    public SlotRole Role { get; } = role;

    public Shape Shape { get; } = shape;

    /// <summary>Zeros around depth, height and width that a consumer reads beyond the border.</summary>
    public (int Depth, int Height, int Width) Halo { get; private set; }

    /// <summary>Demands a halo of at least this size.</summary>
    public void RequireHalo((int Depth, int Height, int Width) halo) =>
        Halo = (Math.Max(Halo.Depth, halo.Depth), Math.Max(Halo.Height, halo.Height), Math.Max(Halo.Width, halo.Width));

    /// <summary>Floats it takes in the channel-blocked layout, halo and padding lanes included.</summary>
    public long Length
    {
        get
        {
            long plane = Extent.Multiply(Shape.Height + (2L * Halo.Height), Shape.Width + (2L * Halo.Width));
            return Extent.Multiply((Shape.Channels + 15L) / 16 * 16, Extent.Multiply(Shape.Depth + (2L * Halo.Depth), plane));
        }
    }

    public override string ToString() => $"{Name} {Shape}";
}
