namespace ExplainGen.Kernels;

/// <summary>
/// The weights of one linear map in one <see cref="WeightVariant"/>, packed in native memory as the map's kernels read them
/// in the directions they were packed for. Made by <see cref="ILinearMap.Pack"/>; immutable, safe to share between threads.
/// </summary>
public sealed unsafe class Filter
{
    private readonly object _map;
    private readonly NativeBuffer? _forward;
    private readonly NativeBuffer? _adjoint;

    /// <summary>Takes ownership of packed weights.</summary>
    /// <param name="map">The map that packed them and may use them.</param>
    /// <param name="variant">What they are of the original weights.</param>
    /// <param name="forward">The packing read by the map itself, or null.</param>
    /// <param name="adjoint">The packing read by its adjoint, or null; the same buffer where one packing serves both.</param>
    /// <exception cref="ArgumentException">There is neither.</exception>
    internal Filter(object map, WeightVariant variant, NativeBuffer? forward, NativeBuffer? adjoint)
    {
        if (forward is null && adjoint is null)
            throw new ArgumentException("Weights are packed for a direction at least.");
        _map = map;
        _forward = forward;
        _adjoint = adjoint;
        Variant = variant;
    }

    /// <summary>What these weights are of the original ones.</summary>
    public WeightVariant Variant { get; }

    /// <summary>Native memory held, in bytes.</summary>
    public long Bytes =>
        sizeof(float) * ((_forward?.Length ?? 0) + (ReferenceEquals(_forward, _adjoint) ? 0L : _adjoint?.Length ?? 0));

    /// <summary>The packing of the map; valid while this object is referenced.</summary>
    /// <exception cref="InvalidOperationException">The weights were not packed for it.</exception>
    internal float* Forward => (_forward ?? throw NotPacked(FilterUse.Forward)).Data;

    /// <summary>The packing of the adjoint; valid while this object is referenced.</summary>
    /// <exception cref="InvalidOperationException">The weights were not packed for it.</exception>
    internal float* Adjoint => (_adjoint ?? throw NotPacked(FilterUse.Adjoint)).Data;

    /// <summary>The filter, which must be one that <paramref name="map"/> packed.</summary>
    /// <exception cref="ArgumentException">The filter is missing or another map's.</exception>
    internal static Filter Of(object map, Filter? filter)
    {
        if (filter is null || !ReferenceEquals(filter._map, map))
            throw new ArgumentException("The filter was not packed by this map.", nameof(filter));
        return filter;
    }

    private static InvalidOperationException NotPacked(FilterUse use) => new(
        $"The filter was not packed for {nameof(FilterUse)}.{use}; ask {nameof(ILinearMap)}.{nameof(ILinearMap.Pack)} for that direction too.");
}
