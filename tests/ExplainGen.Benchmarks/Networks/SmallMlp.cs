namespace ExplainGen.Benchmarks.Networks;

/// <summary>Two dense layers, 64-32-10: so small that what a call costs besides arithmetic shows.</summary>
[Network(64)]
[Linear(32, Name = "fc1"), Relu, Linear(10, Name = "logits")]
[Lrp(Composite.EpsilonPlusFlat)]
[Lrp(Composite.EpsilonGammaBox, Low = 0, High = 1)]
[Lrp(Composite.EpsilonAlpha2Beta1Flat)]
[Gradient]
internal sealed partial class SmallMlp;
