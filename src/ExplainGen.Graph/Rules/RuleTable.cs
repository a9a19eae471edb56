namespace ExplainGen.Graph;

/// <summary>Every rule that a declaration can name.</summary>
public static class RuleTable
{
    private static readonly SortedDictionary<string, Func<ArgumentReader, Rule>> Factories = new(StringComparer.Ordinal)
    {
        ["Epsilon"] = r => new EpsilonRule
        {
            Stabilizer = Stabilizer(r) with { Epsilon = r.Epsilon("Epsilon") },
        },
        ["Gamma"] = r => new GammaRule(r.Real("Gamma", 0.25, v => v >= 0, "at least 0")),
        ["ZPlus"] = _ => new ZPlusRule(),
        ["AlphaBeta"] = AlphaBeta,
        ["ZBox"] = r => new ZBoxRule(Bounds(r, "Low"), Bounds(r, "High")),
        ["WSquare"] = _ => new WSquareRule(),
        ["Flat"] = _ => new FlatRule(),
        ["Norm"] = _ => new NormRule(),
        ["Pass"] = _ => new PassRule(),
        ["Uniform"] = _ => new UniformRule(),
        ["AttnLrp"] = _ => new AttnLrpRule(),
        ["CpLrp"] = _ => new CpLrpRule(),
        ["SignalTakesAll"] = r => new SignalTakesAllRule(r.Text("Gate")),
        ["PlainGradient"] = _ => new GradientRule(),
        ["GuidedBackprop"] = _ => new ReluGradientRule(ReluGradient.Guided),
        ["Deconvolution"] = _ => new ReluGradientRule(ReluGradient.Deconvolution),
        ["BetaSmooth"] = r => new ReluGradientRule(ReluGradient.BetaSmooth, r.Real("Beta", 10, v => v > 0, "above 0")),
        ["Winner"] = _ => new MaxPoolRule(MaxPoolShare.Winner),
        ["Proportional"] = _ => new MaxPoolRule(MaxPoolShare.Proportional),
        ["TieSplit"] = _ => new MaxPoolRule(MaxPoolShare.TieSplit),
    };

    /// <summary>All names, in ordinal order.</summary>
    public static IReadOnlyCollection<string> Names => Factories.Keys;

    /// <summary>The rule that a declaration means; null (reported) when a parameter is out of range.</summary>
    /// <exception cref="ArgumentException">The kind is not in the table.</exception>
    public static Rule? Create(RuleDeclaration declaration, List<Issue> issues)
    {
        if (!Factories.TryGetValue(declaration.Kind, out Func<ArgumentReader, Rule>? factory))
            throw new ArgumentException($"There is no rule '{declaration.Kind}'.", nameof(declaration));
        var reader = new ArgumentReader(declaration.Kind, declaration.Arguments, declaration.Origin, issues);
        Rule rule = factory(reader);
        if (rule is not EpsilonRule)
            rule = rule with { Stabilizer = Stabilizer(reader) };
        rule = rule with { Bias = Bias(reader) };
        return reader.Failed ? null : rule;
    }

    /// <summary>The stabilizer that arguments describe.</summary>
    public static StabilizerSpec Stabilizer(ArgumentReader reader) => new(
        reader.Epsilon("Stabilizer"),
        reader.Member("StabilizerMode", StabilizerMode.Add) == StabilizerMode.Clip,
        reader.Flag("RmsScaled", false));

    /// <summary>What arguments say of the bias.</summary>
    public static BiasHandling Bias(ArgumentReader reader) => reader.Member("Bias", BiasHandling.Absorb);

    /// <summary>A bound: one value, or one a channel under the plural name; empty when none was written.</summary>
    public static EquatableArray<double> Bounds(ArgumentReader reader, string name)
    {
        EquatableArray<double> many = reader.Numbers(name + "s");
        EquatableArray<double> values = many.Count > 0 ? many : reader.Numbers(name);
        return values.Count == 1 && double.IsNaN(values[0]) ? default : values;
    }

    private static Rule AlphaBeta(ArgumentReader reader)
    {
        double alpha = reader.Real("Alpha", 2, v => v >= 1, "at least 1");
        double beta = reader.Real("Beta", 1, v => v >= 0, "at least 0");

        // Decimal fractions such as 2.3 and 1.3 do not differ by exactly 1 in binary; they are meant to.
        if (!reader.Failed && Math.Abs(alpha - beta - 1) > 1e-9)
        {
            if (reader.Has("Beta"))
                reader.Report("Beta", $"alpha - 1 (alpha is {ArgumentReader.Format(alpha)})", ArgumentReader.Format(beta));
            else
                reader.Report("Alpha", $"1 + beta (beta is {ArgumentReader.Format(beta)})", ArgumentReader.Format(alpha));
        }

        return new AlphaBetaRule(alpha, beta);
    }
}
