namespace ExplainGen.Conformance.Tests.Neon;

[OneClassSvm(Features = 7, Score = OneClassScore.InlierBudget)]
[Lrp(Composite.EpsilonPlus, Name = "Neon")]
[Gradient]
public sealed partial class GaussianInliers;

[OneClassSvm(Features = 7, Kernel = Kernel.Laplace, Score = OneClassScore.InlierBudget)]
[Lrp(Composite.EpsilonPlus, Name = "Neon")]
[Gradient]
public sealed partial class LaplaceInliers;

[OneClassSvm(Features = 7, Kernel = Kernel.Student, Score = OneClassScore.InlierBudget)]
[Lrp(Composite.EpsilonPlus, Name = "Neon")]
[Gradient]
public sealed partial class StudentInliers;

[OneClassSvm(Features = 7, Score = OneClassScore.InlierContrast)]
[Lrp(Composite.EpsilonPlus, Name = "Neon")]
[Gradient]
public sealed partial class ContrastInliers;
