namespace ExplainGen.Graph;

/// <summary>
/// Every composite that a declaration can name. Unless said otherwise activations pass relevance on, sums and average pools share it
/// by contribution, max-pools give it to the winner (Kohlbrenner et al. 2020; Montavon et al. 2019); normalizations by statistics of their
/// input take epsilon; products give all to the signal where one factor alone is provably a gate, else half to each; softmax and attention
/// follow AttnLRP (Achtibat et al. 2024).
/// </summary>
public static class CompositeTable
{
    private static readonly SortedDictionary<string, Composite> Composites = new(StringComparer.Ordinal);

    static CompositeTable()
    {
        // Dense layers: epsilon. Convolutions: z+. Optionally flat at the first linear layer.
        Add("EpsilonPlus", (op, at, a) => op.Class == OperatorClass.Dense ? Epsilon(a) : new ZPlusRule());
        Add("EpsilonPlusFlat", (op, at, a) => at.IsFirst ? new FlatRule() : op.Class == OperatorClass.Dense ? Epsilon(a) : new ZPlusRule());
        Add("EpsilonAlpha2Beta1", (op, at, a) => op.Class == OperatorClass.Dense ? Epsilon(a) : new AlphaBetaRule(2, 1));
        Add("EpsilonAlpha2Beta1Flat",
            (op, at, a) => at.IsFirst ? new FlatRule() : op.Class == OperatorClass.Dense ? Epsilon(a) : new AlphaBetaRule(2, 1));

        // Zennit puts the box on the first convolution only; in a dense network the first layer gets it here.
        Add("EpsilonGammaBox", (op, at, a) =>
            at.IsFirst ? new ZBoxRule(default, default) : op.Class == OperatorClass.Dense ? Epsilon(a) : new GammaRule(a.Gamma));

        // z+ everywhere; activations keep their gradient (Zhang et al. 2018).
        Add("ExcitationBackprop", (op, at, a) => new ZPlusRule(), activation: (_, _) => new GradientRule());

        // z+ inside; at the input the box rule where bounds are given, else w^2 (Montavon et al. 2017).
        Add("DeepTaylor", (op, at, a) => at.IsFirst ? Domain(at, a) : new ZPlusRule());

        // The overview's VGG-16 assignment by depth: box, gamma, epsilon of a quarter rms, LRP-0 (Montavon et al. 2019, section 10.3).
        Add("VggReference", (op, at, a) =>
            at.IsFirst ? Domain(at, a)
            : op.Class == OperatorClass.Dense ? new EpsilonRule { Stabilizer = new(0) }
            : at.ConvolutionIndex * 13 < at.ConvolutionCount * 7 ? new GammaRule(a.Gamma)
            : new EpsilonRule { Stabilizer = new(0.25, RmsScaled: true) });

        Add("LrpZero", (op, at, a) => new EpsilonRule { Stabilizer = new(0) }, stabilizer: new(0));
        Add("Epsilon", (op, at, a) => Epsilon(a));

        // Nothing is assigned but what needs no rule: each other layer takes its own from an attribute.
        Composites["Custom"] = new("Custom", (op, at, a) =>
            op.Class is OperatorClass.Routing or OperatorClass.Token or OperatorClass.Parameter ? new RouteRule()
            : op.Class == OperatorClass.Neuralized ? new NeonRule()
            : null);

        AddGradient("Gradient", null);
        AddGradient("GuidedBackprop", ReluGradient.Guided);
        AddGradient("DeconvNet", ReluGradient.Deconvolution);
        AddGradient("BetaSmooth", ReluGradient.BetaSmooth);
    }

    /// <summary>All names, in ordinal order.</summary>
    public static IReadOnlyCollection<string> Names => Composites.Keys;

    /// <exception cref="ArgumentException">The name is not in the table.</exception>
    public static Composite Find(string name) =>
        Composites.TryGetValue(name, out Composite? composite)
            ? composite
            : throw new ArgumentException($"There is no composite '{name}'.", nameof(name));

    // What is written at the explainer is meant: the box rule reports where it is one side alone, or does not reach the layer. What a picture
    // says serves where it does.
    private static Rule Domain(NodePosition at, CompositeArguments a) =>
        at.IsBounded || a.WritesBounds ? new ZBoxRule(default, default) : new WSquareRule();

    private static EpsilonRule Epsilon(CompositeArguments a) => new() { Stabilizer = a.Stabilizer with { Epsilon = a.Epsilon } };

    private static void Add(
        string name,
        Func<Operator, NodePosition, CompositeArguments, Rule> linear,
        Func<Operator, CompositeArguments, Rule>? activation = null,
        StabilizerSpec? stabilizer = null)
    {
        Composites[name] = new Composite(name, (op, at, a) =>
        {
            Rule? rule = op.Class switch
            {
                OperatorClass.Dense or OperatorClass.Convolution => linear(op, at, a),
                OperatorClass.Activation => activation?.Invoke(op, a) ?? new PassRule(),
                OperatorClass.AveragePooling or OperatorClass.Sum or OperatorClass.Upsampling => new NormRule(),
                OperatorClass.Normalization => stabilizer is { } given ? new EpsilonRule { Stabilizer = given } : Epsilon(a),
                OperatorClass.Product => at.Gate is null ? new UniformRule() : new SignalTakesAllRule(null),
                OperatorClass.MaxPooling => new MaxPoolRule(MaxPoolShare.Winner),
                OperatorClass.Routing or OperatorClass.Token or OperatorClass.Parameter => new RouteRule(),
                OperatorClass.MatrixProduct => new UniformRule(),
                OperatorClass.Softmax or OperatorClass.Attention => new AttnLrpRule(),
                OperatorClass.Neuralized => new NeonRule(),

                // The rule that is defined for all of their sums, whatever it is for other layers with weights.
                OperatorClass.Recurrent => new EpsilonRule { Stabilizer = stabilizer ?? a.Stabilizer with { Epsilon = a.Epsilon } },
                _ => null,
            };
            if (rule is null)
                return null;
            if (rule is not EpsilonRule)
                rule = rule with { Stabilizer = stabilizer ?? a.Stabilizer };
            return op.IsLinear || op.Class is OperatorClass.Normalization or OperatorClass.Recurrent ? rule with { Bias = a.Bias } : rule;
        });
    }

    private static void AddGradient(string name, ReluGradient? form) =>
        Composites[name] = new Composite(
            name,
            (op, at, a) => form is { } f && op is ActivationOperator { IsRelu: true } ? new ReluGradientRule(f) : new GradientRule(),
            IsGradient: true);
}
