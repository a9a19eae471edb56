namespace ExplainGen;

/// <summary>The mean of each window over two spatial axes (<c>torch.nn.AvgPool2d</c>).</summary>
public sealed class AvgPool2dAttribute : PoolingAttribute
{
    /// <summary>A window of one size along all axes.</summary>
    /// <param name="kernel">Size of the window along every axis, at least 1.</param>
    public AvgPool2dAttribute(int kernel)
        : base([kernel])
    {
    }

    /// <summary>A window whose size is given per axis.</summary>
    /// <param name="kernel">Size of the window per axis: <c>H x W</c>.</param>
    public AvgPool2dAttribute(int[] kernel)
        : base(kernel)
    {
    }

    /// <summary>Whether padding counts in the mean's divisor; true by default.</summary>
    public bool CountIncludePad { get; set; } = true;
}
