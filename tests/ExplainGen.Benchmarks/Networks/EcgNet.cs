namespace ExplainGen.Benchmarks.Networks;

/// <summary>A classifier of one-lead electrocardiograms, ten seconds at 500 Hz: strided and pooled convolutions over time.</summary>
[Network(1, 5000)]
[Conv1d(32, 15, Stride = 2, Padding = 7, Name = "conv1"), Relu, MaxPool1d(2)]
[Conv1d(64, 9, Padding = 4, Name = "conv2"), Relu, MaxPool1d(5)]
[Conv1d(128, 5, Stride = 2, Padding = 2, Name = "conv3"), Relu]
[Conv1d(128, 3, Padding = 1, Name = "conv4"), Relu]
[AdaptiveAvgPool1d(1, Name = "avgpool"), Flatten, Linear(5, Name = "logits")]
[Lrp(Composite.EpsilonPlusFlat)]
[Lrp(Composite.EpsilonGammaBox, Low = -3, High = 3)]
[Lrp(Composite.EpsilonAlpha2Beta1Flat)]
[Gradient]
internal sealed partial class EcgNet;
