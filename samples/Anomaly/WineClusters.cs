using ExplainGen;

namespace Anomaly;

/// <summary>Three groups of wines by their chemicals: k-means, rewritten as a network.</summary>
[KMeans(Features = 13, Clusters = 3)]
public sealed partial class WineClusters;
