namespace ExplainGen;

/// <summary>The mean of each window over one spatial axis (<c>torch.nn.AvgPool1d</c>).</summary>
public sealed class AvgPool1dAttribute : PoolingAttribute
{
    /// <summary>A window of the given length.</summary>
    /// <param name="kernel">Length of the window, at least 1.</param>
    public AvgPool1dAttribute(int kernel)
        : base([kernel])
    {
    }

    /// <summary>A window whose size is given per axis.</summary>
    /// <param name="kernel">Size of the window per axis: <c>L</c>.</param>
    public AvgPool1dAttribute(int[] kernel)
        : base(kernel)
    {
    }

    /// <summary>Whether padding counts in the mean's divisor; true by default.</summary>
    public bool CountIncludePad { get; set; } = true;
}
