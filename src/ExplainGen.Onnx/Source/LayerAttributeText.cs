using System.Globalization;
using ExplainGen.Graph;

namespace ExplainGen.Onnx.Source;

/// <summary>Layers as the attributes that declare them, as a person would write them: what has the default value is left out.</summary>
internal static class LayerAttributeText
{
    // What constructors take; everything else is named.
    private static readonly HashSet<string> s_positional = new(StringComparer.Ordinal)
    {
        "Alpha", "Beta", "Count", "Features", "Heads", "Hidden", "Kernel", "Lambda", "Lower", "Max", "Min", "Order", "Scale", "Scales", "Shape", "Size", "Slope", "Start",
        "Stop", "Threshold", "Upper", "Value",
    };

    private static readonly HashSet<string> s_flags = new(StringComparer.Ordinal)
    {
        "Affine", "Average", "Bias", "Bidirectional", "Causal", "CeilMode", "CountIncludePad", "PerChannel", "PerPosition", "ResetAfter",
        "Reverse", "Sequence", "Tanh",
    };

    /// <summary>An attribute without its brackets.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="name">Its name as it is to be written; null where it is the one that it has anyway.</param>
    /// <param name="inputs">What it reads; empty where that is the layer before.</param>
    internal static string Of(LayerDeclaration layer, string? name, IReadOnlyList<string> inputs)
    {
        var positional = new List<string>();
        var named = new List<string>();
        foreach (Argument argument in layer.Arguments.Items)
        {
            string value = Value(argument);
            if (IsPositional(layer.Kind, argument.Name))
                positional.Add(argument is { Name: "Order" or "Shape" or "Paddings" } ? value.Trim('[', ']') : value);
            else
                named.Add($"{argument.Name} = {value}");
        }

        if (inputs.Count == 1)
            named.Add($"Input = {CSharpText.Quoted(inputs[0])}");
        else if (inputs.Count > 1)
            named.Add($"Inputs = [{string.Join(", ", inputs.Select(CSharpText.Quoted))}]");
        if (name is not null)
            named.Add($"Name = {CSharpText.Quoted(name)}");
        List<string> all = [.. positional, .. named];
        return all.Count == 0 ? layer.Kind : $"{layer.Kind}({string.Join(", ", all)})";
    }

    // The channels of a convolution stand first; those of a Pad are a list and named.
    private static bool IsPositional(string kind, string argument) => !NeonTable.Contains(kind) && IsOfConstructor(kind, argument);

    private static bool IsOfConstructor(string kind, string argument) =>
        s_positional.Contains(argument) || (kind == "Pad" ? argument == "Paddings" : argument == "Channels");

    private static string Value(Argument argument)
    {
        if (argument.Texts.Count > 0)
            return argument.Name == "AutoPad" ? $"AutoPad.{argument.Texts[0]}" : CSharpText.Quoted(argument.Texts[0]);
        if (s_flags.Contains(argument.Name))
            return argument.Numbers[0] != 0 ? "true" : "false";
        bool isList = argument.Numbers.Count != 1 || argument.Name is "Strides" or "Paddings" or "Dilations" or "OutputPaddings";
        return isList ? $"[{string.Join(", ", argument.Numbers.Select(Number))}]" : Number(argument.Numbers[0]);
    }

    // Numbers of the file are single precision: their shortest form, which reads back the same.
    private static string Number(double value) => Math.Floor(value) == value && Math.Abs(value) < 1e15
        ? value.ToString("R", CultureInfo.InvariantCulture)
        : ((float)value).ToString("R", CultureInfo.InvariantCulture);
}
