namespace ExplainGen.Graph;

/// <summary>Kernels that a declaration can name; not all have a known neuralization.</summary>
public enum KernelKind
{
    Gaussian,
    Laplace,
    Student,
    Linear,
    Polynomial,
    Sigmoid,
}

/// <summary>o = -log sum_j alpha_j k(x, u_j): a one-class SVM as distances, and a soft-min over them.</summary>
/// <param name="Patch">What of a map is scored at once.</param>
/// <param name="Degree">Exponent b of the Student kernel (1 + gamma d^2)^-b.</param>
/// <param name="Score">What it is asked.</param>
public sealed record OneClassSvmOperator(int? Features, KernelKind Kernel, double Degree, OneClassScoreKind Score, PatchWindow Patch)
    : NeonOperator(Features)
{
    public override string Kind => "OneClassSvm";

    public override int Outputs => 1;

    // On vectors the Gaussian kernel has a form of its own, which reads support vectors as vectors.
    public override string KernelType(Shape input) =>
        IsFast(input) ? "GaussianOneClassSvmHead" : Score == OneClassScoreKind.Outlier ? Kind + "Head" : Score + "Head";

    public override bool AllowsColumns => Kernel == KernelKind.Gaussian && Score == OneClassScoreKind.Outlier;

    public override NeonRole Role => Score == OneClassScoreKind.Outlier ? NeonRole.OutlierDetector : NeonRole.Scorer;

    public override PatchWindow? Window => Score == OneClassScoreKind.Outlier ? Patch : null;

    public override bool HasGradient => true;

    public override IReadOnlyList<(string Name, string Value)> KernelArguments(Shape input) =>
        IsFast(input) || Score == OneClassScoreKind.InlierContrast ? []
        : Kernel == KernelKind.Student
        ? [("kernel", "global::ExplainGen.Kernel.Student"), ("degree", ArgumentReader.Format(Degree) + "d"), .. PatchArguments]
        : [("kernel", "global::ExplainGen.Kernel." + Kernel), .. PatchArguments];

    public override IReadOnlyList<NeonLayer> Layers => Score != OneClassScoreKind.Outlier ? InlierLayers.Of(Score, Kernel) : Kernel switch
    {
        KernelKind.Student =>
        [
            new(NeonStage.Detection, "distance", "d_j = |x - u_j| to each support vector u_j", "R_i = sum_j R_j' (x_i - u_ji)^2 / d_j^2, the part of R_j that d_j explains; the rest is the bias's"),
            new(NeonStage.Detection, "effective distance", "h_j = alpha_j^(-1/b) (1 + gamma d_j^2)", null),
            new(NeonStage.Pooling, "power-mean min-pooling", "o = (sum_j h_j^-b)^(-1/b) - 1", "R_j = p_j R, p_j = (h_j / (o + 1))^-b"),
        ],
        _ =>
        [
            new(NeonStage.Detection, "distance", "d_j = |x - u_j| to each support vector u_j", "R_i = sum_j p_j min(o / d_j^2, " + (Kernel == KernelKind.Gaussian ? "gamma" : "gamma / d_j") + ") (x_i - u_ji)^2 R / o; what log alpha_j explains is the bias's"),
            new(NeonStage.Detection, "effective distance", Kernel == KernelKind.Gaussian ? "h_j = gamma d_j^2 - log alpha_j" : "h_j = gamma d_j - log alpha_j", null),
            new(NeonStage.Pooling, "soft-min pooling", "o = -log sum_j exp(-h_j)", "R_j = p_j R, p_j = exp(o - h_j)"),
        ],
    };

    public static Operator Create(ArgumentReader reader)
    {
        KernelKind kernel = reader.Member("Kernel", KernelKind.Gaussian);
        if (kernel is KernelKind.Linear or KernelKind.Polynomial or KernelKind.Sigmoid)
            reader.ReportKernel(kernel.ToString());
        OneClassScoreKind score = reader.Member("Score", OneClassScoreKind.Outlier);
        if (!reader.Failed && score == OneClassScoreKind.InlierContrast && kernel != KernelKind.Gaussian)
            reader.Report("Kernel", "Gaussian with OneClassScore.InlierContrast", kernel.ToString());
        PatchWindow patch = PatchWindow.Read(reader);
        if (!reader.Failed && score != OneClassScoreKind.Outlier && patch != new PatchWindow(1, 1))
            reader.Report("Patch", $"left out with OneClassScore.{score}, which reads vectors alone", patch.ToString().Trim());
        return new OneClassSvmOperator(
            ReadFeatures(reader), kernel, reader.Real("Degree", 1, v => v > 0, "above 0"), score, patch);
    }

    public override IReadOnlyList<WeightTensor> Weights(Shape input) =>
    [
        new("support_vectors", new Shape(WeightTensor.Loaded, FeaturesOf(input))),
        new("coefficients", new Shape(WeightTensor.Loaded)),
        new("gamma", new Shape(1)),
        new("rho", new Shape(1)),
        .. InlierLayers.Weights(Score, input.Channels),
    ];

    private IReadOnlyList<(string Name, string Value)> PatchArguments => Score == OneClassScoreKind.Outlier ? Patch.Arguments : [];

    private bool IsFast(Shape input) => Kernel == KernelKind.Gaussian && Score == OneClassScoreKind.Outlier && input.SpatialRank == 0;

    public override string Describe() => Score == OneClassScoreKind.Outlier ? Kernel.ToString() + Patch : $"{Kernel}, {Score}";
}
