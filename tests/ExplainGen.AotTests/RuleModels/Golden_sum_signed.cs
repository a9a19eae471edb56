// Written by NativeProgramTests of the conformance tests, from the golden rule cases.

namespace ExplainGen.AotTests.RuleModels;

[Network([6, 4, 4])]
[Conv2d(3, [1, 1], Groups = 1, Bias = false, Input = "input", Name = "first")]
[Conv2d(3, [1, 1], Groups = 1, Bias = false, Input = "input", Name = "second")]
[Add(Inputs = ["first", "second"], Name = "layer")]
[Lrp(Composite.Custom, Name = "Norm")]
[Norm("layer", Stabilizer = 1E-06, For = "Norm")]
[PlainGradient("first", For = "Norm")]
[PlainGradient("second", For = "Norm")]
[Lrp(Composite.Custom, Name = "Norm0_1")]
[Norm("layer", Stabilizer = 0.1, For = "Norm0_1")]
[PlainGradient("first", For = "Norm0_1")]
[PlainGradient("second", For = "Norm0_1")]
public sealed partial class Golden_sum_signed;
