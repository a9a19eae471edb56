namespace ExplainGen.Conformance.Tests.Neon;

[GaussianMixture(Features = 5, Components = 4)]
[Lrp(Composite.EpsilonPlus, Name = "Neon")]
[Gradient]
public sealed partial class MixtureOfFour;

[GaussianMixture(Features = 5, Components = 2)]
public sealed partial class MixtureOfTwo;

[Qda(Features = 5, Classes = 4)]
[Lrp(Composite.EpsilonPlus, Name = "Neon")]
[Gradient]
public sealed partial class QdaOfFour;

[Lda(Features = 5, Classes = 4)]
[Lrp(Composite.EpsilonPlus, Name = "Neon")]
[Gradient]
public sealed partial class LdaOfFour;

[Lda(Features = 5, Classes = 2)]
public sealed partial class LdaOfTwo;
