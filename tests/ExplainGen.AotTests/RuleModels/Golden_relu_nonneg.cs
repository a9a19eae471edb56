// Written by NativeProgramTests of the conformance tests, from the golden rule cases.

namespace ExplainGen.AotTests.RuleModels;

[Network([3, 4, 4])]
[Relu(Input = "input", Name = "relu")]
[Relu(Input = "relu", Name = "layer")]
[Lrp(Composite.Custom, Name = "Pass")]
[Pass("layer", For = "Pass")]
[Pass("relu", For = "Pass")]
[Lrp(Composite.Custom, Name = "Deconvnet")]
[Deconvolution("layer", For = "Deconvnet")]
[Pass("relu", For = "Deconvnet")]
[Lrp(Composite.Custom, Name = "Guided")]
[GuidedBackprop("layer", For = "Guided")]
[Pass("relu", For = "Guided")]
[Lrp(Composite.Custom, Name = "Betasmooth10")]
[BetaSmooth("layer", 10, For = "Betasmooth10")]
[Pass("relu", For = "Betasmooth10")]
public sealed partial class Golden_relu_nonneg;
