namespace ExplainGen.Conformance.Tests.Neon;

[LogisticRegression(Features = 7)]
[Lrp(Composite.EpsilonPlus, Name = "Neon")]
[Gradient]
public sealed partial class LogisticClassifier;

[LinearSvm(Features = 7)]
public sealed partial class LinearSvmOfTwo;

[LinearSvm(Features = 7, Classes = 4)]
public sealed partial class LinearSvmOfFour;

[SoftmaxRegression(Features = 7, Classes = 4)]
[Lrp(Composite.EpsilonPlus, Name = "Neon")]
[Gradient]
public sealed partial class SoftmaxClassifier;
