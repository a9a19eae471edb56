namespace ExplainGen.Conformance.Tests.Models;

/// <summary>The MNIST network of the golden numbers: two convolutions and a dense layer.</summary>
[Network(1, 28, 28)]
[Conv2d(8, 5, AutoPad = AutoPad.SameUpper), Relu(Name = "relu1"), MaxPool2d(2, Name = "pool1")]
[Conv2d(16, 5, AutoPad = AutoPad.SameUpper), Relu(Name = "relu2"), MaxPool2d(3, Name = "pool2")]
[Flatten(Name = "flatten"), Linear(10, Name = "fc")]
[Lrp(Composite.EpsilonPlus)]
[Lrp(Composite.EpsilonPlusFlat)]
[Lrp(Composite.EpsilonAlpha2Beta1Flat)]
[Lrp(Composite.EpsilonGammaBox, Low = 0, High = 1)]
[Lrp(Composite.EpsilonPlus, Name = "EpsilonPlusNoBias", Bias = BiasHandling.Ignore)]
[Lrp(Composite.ExcitationBackprop)]
[Lrp(Composite.GuidedBackprop)]
[Gradient]
public sealed partial class MnistCnn;
