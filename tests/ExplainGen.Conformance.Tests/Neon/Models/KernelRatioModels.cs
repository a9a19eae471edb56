namespace ExplainGen.Conformance.Tests.Neon;

[DensityRatio(Features = 7)]
[Lrp(Composite.EpsilonPlus, Name = "Neon")]
[Gradient]
public sealed partial class LogRatio;

[RbfSvm(Features = 2, Classes = 2, Rule = SvmRule.Midpoint)]
public sealed partial class SmallMidpointClassifier;

[RbfSvm(Features = 2, Classes = 2, Rule = SvmRule.GradientTimesInput)]
public sealed partial class SmallGradientClassifier;

[RbfSvm(Features = 5, Classes = 2)]
[Lrp(Composite.EpsilonPlus, Name = "Neon")]
[Gradient]
public sealed partial class HybridClassifier;

[RbfSvm(Features = 5, Classes = 2, Rule = SvmRule.Midpoint)]
public sealed partial class MidpointClassifier;

[RbfSvm(Features = 5, Classes = 2, Rule = SvmRule.GradientTimesInput)]
public sealed partial class GradientClassifier;

[RbfSvm(Features = 5, Classes = 4)]
[Lrp(Composite.EpsilonPlus, Name = "Neon")]
[Gradient]
public sealed partial class FourClasses;
