namespace ExplainGen.Conformance.Tests.Models;

/// <summary>Blocks of current networks: a gated unit behind a normalization, gates of channels, every normalization.</summary>
[Network(24, 20)]
[Conv1d(40, 1, Name = "embed"), LayerNorm]
[Conv1d(48, 1, Name = "value"), Conv1d(48, 1, Input = "layerNorm1", Name = "gate"), Silu, Multiply(Inputs = ["value", "silu1"])]
[Conv1d(40, 1, Name = "down"), Add(Inputs = ["embed", "down"], Name = "block"), GroupNorm(4), Relu]
[GlobalAvgPool, Conv1d(40, 1, Name = "excite"), Sigmoid, Multiply(Inputs = ["relu1", "sigmoid1"], Name = "weighed")]
[InstanceNorm, RmsNorm, Flatten, Linear(5, Name = "logits")]
[Lrp(Composite.EpsilonPlus)]
[Lrp(Composite.LrpZero, Bias = BiasHandling.Ignore)]
[Gradient]
internal sealed partial class GatedNet;
