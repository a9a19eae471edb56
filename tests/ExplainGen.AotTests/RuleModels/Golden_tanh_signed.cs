// Written by NativeProgramTests of the conformance tests, from the golden rule cases.

namespace ExplainGen.AotTests.RuleModels;

[Network([3, 4, 4])]
[Tanh(Input = "input", Name = "layer")]
[Lrp(Composite.Custom, Name = "Pass")]
[Pass("layer", For = "Pass")]
public sealed partial class Golden_tanh_signed;
