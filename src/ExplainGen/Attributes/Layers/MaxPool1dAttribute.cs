namespace ExplainGen;

/// <summary>The largest value of each window over one spatial axis (<c>torch.nn.MaxPool1d</c>). Padding never wins.</summary>
public sealed class MaxPool1dAttribute : PoolingAttribute
{
    /// <summary>A window of the given length.</summary>
    /// <param name="kernel">Length of the window, at least 1.</param>
    public MaxPool1dAttribute(int kernel)
        : base([kernel])
    {
    }

    /// <summary>A window whose size is given per axis.</summary>
    /// <param name="kernel">Size of the window per axis: <c>L</c>.</param>
    public MaxPool1dAttribute(int[] kernel)
        : base(kernel)
    {
    }
}
