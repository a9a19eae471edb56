namespace ExplainGen.Graph;

/// <summary>Every operator that a declaration can name. A test proves that each has shape, kernel, oracle and documentation.</summary>
public static class OperatorTable
{
    private static readonly SortedDictionary<string, Func<ArgumentReader, Operator>> Factories = new(StringComparer.Ordinal)
    {
        ["Linear"] = LinearOperator.Create,
        ["Conv1d"] = r => ConvolutionOperator.Create(r, 1),
        ["Conv2d"] = r => ConvolutionOperator.Create(r, 2),
        ["Conv3d"] = r => ConvolutionOperator.Create(r, 3),
        ["ConvTranspose1d"] = r => TransposedConvolutionOperator.Create(r, 1),
        ["ConvTranspose2d"] = r => TransposedConvolutionOperator.Create(r, 2),
        ["ConvTranspose3d"] = r => TransposedConvolutionOperator.Create(r, 3),
        ["MaxPool1d"] = r => MaxPoolOperator.Create(r, 1),
        ["MaxPool2d"] = r => MaxPoolOperator.Create(r, 2),
        ["MaxPool3d"] = r => MaxPoolOperator.Create(r, 3),
        ["AvgPool1d"] = r => AvgPoolOperator.Create(r, 1),
        ["AvgPool2d"] = r => AvgPoolOperator.Create(r, 2),
        ["AvgPool3d"] = r => AvgPoolOperator.Create(r, 3),
        ["AdaptiveAvgPool1d"] = r => AdaptiveAvgPoolOperator.Create(r, 1),
        ["AdaptiveAvgPool2d"] = r => AdaptiveAvgPoolOperator.Create(r, 2),
        ["AdaptiveAvgPool3d"] = r => AdaptiveAvgPoolOperator.Create(r, 3),
        ["GlobalAvgPool"] = _ => new GlobalAvgPoolOperator(),
        ["GlobalMaxPool"] = _ => new GlobalMaxPoolOperator(),
        ["BatchNorm"] = BatchNormOperator.Create,
        ["LayerNorm"] = LayerNormOperator.Create,
        ["RmsNorm"] = RmsNormOperator.Create,
        ["GroupNorm"] = GroupNormOperator.Create,
        ["InstanceNorm"] = InstanceNormOperator.Create,
        ["Relu"] = _ => new ActivationOperator("Relu"),
        ["Relu6"] = _ => new ActivationOperator("Relu6"),
        ["LeakyRelu"] = r => new ActivationOperator("LeakyRelu", r.Real("Slope", 0.01)),

        // One slope a channel, or one for all: the count is PyTorch's num_parameters.
        ["PRelu"] = r => new ActivationOperator("PRelu", r.Flag("PerChannel", false) ? int.MaxValue : 1),

        ["RRelu"] = CreateRRelu,
        ["Elu"] = r => new ActivationOperator("Elu", r.Real("Alpha", 1)),
        ["Selu"] = _ => new ActivationOperator("Selu"),
        ["Celu"] = r => new ActivationOperator("Celu", r.Real("Alpha", 1, v => v != 0, "other than 0")),
        ["Gelu"] = r => new ActivationOperator(r.Flag("Tanh", false) ? "GeluTanh" : "Gelu"),
        ["Sigmoid"] = _ => new ActivationOperator("Sigmoid"),
        ["LogSigmoid"] = _ => new ActivationOperator("LogSigmoid"),
        ["Silu"] = _ => new ActivationOperator("Silu"),
        ["Softplus"] = r => new ActivationOperator("Softplus", r.Real("Beta", 1, v => v > 0, "above 0"), r.Real("Threshold", 20)),
        ["Softsign"] = _ => new ActivationOperator("Softsign"),
        ["Softshrink"] = r => new ActivationOperator("Softshrink", r.Real("Lambda", 0.5, v => v >= 0, "at least 0")),
        ["Hardshrink"] = r => new ActivationOperator("Hardshrink", r.Real("Lambda", 0.5, v => v >= 0, "at least 0")),
        ["Tanh"] = _ => new ActivationOperator("Tanh"),
        ["Tanhshrink"] = _ => new ActivationOperator("Tanhshrink"),
        ["Hardtanh"] = CreateHardtanh,
        ["Hardsigmoid"] = _ => new ActivationOperator("Hardsigmoid"),
        ["Hardswish"] = _ => new ActivationOperator("Hardswish"),
        ["Threshold"] = r => new ActivationOperator("Threshold", r.Real("Threshold", 0), r.Real("Value", 0)),
        ["Add"] = _ => new AddOperator(),
        ["Multiply"] = _ => new MultiplyOperator(),
        ["MatMul"] = MatMulOperator.Create,
        ["Attention"] = AttentionOperator.Create,
        ["Concat"] = _ => new ConcatOperator(),
        ["Flatten"] = _ => new FlattenOperator(),
        ["Reshape"] = ReshapeOperator.Create,
        ["Pad"] = PadOperator.Create,
        ["Embedding"] = EmbeddingOperator.Create,
        ["OneHot"] = OneHotOperator.Create,
        ["Parameter"] = ParameterOperator.Create,
        ["Permute"] = PermuteOperator.Create,
        ["Slice"] = SliceOperator.Create,
        ["Upsample"] = UpsampleOperator.Create,
        ["Dropout"] = _ => new IdentityOperator("Dropout"),
        ["Identity"] = _ => new IdentityOperator("Identity"),
        ["Softmax"] = _ => new SoftmaxOperator(),
        ["Lstm"] = LstmOperator.Create,
        ["Gru"] = GruOperator.Create,
    };

    static OperatorTable()
    {
        foreach (KeyValuePair<string, Func<ArgumentReader, Operator>> head in NeonTable.Factories)
            Factories.Add(head.Key, head.Value);
    }

    /// <summary>All kinds, in ordinal order.</summary>
    public static IReadOnlyCollection<string> Kinds => Factories.Keys;

    /// <summary>The operator that a layer declares; arguments out of range are reported and replaced by usable ones.</summary>
    /// <exception cref="ArgumentException">The kind is not in the table.</exception>
    public static Operator Create(LayerDeclaration layer, List<Issue> issues, out bool failed)
    {
        if (!Factories.TryGetValue(layer.Kind, out Func<ArgumentReader, Operator>? factory))
            throw new ArgumentException($"There is no operator '{layer.Kind}'.", nameof(layer));
        var reader = new ArgumentReader(layer.Kind, layer.Arguments, layer.Origin, issues);
        Operator result = factory(reader);
        failed = reader.Failed;
        return result;
    }

    // In evaluation mode the random slope is the middle of its range.
    private static Operator CreateRRelu(ArgumentReader reader)
    {
        double lower = reader.Real("Lower", 1.0 / 8), upper = reader.Real("Upper", 1.0 / 3);
        if (!reader.Failed && lower > upper)
        {
            if (reader.Has("Upper"))
                reader.Report("Upper", $"at least Lower ({ArgumentReader.Format(lower)})", ArgumentReader.Format(upper));
            else
                reader.Report("Lower", $"at most Upper ({ArgumentReader.Format(upper)})", ArgumentReader.Format(lower));
        }

        return new ActivationOperator("RRelu", (lower + upper) / 2);
    }

    private static Operator CreateHardtanh(ArgumentReader reader)
    {
        double min = reader.Real("Min", -1), max = reader.Real("Max", 1);
        if (!reader.Failed && min >= max)
            reader.Report("Max", $"above Min ({ArgumentReader.Format(min)})", ArgumentReader.Format(max));
        return new ActivationOperator("Hardtanh", min, max);
    }
}
