namespace ExplainGen.Conformance.Tests.Neon;

[Mahalanobis(Features = 7)]
[Lrp(Composite.EpsilonPlus, Name = "Neon")]
[Gradient]
public sealed partial class MahalanobisDetector;

[PcaReconstruction(Features = 7, Components = 3)]
[Lrp(Composite.EpsilonPlus, Name = "Neon")]
[Gradient]
public sealed partial class PcaInputDetector;

[PcaReconstruction(Features = 7, Components = 3, Attribution = PcaAttribution.Residual)]
[Lrp(Composite.EpsilonPlus, Name = "Neon")]
[Gradient]
public sealed partial class PcaResidualDetector;
