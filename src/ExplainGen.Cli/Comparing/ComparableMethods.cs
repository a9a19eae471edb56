using ExplainGen.Graph;
using ExplainGen.Onnx;

namespace ExplainGen.Cli.Comparing;

/// <summary>Which methods a network can be explained by, out of those that are compared unless others are asked for.</summary>
internal static class ComparableMethods
{
    private static readonly Composite[] s_usual =
    [
        Composite.Gradient, Composite.GuidedBackprop, Composite.DeconvNet, Composite.LrpZero, Composite.Epsilon, Composite.EpsilonPlus,
        Composite.EpsilonPlusFlat, Composite.EpsilonAlpha2Beta1Flat, Composite.EpsilonGammaBox, Composite.ExcitationBackprop,
        Composite.DeepTaylor,
    ];

    /// <summary>The methods that apply.</summary>
    /// <param name="network">The network.</param>
    /// <param name="hasBounds">Whether the bounds of the input are known.</param>
    /// <param name="leftOut">Why others do not, a line each.</param>
    internal static IReadOnlyList<Composite> Of(ImportedNetwork network, bool hasBounds, out IReadOnlyList<string> leftOut)
    {
        var reasons = new List<string>();
        var methods = new List<Composite>();
        Arguments bounds = hasBounds ? Arguments.Of(Argument.Number("Low", 0), Argument.Number("High", 1)) : Arguments.None;
        foreach (Composite method in s_usual)
        {
            var explainer = new ExplainerDeclaration(method.ToString(), null, bounds, Origin: -1);
            CompilationResult result = NetworkCompiler.Compile(network.Declaration with { Explainers = new([explainer]) }, "the model");
            if (result.Network is not null)
                methods.Add(method);
            else
                reasons.Add($"{method} is left out: {result.Issues.First(i => i.Descriptor.Severity == IssueSeverity.Error).Message}");
        }

        leftOut = reasons;
        return methods;
    }
}
