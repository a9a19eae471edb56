using ExplainGen.Cli.Compiling;

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
    /// <param name="declare">The annotated class with the methods given.</param>
    /// <param name="leftOut">Why others do not, a line each.</param>
    internal static IReadOnlyList<Composite> Of(Func<IReadOnlyList<Composite>, string> declare, out IReadOnlyList<string> leftOut)
    {
        // Mostly all of them do, which one look tells.
        leftOut = [];
        if (ModelCompiler.FirstError(declare(s_usual)) is null)
            return s_usual;
        var reasons = new List<string>();
        var methods = new List<Composite>();
        foreach (Composite method in s_usual)
        {
            if (ModelCompiler.FirstError(declare([method])) is { } error)
                reasons.Add($"{method} is left out: {error}");
            else
                methods.Add(method);
        }

        leftOut = reasons;
        return methods;
    }
}
