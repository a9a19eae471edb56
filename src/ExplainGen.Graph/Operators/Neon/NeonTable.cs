namespace ExplainGen.Graph;

/// <summary>Every neuralized model that a declaration can name, alone or as the last layer of a network.</summary>
public static class NeonTable
{
    /// <summary>What makes each of them of its arguments, by kind.</summary>
    internal static IReadOnlyDictionary<string, Func<ArgumentReader, Operator>> Factories { get; } =
        new SortedDictionary<string, Func<ArgumentReader, Operator>>(StringComparer.Ordinal)
        {
            ["DeepSvdd"] = DeepSvddOperator.Create,
            ["DensityRatio"] = DensityRatioOperator.Create,
            ["KMeans"] = KMeansOperator.Create,
            ["Kde"] = KdeOperator.Create,
            ["KernelKMeans"] = KernelKMeansOperator.Create,
            ["OneClassSvm"] = OneClassSvmOperator.Create,
            ["RbfSvm"] = RbfSvmOperator.Create,
            ["Svdd"] = SvddOperator.Create,
        };

    /// <summary>All kinds, in ordinal order.</summary>
    public static IEnumerable<string> Kinds => Factories.Keys;

    /// <summary>Whether a kind is one of them.</summary>
    public static bool Contains(string kind) => Factories.ContainsKey(kind);
}
