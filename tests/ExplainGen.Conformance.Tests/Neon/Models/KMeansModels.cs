namespace ExplainGen.Conformance.Tests.Neon;

[KMeans(Features = 2, Clusters = 3)]
public sealed partial class SmallClusters;

[KMeans(Features = 7, Clusters = 5)]
[Lrp(Composite.EpsilonPlus, Name = "Neon")]
[Gradient]
public sealed partial class Clusters;

[KMeans(Features = 7, Clusters = 5, Soft = true)]
[Lrp(Composite.EpsilonPlus, Name = "Neon")]
[Gradient]
public sealed partial class SoftClusters;

[KMeans(Features = 7, Clusters = 2)]
public sealed partial class TwoClusters;
