// Written by NativeProgramTests of the conformance tests, from the golden rule cases.

namespace ExplainGen.AotTests.RuleModels;

[Network([2, 5, 5])]
[AvgPool2d([3, 3], Strides = [2, 2], Paddings = [1, 1, 1, 1], CeilMode = false, CountIncludePad = true, Input = "input", Name = "layer")]
[Lrp(Composite.Custom, Name = "Norm")]
[Norm("layer", Stabilizer = 1E-06, For = "Norm")]
[Lrp(Composite.Custom, Name = "Norm0_1")]
[Norm("layer", Stabilizer = 0.1, For = "Norm0_1")]
public sealed partial class Golden_avgpool2d_pad_signed;
