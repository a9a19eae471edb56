using ExplainGen;

namespace FashionMnist;

/// <summary>
/// A small convolutional network for Fashion-MNIST, as trained by <c>samples/FashionMnist.Train</c>, with two explainers: the best
/// practice composite, and a finer one that knows that pixels lie between 0 and 1.
/// </summary>
[Network(1, 28, 28)]
[Conv2d(16, 3, Padding = 1), Relu, MaxPool2d(2)]
[Conv2d(32, 3, Padding = 1), Relu, MaxPool2d(2)]
[Flatten, Linear(64, Name = "fc1"), Relu, Linear(10, Name = "logits")]
[Lrp(Composite.EpsilonPlusFlat)]
[Lrp(Composite.EpsilonGammaBox, Name = "Fine", Low = 0, High = 1)]
[Gamma("conv2", 0.5, For = "Fine")]
[Weights("fashion.safetensors")]
public sealed partial class FashionNet;
