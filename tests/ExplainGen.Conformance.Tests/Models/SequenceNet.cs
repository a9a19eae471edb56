namespace ExplainGen.Conformance.Tests.Models;

/// <summary>A network of recurrent layers in all forms, large enough for threads to share the steps of one.</summary>
[Network(12, 9)]
[Lstm(230, Name = "wide"), Gru(20, Bidirectional = true, ResetAfter = false)]
[Conv1d(18, 3, Padding = 1), Relu, Lstm(17, Bidirectional = true), Gru(5, Reverse = true, Sequence = false)]
[Linear(4, Name = "logits")]
[Lrp(Composite.EpsilonPlusFlat)]
[Lrp(Composite.LrpZero)]
[Lrp(Composite.Epsilon, Name = "Scaled", Epsilon = 0.25, RmsScaled = true, Bias = BiasHandling.Ignore)]
[Gradient]
public sealed partial class SequenceNet;
