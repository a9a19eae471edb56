namespace ExplainGen;

/// <summary>The mean of each window over three spatial axes (<c>torch.nn.AvgPool3d</c>).</summary>
public sealed class AvgPool3dAttribute : PoolingAttribute
{
    /// <summary>A window of one size along all axes.</summary>
    /// <param name="kernel">Size of the window along every axis, at least 1.</param>
    public AvgPool3dAttribute(int kernel)
        : base([kernel])
    {
    }

    /// <summary>A window whose size is given per axis.</summary>
    /// <param name="kernel">Size of the window per axis: <c>D x H x W</c>.</param>
    public AvgPool3dAttribute(int[] kernel)
        : base(kernel)
    {
    }

    /// <summary>Whether padding counts in the mean's divisor; true by default.</summary>
    public bool CountIncludePad { get; set; } = true;
}
