namespace ExplainGen.Benchmarks.Networks;

/// <summary>The network of samples/FashionMnist: two convolutions and two dense layers over 28 x 28 pixels.</summary>
[Network(1, 28, 28)]
[Conv2d(16, 3, Padding = 1), Relu, MaxPool2d(2)]
[Conv2d(32, 3, Padding = 1), Relu, MaxPool2d(2)]
[Flatten, Linear(64, Name = "fc1"), Relu, Linear(10, Name = "logits")]
[Lrp(Composite.EpsilonPlusFlat)]
[Lrp(Composite.EpsilonGammaBox, Low = 0, High = 1)]
[Lrp(Composite.EpsilonAlpha2Beta1Flat)]
[Gradient]
internal sealed partial class SmallCnn;
