namespace ExplainGen.Conformance.Tests.Models;

/// <summary>A network that reads 12 tokens of 30, without biases: whatever relevance comes is a token's.</summary>
[Network(12)]
[Embedding(30, 20, Name = "words")]
[Conv1d(24, 3, Bias = false), Relu, Permute(1, 0), Slice(2, 10), Permute(1, 0), GlobalMaxPool, Flatten, Linear(5, Bias = false)]
[Lrp(Composite.EpsilonPlus)]
[Lrp(Composite.LrpZero)]
public sealed partial class TextNet;
