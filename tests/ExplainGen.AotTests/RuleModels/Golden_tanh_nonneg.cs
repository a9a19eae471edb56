// Written by NativeProgramTests of the conformance tests, from the golden rule cases.

namespace ExplainGen.AotTests.RuleModels;

[Network([3, 4, 4])]
[Relu(Input = "input", Name = "relu")]
[Tanh(Input = "relu", Name = "layer")]
[Lrp(Composite.Custom, Name = "Pass")]
[Pass("layer", For = "Pass")]
[Pass("relu", For = "Pass")]
public sealed partial class Golden_tanh_nonneg;
