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
public sealed record OneClassSvmOperator(int? Features, KernelKind Kernel, double Degree, PatchWindow Patch) : NeonOperator(Features)
{
    public override string Kind => "OneClassSvm";

    public override int Outputs => 1;

    // On vectors the Gaussian kernel has a form of its own, which reads support vectors as vectors.
    public override string KernelType(Shape input) => IsFast(input) ? "GaussianOneClassSvmHead" : Kind + "Head";

    public override bool AllowsColumns => Kernel == KernelKind.Gaussian;

    public override NeonRole Role => NeonRole.OutlierDetector;

    public override PatchWindow? Window => Patch;

    public override bool HasGradient => true;

    public override IReadOnlyList<(string Name, string Value)> KernelArguments(Shape input) => IsFast(input) ? []
        : Kernel == KernelKind.Student
        ? [("kernel", "global::ExplainGen.Kernel.Student"), ("degree", ArgumentReader.Format(Degree) + "d"), .. Patch.Arguments]
        : [("kernel", "global::ExplainGen.Kernel." + Kernel), .. Patch.Arguments];

    public override IReadOnlyList<NeonLayer> Layers => Kernel switch
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
        return new OneClassSvmOperator(ReadFeatures(reader), kernel, reader.Real("Degree", 1, v => v > 0, "above 0"), PatchWindow.Read(reader));
    }

    public override IReadOnlyList<WeightTensor> Weights(Shape input) =>
    [
        new("support_vectors", new Shape(WeightTensor.Loaded, FeaturesOf(input))),
        new("coefficients", new Shape(WeightTensor.Loaded)),
        new("gamma", new Shape(1)),
        new("rho", new Shape(1)),
    ];

    private bool IsFast(Shape input) => Kernel == KernelKind.Gaussian && input.SpatialRank == 0;

    public override string Describe() => Kernel.ToString() + Patch;
}
