using System.Globalization;

namespace ExplainGen.Graph;

/// <summary>f_c = w_c x + b_c: logistic and softmax regression and linear SVMs are one linear layer.</summary>
/// <param name="Model">The kind.</param>
/// <param name="Scores">1 for two classes, else one a class.</param>
public sealed record LinearModelOperator(int? Features, string Model, int Scores) : NeonOperator(Features)
{
    public override string Kind => Model;

    public override int Outputs => Scores;

    public override NeonRole Role => NeonRole.Classifier;

    public override bool HasGradient => true;

    public override string KernelType(Shape input) => "LinearModelHead";

    public override string ParametersType => "LinearModelParameters";

    public override IReadOnlyList<(string Name, string Value)> KernelArguments(Shape input) =>
        [("outputs", Scores.ToString(CultureInfo.InvariantCulture))];

    public override IReadOnlyList<NeonLayer> Layers =>
    [
        new(NeonStage.Detection, "linear", "f_c = w_c (x - x~) + f_c(x~), x~ the reference, f_c(x~) = w_c x~ + b_c",
            "R_i = sum_c w_ci (x_i - x~_i) R_c / f_c; what f_c(x~) explains is the bias's"),
        new(NeonStage.Pooling, "read-out", "the scores are the units", null),
    ];

    public static Operator CreateLogisticRegression(ArgumentReader reader) =>
        new LinearModelOperator(ReadFeatures(reader), "LogisticRegression", 1);

    public static Operator CreateLinearSvm(ArgumentReader reader)
    {
        int classes = ReadClasses(reader, fallback: 2);
        return new LinearModelOperator(ReadFeatures(reader), "LinearSvm", classes == 2 ? 1 : classes);
    }

    public static Operator CreateSoftmaxRegression(ArgumentReader reader) =>
        new LinearModelOperator(ReadFeatures(reader), "SoftmaxRegression", ReadClasses(reader));

    public override IReadOnlyList<WeightTensor> Weights(Shape input) =>
    [
        new("weight", new Shape(Scores, input.Channels)),
        new("bias", new Shape(Scores)),
        new("reference", new Shape(input.Channels)),
    ];

    public override long MultiplyAdds(Shape input, Shape output) => Extent.Multiply(input.Channels, Scores);
}
