namespace ExplainGen.Kernels;

/// <summary>Which extreme <see cref="SoftPool"/> softens, as a type argument.</summary>
internal interface IExtreme
{
    /// <summary>Whether it is the greatest value rather than the least.</summary>
    static abstract bool IsGreatest { get; }

    /// <summary>The value that takes no part.</summary>
    static abstract float Neutral { get; }
}

/// <summary>The least value.</summary>
internal readonly struct Least : IExtreme
{
    public static bool IsGreatest => false;

    public static float Neutral => float.PositiveInfinity;
}

/// <summary>The greatest value.</summary>
internal readonly struct Greatest : IExtreme
{
    public static bool IsGreatest => true;

    public static float Neutral => float.NegativeInfinity;
}
