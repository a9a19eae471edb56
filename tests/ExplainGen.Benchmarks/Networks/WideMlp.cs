namespace ExplainGen.Benchmarks.Networks;

/// <summary>Three dense layers, 784-1024-1024-10: 7 MB of weights, which a batch reads once for many inputs.</summary>
[Network(784)]
[Linear(1024, Name = "fc1"), Relu, Linear(1024, Name = "fc2"), Relu, Linear(10, Name = "logits")]
[Lrp(Composite.EpsilonPlusFlat)]
[Lrp(Composite.EpsilonGammaBox, Low = 0, High = 1)]
[Lrp(Composite.EpsilonAlpha2Beta1Flat)]
[Gradient]
internal sealed partial class WideMlp;
