namespace ExplainGen;

/// <summary>What pooling over windows has in common. Lists have one entry per spatial axis.</summary>
public abstract class PoolingAttribute : LayerAttribute
{
    private protected PoolingAttribute(int[] kernel) => Kernel = kernel;

    /// <summary>Size of the window: one entry for all axes, or one per axis.</summary>
    public int[] Kernel { get; }

    /// <summary>Step of the window along every axis; 0, the default, is the window's own size.</summary>
    public int Stride { get; set; }

    /// <summary>Step of the window per axis, in place of <see cref="Stride"/>.</summary>
    public int[]? Strides { get; set; }

    /// <summary>Elements added at both ends of every axis, at most half the window; 0 by default.</summary>
    public int Padding { get; set; }

    /// <summary>
    /// Elements added in place of <see cref="Padding"/>: one entry per axis for both ends, or all beginnings and then all ends.
    /// </summary>
    public int[]? Paddings { get; set; }

    /// <summary>Whether a last window that reaches over the end counts (sizes rounded up); false by default.</summary>
    public bool CeilMode { get; set; }
}
