namespace ExplainGen.Conformance.Tests.Neon;

[KnnOutlier(Features = 6, Neighbors = 5)]
[Lrp(Composite.EpsilonPlus, Name = "Neon")]
[Gradient]
public sealed partial class MeanOfNearest;

[KnnOutlier(Features = 6, Neighbors = 5, Order = NeighborOrder.Kth)]
[Lrp(Composite.EpsilonPlus, Name = "Neon")]
[Gradient]
public sealed partial class FifthNearest;

[KnnClassifier(Features = 6, Neighbors = 5)]
[Lrp(Composite.EpsilonPlus, Name = "Neon")]
[Gradient]
public sealed partial class VoteOfTwo;

[KnnClassifier(Features = 6, Neighbors = 5, Classes = 3)]
[Lrp(Composite.EpsilonPlus, Name = "Neon")]
[Gradient]
public sealed partial class VoteOfThree;

[KnnClassifier(Features = 6, Neighbors = 5, Classes = 3, Eta = 1, Window = 2)]
[Lrp(Composite.EpsilonPlus, Name = "Neon")]
[Gradient]
public sealed partial class SmoothedVote;

[KnnClassifier(Features = 6, Neighbors = 1, Classes = 3, Eta = 0)]
[Lrp(Composite.EpsilonPlus, Name = "Neon")]
[Gradient]
public sealed partial class NearestDecides;
