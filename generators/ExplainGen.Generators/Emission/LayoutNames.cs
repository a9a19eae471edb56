using ExplainGen.Graph;

namespace ExplainGen.Generators.Emission;

/// <summary>Names of the tensor layouts that a model uses, each once: <c>C16H28W28P1</c> has 16 channels of 28 x 28 with a halo of 1.</summary>
internal sealed class LayoutNames
{
    private readonly SortedDictionary<string, Slot> _layouts = new(StringComparer.Ordinal);

    /// <summary>The field that holds a slot's layout.</summary>
    public string Of(Slot slot)
    {
        string name = $"C{slot.Shape.Channels}";
        if (slot.Shape.Rank == 4)
            name += $"D{slot.Shape.Depth}";
        if (slot.Shape.Rank >= 3)
            name += $"H{slot.Shape.Height}";
        if (slot.Shape.Rank >= 2)
            name += $"W{slot.Shape.Width}";
        (int depth, int height, int width) = slot.Halo;
        if (slot.Halo != default)
            name += depth == 0 && height == width ? $"P{width}" : $"P{depth}_{height}_{width}";
        _layouts[name] = slot;
        return "Layouts." + name;
    }

    /// <summary>Writes the class with the fields.</summary>
    public void Write(SourceWriter writer)
    {
        writer.Line("/// <summary>Layouts of the tensors in a workspace: channels in blocks of 16, halos of zeros for what reads beyond a border.</summary>");
        using (writer.Block("private static class Layouts"))
        {
            foreach (KeyValuePair<string, Slot> layout in _layouts)
            {
                writer.Line($"internal static readonly Kernels::TensorLayout {layout.Key} = new({Arguments(layout.Value)});");
            }
        }
    }

    private static string Arguments(Slot slot)
    {
        Shape shape = slot.Shape;
        (int depth, int height, int width) = slot.Halo;
        (string Name, int Value, int Default)[] all =
        [
            ("channels", shape.Channels, 0), ("depth", shape.Depth, 1), ("height", shape.Height, 1), ("width", shape.Width, 1),
            ("haloDepth", depth, 0), ("haloHeight", height, 0), ("haloWidth", width, 0),
        ];
        return string.Join(", ", all.Where(item => item.Value != item.Default).Select(item => $"{item.Name}: {Literal.Of(item.Value)}"));
    }
}
