namespace ExplainGen.Conformance.Tests.Neon;

[Kde(Features = 2)]
public sealed partial class SmallDensity;

[Kde(Features = 7)]
[Lrp(Composite.EpsilonPlus, Name = "Neon")]
[Gradient]
public sealed partial class Density;
