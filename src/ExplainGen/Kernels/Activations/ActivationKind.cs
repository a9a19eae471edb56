namespace ExplainGen.Kernels;

/// <summary>The element-wise nonlinearities, with PyTorch's semantics in evaluation mode.</summary>
public enum ActivationKind
{
    /// <summary>x</summary>
    Identity,

    /// <summary>max(x, 0)</summary>
    Relu,

    /// <summary>min(max(x, 0), 6)</summary>
    Relu6,

    /// <summary>x for x ≥ 0, else Alpha·x.</summary>
    LeakyRelu,

    /// <summary>Leaky ReLU with learned slopes: Alpha when one slope serves all channels, else a vector of them.</summary>
    PRelu,

    /// <summary>Leaky ReLU with the slope (lower + upper) / 2, given as Alpha.</summary>
    RRelu,

    /// <summary>x for x &gt; 0, else Alpha·(eˣ - 1).</summary>
    Elu,

    /// <summary>Self-normalizing ELU with its fixed constants.</summary>
    Selu,

    /// <summary>max(x, 0) + min(0, Alpha·(e^(x/Alpha) - 1))</summary>
    Celu,

    /// <summary>x·Φ(x), by the error function.</summary>
    Gelu,

    /// <summary>The tanh approximation of <see cref="Gelu"/>.</summary>
    GeluTanh,

    /// <summary>1 / (1 + e⁻ˣ)</summary>
    Sigmoid,

    /// <summary>log(1 / (1 + e⁻ˣ))</summary>
    LogSigmoid,

    /// <summary>x / (1 + e⁻ˣ)</summary>
    Silu,

    /// <summary>log(1 + e^(Alpha·x)) / Alpha, and x where Alpha·x &gt; Beta.</summary>
    Softplus,

    /// <summary>x / (1 + |x|)</summary>
    Softsign,

    /// <summary>x - Alpha above Alpha, x + Alpha below -Alpha, else 0.</summary>
    Softshrink,

    /// <summary>x where |x| &gt; Alpha, else 0.</summary>
    Hardshrink,

    /// <summary>tanh x</summary>
    Tanh,

    /// <summary>x - tanh x</summary>
    Tanhshrink,

    /// <summary>x limited to [Alpha, Beta].</summary>
    Hardtanh,

    /// <summary>min(max(x + 3, 0), 6) / 6</summary>
    Hardsigmoid,

    /// <summary>x·min(max(x + 3, 0), 6) / 6</summary>
    Hardswish,

    /// <summary>x where x &gt; Alpha, else Beta.</summary>
    Threshold,
}
