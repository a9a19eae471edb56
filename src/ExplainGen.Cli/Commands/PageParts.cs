using ExplainGen.Rendering;

namespace ExplainGen.Cli.Commands;

/// <summary>What pages of explanations and of comparisons have in common.</summary>
internal static class PageParts
{
    /// <summary>The options of a map that is enlarged by whole pixels, to at most a size unless it is larger already.</summary>
    /// <param name="options">Everything else.</param>
    /// <param name="height">Rows of the map.</param>
    /// <param name="width">Columns of the map.</param>
    /// <param name="size">The longer side that it may get.</param>
    internal static HeatmapOptions Enlarged(this HeatmapOptions options, int height, int width, int size) =>
        options with { Scale = Math.Max(1, size / Math.Max(height, width)) };

    /// <summary>The options of an input's maps: those of pictures are enlarged.</summary>
    internal static HeatmapOptions Enlarged(this HeatmapOptions options, ExplainedInput input, int size) =>
        input.Picture is { } picture ? options.Enlarged(picture.Height, picture.Width, size) : options;

    /// <summary>What was explained, with the name of the class if it has one.</summary>
    internal static string Explained(Explanation why, ClassNames classes)
    {
        string name = classes.Of(why.Target.ClassIndex);
        return name.Length > 0 ? $"{why.Target}, {name}" : why.Target.ToString();
    }
}
