namespace ExplainGen;

/// <summary>
/// Makes a partial class a network with its explainers. The layer attributes of the class, in source order, say what it
/// computes; everything else is generated at compile time.
/// </summary>
/// <remarks>
/// The class must be <c>partial</c>, neither generic nor static nor abstract, and any type around it partial as well. All
/// layers stand on one declaration of the class; rules and explainers may stand on another.
/// </remarks>
/// <param name="shape">
/// The shape of one input without the batch axis: <c>F</c> features, <c>C x L</c>, <c>C x H x W</c> or <c>C x D x H x W</c>.
/// </param>
/// <example>
/// <code>
/// [Network(1, 28, 28)]
/// [Conv2d(16, 3, Padding = 1), Relu, MaxPool2d(2)]
/// [Flatten, Linear(10, Name = "logits")]
/// [Lrp(Composite.EpsilonPlusFlat)]
/// public sealed partial class DigitNet;
/// </code>
/// </example>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = false, Inherited = false)]
public sealed class NetworkAttribute(params int[] shape) : Attribute
{
    /// <summary>The shape of one input without the batch axis.</summary>
    public int[] Shape { get; } = shape;

    /// <summary>
    /// Whether adjacent steps are fused into one; true by default. The results agree up to rounding; without fusion every
    /// layer's result can be looked at on its own.
    /// </summary>
    public bool Fusion { get; set; } = true;

    /// <summary>
    /// What convolutions may give up for speed; <see cref="Accuracy.Fast"/> by default, which computes 3x3 convolutions of many channels by
    /// Winograd's F(4x4, 3x3) where that pays: rounding errors are then about 2.6 times those of the plain sum.
    /// <see cref="Accuracy.Balanced"/> takes F(2x2, 3x3), which is as accurate as the plain sum and saves up to 2.25 times the products
    /// instead of four times; <see cref="Accuracy.Direct"/> sums every product.
    /// </summary>
    public Accuracy Accuracy { get; set; }
}
