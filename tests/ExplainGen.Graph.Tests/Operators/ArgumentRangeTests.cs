namespace ExplainGen.Graph.Tests.Operators;

/// <summary>Every argument of every operator, out of its range: reported once, at that argument, with what it must be.</summary>
public sealed class ArgumentRangeTests
{
    private const string Whole = "a whole number", Finite = "a finite single-precision number";

    /// <summary>Kind, argument, wrong value, and what is expected of it.</summary>
    public static TheoryData<string, string, object, string> Cases
    {
        get
        {
            var cases = new TheoryData<string, string, object, string>
            {
                { "Linear", "Features", 0, "at least 1" },
                { "Linear", "Features", -3, "at least 1" },
                { "Linear", "Features", 2.5, Whole },
                { "Linear", "Features", 3e9, Whole },
                { "Linear", "Features", double.NaN, Whole },
                { "BatchNorm", "Epsilon", -1e-5, "at least 0" },
                { "BatchNorm", "Epsilon", double.NaN, Finite },
                { "LeakyRelu", "Slope", double.PositiveInfinity, Finite },
                { "RRelu", "Lower", double.NaN, Finite },
                { "RRelu", "Lower", 0.5, "at most Upper (0.3333333333333333)" },
                { "RRelu", "Upper", double.NegativeInfinity, Finite },
                { "RRelu", "Upper", 0.1, "at least Lower (0.125)" },
                { "Elu", "Alpha", 1e39, Finite },
                { "Celu", "Alpha", 0, "other than 0" },
                { "Celu", "Alpha", double.NaN, Finite },
                { "Softplus", "Beta", 0, "above 0" },
                { "Softplus", "Beta", -1, "above 0" },
                { "Softplus", "Threshold", double.NaN, Finite },
                { "Softshrink", "Lambda", -0.5, "at least 0" },
                { "Hardshrink", "Lambda", -0.5, "at least 0" },
                { "Hardtanh", "Min", double.NaN, Finite },
                { "Hardtanh", "Max", -1, "above Min (-1)" },
                { "Hardtanh", "Max", double.PositiveInfinity, Finite },
                { "Threshold", "Threshold", double.NaN, Finite },
                { "Threshold", "Value", double.NaN, Finite },
                { "Reshape", "Shape", new[] { 4, 0 }, "positive axes, at most one of them -1" },
                { "Reshape", "Shape", new[] { -1, -1 }, "positive axes, at most one of them -1" },
                { "Reshape", "Shape", new[] { 4, -2 }, "at least -1 each" },
                { "Reshape", "Shape", Array.Empty<int>(), "1 to 4 axes" },
                { "Reshape", "Shape", new[] { 1, 1, 1, 1, 4 }, "1 to 4 axes" },
                { "Pad", "Paddings", new[] { 1, -1 }, "at least 0 each" },
                { "Pad", "Channels", new[] { 1 }, "2 values, before and after" },
                { "Pad", "Channels", new[] { 1, -1 }, "at least 0 each" },
                { "Parameter", "Shape", new[] { 4, 0 }, "at least 1 each" },
                { "Parameter", "Shape", new[] { 1, 1, 1, 1, 4 }, "1 to 4 axes" },
                { "Permute", "Order", new[] { 1, 1 }, "each axis of the input once, counted from 0" },
                { "Permute", "Order", new[] { 1, 2 }, "each axis of the input once, counted from 0" },
                { "Permute", "Order", new[] { 0, -1 }, "at least 0 each" },
                { "Permute", "Order", Array.Empty<int>(), "1 value for an input of 4" },
                { "Slice", "Start", -1, "at least 0" },
                { "Slice", "Start", 2.5, Whole },
                { "Slice", "Stop", 0, "at least 1" },
                { "Slice", "Axis", -1, "at least 0" },
                { "Embedding", "Count", 0, "at least 1" },
                { "Embedding", "Count", 1 << 25, "at most 16777216, the tokens that single precision tells apart" },
                { "Embedding", "Features", 0, "at least 1" },
                { "OneHot", "Count", 0, "at least 1" },
                { "Attention", "Heads", 0, "at least 1" },
                { "Attention", "KeyValueHeads", -1, "at least 0" },
                { "Attention", "KeyValueHeads", 3, "a divisor of Heads (4)" },
                { "Attention", "Scale", -1, "above 0 in single precision, or 0 for 1 / sqrt(channels of a head)" },
                { "Attention", "Scale", 1e-60, "above 0 in single precision, or 0 for 1 / sqrt(channels of a head)" },
                { "Attention", "Scale", double.NaN, Finite },
                { "Upsample", "Scale", 0, "at least 1" },
                { "Upsample", "Scales", new[] { 2, 0 }, "at least 1 each" },
                { "Upsample", "Scales", Array.Empty<int>(), "1 to 3 values" },
                { "Lstm", "Hidden", 0, "at least 1" },
                { "Gru", "Hidden", 2.5, Whole },
                { "ConvTranspose2d", "AutoPad", "SameUpper", "None or Valid for a transposed convolution (say Paddings and OutputPaddings)" },
                { "ConvTranspose2d", "OutputPaddings", new[] { 0, 1 }, "smaller than the stride or the dilation" },
            };
            foreach (string kind in new[] { "Conv1d", "Conv2d", "Conv3d", "ConvTranspose1d", "ConvTranspose2d", "ConvTranspose3d" })
            {
                cases.Add(kind, "Channels", 0, "at least 1");
                cases.Add(kind, "Groups", 0, "at least 1");
                cases.Add(kind, "Groups", 3, "a divisor of the 4 output channels");
                cases.Add(kind, "Stride", 0, "at least 1");
                cases.Add(kind, "Dilation", 0, "at least 1");
                cases.Add(
                    kind, "Dilations", new[] { 1, 1, 1, 1 }, kind.EndsWith("1d") ? "1 value" : $"1 or {kind[^2]} values, one an axis");
                cases.Add(kind, "AutoPad", "Same", "one of None, SameUpper, SameLower, Valid");
                cases.Add(kind, "AutoPad", "1", "one of None, SameUpper, SameLower, Valid");
                Window(cases, kind);
            }

            foreach (string kind in new[] { "ConvTranspose1d", "ConvTranspose2d", "ConvTranspose3d" })
            {
                cases.Add(kind, "OutputPadding", -1, "at least 0");
                cases.Add(kind, "OutputPadding", 1, "smaller than the stride or the dilation");
                cases.Add(kind, "OutputPaddings", new[] { 0, -1, 0 }, "at least 0 each");
                cases.Add(kind, "OutputPaddings", new int[4], kind.EndsWith("1d") ? "1 value" : $"1 or {kind[^2]} values, one an axis");
            }

            foreach (string kind in new[] { "MaxPool1d", "MaxPool2d", "MaxPool3d", "AvgPool1d", "AvgPool2d", "AvgPool3d" })
            {
                cases.Add(kind, "Stride", -1, "at least 0");
                cases.Add(kind, "Padding", 2, "at most half the window of 3");
                cases.Add(kind, "Paddings", new[] { 2 }, "at most half the window of 3");
                Window(cases, kind);
            }

            foreach (string kind in new[] { "AdaptiveAvgPool1d", "AdaptiveAvgPool2d", "AdaptiveAvgPool3d" })
            {
                cases.Add(kind, "Size", 0, "at least 1");
                cases.Add(kind, "Size", new[] { 1, 1, 1, 1 }, kind.EndsWith("1d") ? "1 value" : $"1 or {kind[^2]} values, one an axis");
            }

            foreach (string kind in new[] { "LayerNorm", "RmsNorm", "GroupNorm", "InstanceNorm" })
            {
                cases.Add(kind, "Epsilon", 0, "above 0");
                cases.Add(kind, "Epsilon", -1e-5, "above 0");
                cases.Add(kind, "Epsilon", 1e-60, "above 0");
                cases.Add(kind, "Epsilon", double.NaN, Finite);
            }

            cases.Add("GroupNorm", "Groups", 0, "at least 1");
            cases.Add("GroupNorm", "Groups", 1.5, "a whole number");
            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Out_of_range(string kind, string argument, object value, string expected)
    {
        // What an operator cannot do without, unless it is what is wrong.
        (string, object)[] needed =
            [("Features", 4), ("Hidden", 4), ("Channels", 4), ("Kernel", 3), ("Size", 2), ("Count", 5), ("Groups", 2), ("Heads", 4)];
        (string, object)[] rest = kind is "Pad" or "Upsample" ? [] : [.. needed.Where(a => a.Item1 != argument)];
        Issue issue = new NetBuilder(4).Layer(kind, [.. rest, (argument, value)]).Issue();

        Assert.Equal(("EXG0006", 1, argument), (issue.Descriptor.Id, issue.Origin, issue.Argument));
        Assert.StartsWith($"'{argument}' of {kind} must be {expected}, but is ", issue.Message);
    }

    [Theory]
    [InlineData("Linear", "Features")]
    [InlineData("Conv2d", "Channels")]
    [InlineData("Conv2d", "Kernel")]
    [InlineData("MaxPool1d", "Kernel")]
    [InlineData("AdaptiveAvgPool3d", "Size")]
    [InlineData("Upsample", "Scale")]
    [InlineData("Reshape", "Shape")]
    [InlineData("GroupNorm", "Groups")]
    [InlineData("Attention", "Heads")]
    [InlineData("Lstm", "Hidden")]
    [InlineData("Gru", "Hidden")]
    public void What_must_be_written_is_missed_at_the_layer(string kind, string argument)
    {
        (string, object)[] needed = [("Channels", 4), ("Kernel", 3)];
        Issue issue = new NetBuilder(4).Layer(kind, [.. needed.Where(a => a.Item1 != argument)]).Issue();

        Assert.Equal(("EXG0006", 1, (string?)null), (issue.Descriptor.Id, issue.Origin, issue.Argument));
        Assert.StartsWith($"'{argument}' of {kind} must be ", issue.Message);
    }

    [Fact]
    public void Each_wrong_argument_is_reported_and_nothing_that_follows_from_it()
    {
        CompilationResult result = new NetBuilder(1, 8, 8)
            .Conv(0, 3, ("Groups", 2), ("Stride", 0)).MaxPool(0, ("Padding", 3)).Linear(0).Compile();

        Assert.Equal(["Channels", "Stride", "Kernel", "Features"], result.Issues.Select(i => i.Argument!));
        Assert.Null(result.Network);
    }

    [Fact]
    public void Every_argument_of_every_operator_has_a_case()
    {
        // Names, inputs and switches have no range.
        string[] free = ["Bias", "Affine", "PerChannel", "Tanh", "CeilMode", "CountIncludePad"];
        var covered = Cases.Select(row => ((string)row[0], (string)row[1])).ToHashSet();
        foreach (string kind in OperatorTable.Kinds.Except(NeonTable.Kinds))
        {
            var arguments = new RecordedArguments(kind);
            Assert.All(arguments.Names.Except(free), name => Assert.Contains((kind, name), covered));
        }
    }

    private static void Window(TheoryData<string, string, object, string> cases, string kind)
    {
        int rank = kind[^2] - '0';
        cases.Add(kind, "Kernel", 0, "at least 1");
        cases.Add(kind, "Kernel", Array.Empty<int>(), rank == 1 ? "1 value" : $"1 or {rank} values, one an axis");
        cases.Add(kind, "Kernel", new[] { 3, 3, 3, 3 }, rank == 1 ? "1 value" : $"1 or {rank} values, one an axis");
        cases.Add(kind, "Strides", new[] { 1, 1, 1, 1 }, rank == 1 ? "1 value" : $"1 or {rank} values, one an axis");
        cases.Add(kind, "Strides", new[] { -1, 1, 1 }, kind.Contains("Pool") ? "at least 0 each" : "at least 1 each");
        cases.Add(kind, "Padding", -1, "at least 0");
        cases.Add(kind, "Paddings", new[] { 1, -1, 1, 1 }, "at least 0 each");
        cases.Add(kind, "Paddings", new int[7], ArgumentReader.Counts(1, rank, 2 * rank));
    }

    /// <summary>Which arguments an operator asks for, found by writing texts where numbers belong.</summary>
    private sealed class RecordedArguments
    {
        private static readonly string[] s_all =
        [
            "Features", "Hidden", "Channels", "Kernel", "Stride", "Strides", "Padding", "Paddings", "AutoPad", "Dilation", "Dilations", "Groups",
            "OutputPadding", "OutputPaddings", "Size", "Scale", "Scales", "Shape", "Epsilon", "Slope", "Lower", "Upper", "Alpha", "Beta",
            "Threshold", "Lambda", "Min", "Max", "Value", "Order", "Start", "Stop", "Axis", "Count", "Heads", "KeyValueHeads",
        ];

        public RecordedArguments(string kind)
        {
            foreach (string name in s_all)
            {
                var issues = new List<Issue>();
                object wrong = name == "AutoPad" ? "nothing" : double.NaN;
                NetworkDeclaration declaration = new NetBuilder(4).Layer(kind, (name, wrong)).Declare();
                OperatorTable.Create(declaration.Layers[0], issues, out _);
                if (issues.Any(i => i.Argument == name))
                    Names.Add(name);
            }
        }

        public List<string> Names { get; } = [];
    }
}
