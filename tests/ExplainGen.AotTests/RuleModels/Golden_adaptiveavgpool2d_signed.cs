// Written by NativeProgramTests of the conformance tests, from the golden rule cases.

namespace ExplainGen.AotTests.RuleModels;

[Network([3, 5, 4])]
[AdaptiveAvgPool2d([1, 1], Input = "input", Name = "layer")]
[Lrp(Composite.Custom, Name = "Norm")]
[Norm("layer", Stabilizer = 1E-06, For = "Norm")]
[Lrp(Composite.Custom, Name = "Norm0_1")]
[Norm("layer", Stabilizer = 0.1, For = "Norm0_1")]
public sealed partial class Golden_adaptiveavgpool2d_signed;
