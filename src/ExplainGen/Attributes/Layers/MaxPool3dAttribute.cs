namespace ExplainGen;

/// <summary>The largest value of each window over three spatial axes (<c>torch.nn.MaxPool3d</c>). Padding never wins.</summary>
public sealed class MaxPool3dAttribute : PoolingAttribute
{
    /// <summary>A window of one size along all axes.</summary>
    /// <param name="kernel">Size of the window along every axis, at least 1.</param>
    public MaxPool3dAttribute(int kernel)
        : base([kernel])
    {
    }

    /// <summary>A window whose size is given per axis.</summary>
    /// <param name="kernel">Size of the window per axis: <c>D x H x W</c>.</param>
    public MaxPool3dAttribute(int[] kernel)
        : base(kernel)
    {
    }
}
