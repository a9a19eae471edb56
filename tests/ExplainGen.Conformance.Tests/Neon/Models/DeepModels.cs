namespace ExplainGen.Conformance.Tests.Neon;

[Network(6)]
[Linear(9, Name = "fc1"), Relu, Linear(7, Name = "fc2"), Relu]
[Lrp(Composite.Epsilon)]
public sealed partial class Encoder;

[KMeans(Clusters = 5, On = typeof(Encoder))]
public sealed partial class DeepClusters;

[Network(2, 6, 5)]
[Conv2d(7, 3, Name = "conv"), Relu]
[Lrp(Composite.EpsilonPlus)]
public sealed partial class MapEncoder;

[OneClassSvm(On = typeof(MapEncoder), Name = "detector")]
public sealed partial class MapDetector;

[Network(2, 6, 5)]
[OneClassSvm(Patch = 3, Stride = 2, Name = "detector")]
[Lrp(Composite.EpsilonPlus)]
public sealed partial class PatchDetector;
