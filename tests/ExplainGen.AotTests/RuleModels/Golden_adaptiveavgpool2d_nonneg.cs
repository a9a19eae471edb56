// Written by NativeProgramTests of the conformance tests, from the golden rule cases.

namespace ExplainGen.AotTests.RuleModels;

[Network([3, 5, 4])]
[Relu(Input = "input", Name = "relu")]
[AdaptiveAvgPool2d([1, 1], Input = "relu", Name = "layer")]
[Lrp(Composite.Custom, Name = "Norm")]
[Norm("layer", Stabilizer = 1E-06, For = "Norm")]
[Pass("relu", For = "Norm")]
[Lrp(Composite.Custom, Name = "Norm0_1")]
[Norm("layer", Stabilizer = 0.1, For = "Norm0_1")]
[Pass("relu", For = "Norm0_1")]
public sealed partial class Golden_adaptiveavgpool2d_nonneg;
