namespace ExplainGen;

/// <summary>
/// A named assignment of rules to kinds of layers. "First layer" is the first in data flow. Unless said otherwise
/// activations pass relevance unchanged, sums and average pooling share it by contribution (<see cref="NormAttribute"/>), and
/// max-pooling gives it to the winner. Normalizations by statistics of their input and recurrent layers take
/// <see cref="EpsilonAttribute"/>; products give everything to the signal where exactly one factor is provably within 0 and 1
/// (<see cref="SignalTakesAllAttribute"/>), and else half to each factor (<see cref="UniformAttribute"/>); softmax and attention follow
/// <see cref="AttnLrpAttribute"/>.
/// </summary>
/// <remarks>
/// The Epsilon composites follow Kohlbrenner et al., "Towards best practice in explaining neural network decisions with LRP",
/// IJCNN 2020; their names and defaults are those of Zennit.
/// </remarks>
public enum Composite
{
    /// <summary>Convolutions take <see cref="ZPlusAttribute"/>, dense layers <see cref="EpsilonAttribute"/>.</summary>
    EpsilonPlus,

    /// <summary><see cref="EpsilonPlus"/> with <see cref="FlatAttribute"/> on the first layer.</summary>
    EpsilonPlusFlat,

    /// <summary>
    /// Convolutions take <see cref="AlphaBetaAttribute"/> with (2, 1), dense layers <see cref="EpsilonAttribute"/>.
    /// </summary>
    EpsilonAlpha2Beta1,

    /// <summary><see cref="EpsilonAlpha2Beta1"/> with <see cref="FlatAttribute"/> on the first layer.</summary>
    EpsilonAlpha2Beta1Flat,

    /// <summary>
    /// The first layer takes <see cref="ZBoxAttribute"/> (<see cref="LrpAttribute.Low"/> and <see cref="LrpAttribute.High"/>, or a
    /// <see cref="PictureAttribute"/>, are needed), other convolutions <see cref="GammaAttribute"/>, dense layers
    /// <see cref="EpsilonAttribute"/>.
    /// </summary>
    EpsilonGammaBox,

    /// <summary>
    /// <see cref="ZPlusAttribute"/> everywhere, activations keep their gradient. Zhang et al., "Top-down neural attention
    /// by excitation backprop", IJCV 2018.
    /// </summary>
    ExcitationBackprop,

    /// <summary>
    /// Deep Taylor decomposition: <see cref="ZPlusAttribute"/> everywhere, the first layer by its domain
    /// (<see cref="ZBoxAttribute"/> where bounds or a <see cref="PictureAttribute"/> are given, else <see cref="WSquareAttribute"/>).
    /// Montavon et al., "Explaining nonlinear classification decisions with deep Taylor decomposition", Pattern Recognition 65, 2017.
    /// </summary>
    DeepTaylor,

    /// <summary>
    /// One rule per depth: <see cref="ZBoxAttribute"/> first (<see cref="WSquareAttribute"/> where neither bounds nor a
    /// <see cref="PictureAttribute"/> are given), <see cref="GammaAttribute"/> on the lower convolutions,
    /// <see cref="EpsilonAttribute"/> with 0.25 times the root mean square on the upper ones, LRP-0 on dense layers. Montavon et al.,
    /// "Layer-wise relevance propagation: an overview", LNCS 11700, 2019, section 10.3, for VGG-16.
    /// </summary>
    VggReference,

    /// <summary>LRP-0 everywhere: in a network of rectifiers and max-pooling the same as gradient x input.</summary>
    LrpZero,

    /// <summary><see cref="EpsilonAttribute"/> everywhere.</summary>
    Epsilon,

    /// <summary>
    /// Nothing but routing (flatten, concatenate, pad), tokens and parameters has a rule: every other layer takes its own from a rule
    /// attribute, and one that has none does not build.
    /// </summary>
    Custom,

    /// <summary>The plain gradient everywhere (<see cref="PlainGradientAttribute"/>); not a relevance that is conserved.</summary>
    Gradient,

    /// <summary>The gradient with <see cref="GuidedBackpropAttribute"/> on rectifiers.</summary>
    GuidedBackprop,

    /// <summary>The gradient with <see cref="DeconvolutionAttribute"/> on rectifiers.</summary>
    DeconvNet,

    /// <summary>The gradient with <see cref="BetaSmoothAttribute"/> on rectifiers.</summary>
    BetaSmooth,
}
