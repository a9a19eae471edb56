namespace ExplainGen;

/// <summary>Padding of a convolution that follows from its other sizes, in ONNX's terms.</summary>
public enum AutoPad
{
    /// <summary>The padding is what <c>Padding</c> or <c>Paddings</c> says.</summary>
    None,

    /// <summary>Output size is input size divided by stride, rounded up; an odd padding gets its extra element at the end.</summary>
    SameUpper,

    /// <summary>As <see cref="SameUpper"/>, with the extra element at the beginning.</summary>
    SameLower,

    /// <summary>No padding.</summary>
    Valid,
}
