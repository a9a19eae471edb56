namespace ExplainGen.Conformance.Tests.Models;

/// <summary>A network of vectors alone, with all that one may be made of: its batches are computed side by side.</summary>
[Network(37)]
[Linear(150, Name = "fc1"), Relu(Name = "relu1")]
[BatchNorm(Name = "norm"), Linear(150, Name = "fc2"), Gelu]
[Add(Inputs = ["relu1", "gelu1"], Name = "sum"), Relu(Name = "relu2")]
[Linear(20, Name = "fc3"), Tanh, Dropout, Linear(7, Name = "logits"), Softmax]
[Lrp(Composite.EpsilonPlus)]
[Lrp(Composite.EpsilonPlusFlat)]
[Lrp(Composite.EpsilonAlpha2Beta1)]
[Lrp(Composite.EpsilonGammaBox, Low = 0, High = 1)]
[Lrp(Composite.EpsilonPlusFlat, Name = "BiasRedistributed", Bias = BiasHandling.Redistribute)]
[Lrp(Composite.DeepTaylor, Low = 0, High = 1)]
[Lrp(Composite.ExcitationBackprop)]
[Lrp(Composite.GuidedBackprop)]
[Lrp(Composite.Epsilon, Name = "Squares")]
[WSquare("fc1", For = "Squares"), Gamma("fc2", 0.5, For = "Squares"), AlphaBeta("fc3", 3, 2, For = "Squares")]
[Epsilon("logits", For = "Squares")]
[Gradient]
public sealed partial class TabularNet;
