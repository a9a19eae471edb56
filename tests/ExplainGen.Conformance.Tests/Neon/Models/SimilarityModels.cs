namespace ExplainGen.Conformance.Tests.Neon.Models;

[Network(6), Linear(9, Bias = false, Name = "map")]
[Lrp(Composite.Epsilon, Epsilon = 0)]
[Gradient]
public sealed partial class LinearFeatures;

[Network(6), Linear(20, Bias = false, Name = "map"), Relu, Linear(9, Bias = false), Relu]
[Lrp(Composite.Epsilon, Epsilon = 1e-12)]
public sealed partial class BiasFreeFeatures;

[Network(6), Linear(20, Name = "map"), Relu, Linear(9)]
[Lrp(Composite.Epsilon, Epsilon = 1e-12)]
public sealed partial class BiasedFeatures;

[Network(2, 6, 5), Conv2d(8, 3, Padding = 1, Bias = false), Relu, MaxPool2d(2), Flatten, Linear(7, Bias = false)]
[Lrp(Composite.EpsilonPlus)]
[Lrp(Composite.Epsilon, Epsilon = 1e-12, Name = "Fine")]
public sealed partial class PictureFeatures;

[Network(1, 512, 512), Conv2d(40, 8, Stride = 8, Bias = false), Relu, GlobalAvgPool, Flatten]
[Lrp(Composite.Epsilon)]
public sealed partial class LargePictureFeatures;

[Network(4097), Linear(2, Bias = false)]
[Lrp(Composite.Epsilon)]
public sealed partial class WideFeatures;
