namespace ExplainGen;

/// <summary>Nothing, since networks are used and not trained here (<c>torch.nn.Dropout</c> in evaluation mode); removed.</summary>
/// <param name="p">The share of values that training dropped, for the record.</param>
public sealed class DropoutAttribute(double p = 0.5) : LayerAttribute
{
    /// <summary>The share of values that training dropped.</summary>
    public double P { get; } = p;
}
