namespace ExplainGen.Conformance.Tests.Neon;

[KernelKMeans(Features = 6, Clusters = 4)]
[Lrp(Composite.EpsilonPlus, Name = "Neon")]
[Gradient]
public sealed partial class KernelClusters;

[KernelKMeans(Features = 6, Clusters = 2)]
public sealed partial class TwoKernelClusters;
