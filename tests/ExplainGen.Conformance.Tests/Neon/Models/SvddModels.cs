namespace ExplainGen.Conformance.Tests.Neon;

[Svdd(Features = 7)]
[Lrp(Composite.EpsilonPlus, Name = "Neon")]
[Gradient]
public sealed partial class DataDescription;

[DeepSvdd(Features = 7)]
[Lrp(Composite.EpsilonPlus, Name = "Neon")]
[Gradient]
public sealed partial class CenterDistance;

[Network(4)]
[Linear(6)]
[Relu]
[Linear(3)]
[Lrp(Composite.EpsilonPlus)]
public sealed partial class DescribedEncoder;

[DeepSvdd(On = typeof(DescribedEncoder))]
public sealed partial class DeepDataDescription;
