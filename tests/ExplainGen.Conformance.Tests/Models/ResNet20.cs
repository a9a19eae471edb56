namespace ExplainGen.Conformance.Tests.Models;

/// <summary>ResNet-20 for CIFAR-10 with its BatchNorms as trained and option-A shortcuts (every second pixel, zero channels).</summary>
[Network(3, 32, 32)]
[Conv2d(16, 3, Padding = 1, Bias = false, Name = "conv1"), BatchNorm(Name = "bn1"), Relu(Name = "relu")]
// layer1.0
[Conv2d(16, 3, Padding = 1, Bias = false, Name = "layer1.0.conv1"), BatchNorm(Name = "layer1.0.bn1"), Relu(Name = "layer1.0.relu1")]
[Conv2d(16, 3, Padding = 1, Bias = false, Name = "layer1.0.conv2"), BatchNorm(Name = "layer1.0.bn2")]
[Add(Inputs = ["relu", "layer1.0.bn2"], Name = "layer1.0.canonizer_sum"), Relu(Name = "layer1.0.relu2")]
// layer1.1
[Conv2d(16, 3, Padding = 1, Bias = false, Name = "layer1.1.conv1"), BatchNorm(Name = "layer1.1.bn1"), Relu(Name = "layer1.1.relu1")]
[Conv2d(16, 3, Padding = 1, Bias = false, Name = "layer1.1.conv2"), BatchNorm(Name = "layer1.1.bn2")]
[Add(Inputs = ["layer1.0.relu2", "layer1.1.bn2"], Name = "layer1.1.canonizer_sum"), Relu(Name = "layer1.1.relu2")]
// layer1.2
[Conv2d(16, 3, Padding = 1, Bias = false, Name = "layer1.2.conv1"), BatchNorm(Name = "layer1.2.bn1"), Relu(Name = "layer1.2.relu1")]
[Conv2d(16, 3, Padding = 1, Bias = false, Name = "layer1.2.conv2"), BatchNorm(Name = "layer1.2.bn2")]
[Add(Inputs = ["layer1.1.relu2", "layer1.2.bn2"], Name = "layer1.2.canonizer_sum"), Relu(Name = "layer1.2.relu2")]
// layer2.0
[Conv2d(32, 3, Padding = 1, Stride = 2, Bias = false, Name = "layer2.0.conv1")]
[BatchNorm(Name = "layer2.0.bn1"), Relu(Name = "layer2.0.relu1")]
[Conv2d(32, 3, Padding = 1, Bias = false, Name = "layer2.0.conv2"), BatchNorm(Name = "layer2.0.bn2")]
[MaxPool2d(1, Stride = 2, Input = "layer1.2.relu2", Name = "layer2.0.subsample"), Pad(0, Channels = [8, 8], Name = "layer2.0.shortcut")]
[Add(Inputs = ["layer2.0.shortcut", "layer2.0.bn2"], Name = "layer2.0.canonizer_sum"), Relu(Name = "layer2.0.relu2")]
// layer2.1
[Conv2d(32, 3, Padding = 1, Bias = false, Name = "layer2.1.conv1"), BatchNorm(Name = "layer2.1.bn1"), Relu(Name = "layer2.1.relu1")]
[Conv2d(32, 3, Padding = 1, Bias = false, Name = "layer2.1.conv2"), BatchNorm(Name = "layer2.1.bn2")]
[Add(Inputs = ["layer2.0.relu2", "layer2.1.bn2"], Name = "layer2.1.canonizer_sum"), Relu(Name = "layer2.1.relu2")]
// layer2.2
[Conv2d(32, 3, Padding = 1, Bias = false, Name = "layer2.2.conv1"), BatchNorm(Name = "layer2.2.bn1"), Relu(Name = "layer2.2.relu1")]
[Conv2d(32, 3, Padding = 1, Bias = false, Name = "layer2.2.conv2"), BatchNorm(Name = "layer2.2.bn2")]
[Add(Inputs = ["layer2.1.relu2", "layer2.2.bn2"], Name = "layer2.2.canonizer_sum"), Relu(Name = "layer2.2.relu2")]
// layer3.0
[Conv2d(64, 3, Padding = 1, Stride = 2, Bias = false, Name = "layer3.0.conv1")]
[BatchNorm(Name = "layer3.0.bn1"), Relu(Name = "layer3.0.relu1")]
[Conv2d(64, 3, Padding = 1, Bias = false, Name = "layer3.0.conv2"), BatchNorm(Name = "layer3.0.bn2")]
[MaxPool2d(1, Stride = 2, Input = "layer2.2.relu2", Name = "layer3.0.subsample"), Pad(0, Channels = [16, 16], Name = "layer3.0.shortcut")]
[Add(Inputs = ["layer3.0.shortcut", "layer3.0.bn2"], Name = "layer3.0.canonizer_sum"), Relu(Name = "layer3.0.relu2")]
// layer3.1
[Conv2d(64, 3, Padding = 1, Bias = false, Name = "layer3.1.conv1"), BatchNorm(Name = "layer3.1.bn1"), Relu(Name = "layer3.1.relu1")]
[Conv2d(64, 3, Padding = 1, Bias = false, Name = "layer3.1.conv2"), BatchNorm(Name = "layer3.1.bn2")]
[Add(Inputs = ["layer3.0.relu2", "layer3.1.bn2"], Name = "layer3.1.canonizer_sum"), Relu(Name = "layer3.1.relu2")]
// layer3.2
[Conv2d(64, 3, Padding = 1, Bias = false, Name = "layer3.2.conv1"), BatchNorm(Name = "layer3.2.bn1"), Relu(Name = "layer3.2.relu1")]
[Conv2d(64, 3, Padding = 1, Bias = false, Name = "layer3.2.conv2"), BatchNorm(Name = "layer3.2.bn2")]
[Add(Inputs = ["layer3.1.relu2", "layer3.2.bn2"], Name = "layer3.2.canonizer_sum"), Relu(Name = "layer3.2.relu2")]
[AdaptiveAvgPool2d(1, Name = "avgpool"), Flatten(Name = "flatten"), Linear(10, Name = "linear")]
[Lrp(Composite.EpsilonPlus)]
[Lrp(Composite.EpsilonPlusFlat)]
[Lrp(Composite.EpsilonAlpha2Beta1Flat)]
[Lrp(Composite.EpsilonGammaBox, Lows = [-2.1179039478302, -2.0357143878936768, -1.804444432258606],
    Highs = [2.248908281326294, 2.4285714626312256, 2.640000104904175])]
[Lrp(Composite.EpsilonPlus, Name = "EpsilonPlusNoBias", Bias = BiasHandling.Ignore)]
[Lrp(Composite.ExcitationBackprop)]
[Lrp(Composite.GuidedBackprop)]
[Gradient]
public sealed partial class ResNet20;
