using Anomaly;

namespace ExplainGen.Conformance.Tests.Samples;

/// <summary>The studies of the sample, run once.</summary>
public sealed class AnomalyFixture
{
    internal OutlierStudy Outliers { get; } = OutlierStudy.Run();

    internal ClusterStudy Clusters { get; } = ClusterStudy.Run();
}
