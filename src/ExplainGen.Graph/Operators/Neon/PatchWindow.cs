namespace ExplainGen.Graph;

/// <summary>What of a map one score of a neuralized model looks at: a patch of positions, moved over the map.</summary>
/// <param name="Size">Positions along each axis.</param>
/// <param name="Stride">Positions from a patch to the next.</param>
public readonly record struct PatchWindow(int Size, int Stride)
{
    /// <summary>The window that arguments describe: one position by default.</summary>
    public static PatchWindow Read(ArgumentReader reader) => new(reader.Positive("Patch", 1), reader.Positive("Stride", 1));

    /// <summary>The features of a patch of some input.</summary>
    public int FeaturesOf(Shape input) => Extent.ToAxis(Extent.Multiply(input.Channels, Extent.Product(Enumerable.Repeat(Size, input.SpatialRank))));

    /// <summary>Whether a map has room for a patch.</summary>
    public bool Fits(Shape input)
    {
        int size = Size;
        return input.Axes.Skip(1).All(axis => axis >= size);
    }

    /// <summary>As parameters of kernels.</summary>
    public IReadOnlyList<(string Name, string Value)> Arguments => Size == 1 && Stride == 1 ? [] :
        [("patch", Size.ToString(System.Globalization.CultureInfo.InvariantCulture)), ("stride", Stride.ToString(System.Globalization.CultureInfo.InvariantCulture))];

    public override string ToString() => Size == 1 && Stride == 1 ? "" : $" patch{Size} s{Stride}";
}
