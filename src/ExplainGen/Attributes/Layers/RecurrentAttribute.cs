namespace ExplainGen;

/// <summary>
/// What recurrent layers have in common. They take a sequence C x L, of L tokens with C features each, and give the states that they
/// are in after each token, H x L; states before the sequence are zero.
/// </summary>
/// <remarks>
/// One attribute is one layer; stacked layers are several. Weights are PyTorch's of a layer of its own: <c>weight_ih_l0</c> (gates times H
/// x C), <c>weight_hh_l0</c> (gates times H x H), <c>bias_ih_l0</c> and <c>bias_hh_l0</c> (gates times H); those of the way from the end
/// to the beginning end in <c>_reverse</c>.
/// </remarks>
public abstract class RecurrentAttribute : LayerAttribute
{
    private protected RecurrentAttribute(int hidden) => Hidden = hidden;

    /// <summary>Units of a state, H.</summary>
    public int Hidden { get; }

    /// <summary>
    /// Whether the sequence is read both ways: the output then has 2 H channels, those of the way from the beginning to the end first.
    /// False by default.
    /// </summary>
    public bool Bidirectional { get; set; }

    /// <summary>Whether the sequence is read from the end to the beginning only; false by default, and not for both ways.</summary>
    public bool Reverse { get; set; }

    /// <summary>Whether it has biases; true by default.</summary>
    public bool Bias { get; set; } = true;

    /// <summary>
    /// Whether all states are the output, H x L; true by default. Otherwise it is the vector of the last state: that after the last token,
    /// and on the way from the end to the beginning that after the first.
    /// </summary>
    public bool Sequence { get; set; } = true;
}
