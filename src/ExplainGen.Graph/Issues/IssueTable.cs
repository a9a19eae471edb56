using static ExplainGen.Graph.IssueSeverity;

namespace ExplainGen.Graph;

/// <summary>Every issue there is, by area: declaration 00xx, shape 01xx, rule 02xx, weights 03xx, planning 04xx, neuralized models
/// 05xx.</summary>
public static class IssueTable
{
    // Declaration
    public static readonly IssueDescriptor NotPartial = new("EXG0001", "Network class is not partial",
        "'{0}' carries [Network] but is not partial: write 'partial class {0}' so that the explainer can be added to it", Error);

    public static readonly IssueDescriptor LayersInSeveralParts = new("EXG0002", "Layers in several partial declarations",
        "'{0}' declares layers on more than one partial declaration, whose order is undefined: put all layer attributes on one of them", Error);

    public static readonly IssueDescriptor DuplicateName = new("EXG0003", "Duplicate layer name",
        "Two layers are called '{0}' (as written or as a C# identifier): give one of them another Name", Error);

    public static readonly IssueDescriptor UnknownInput = new("EXG0004", "Unknown input name",
        "Layer '{0}' reads '{1}', but no layer has that name{2}", Error);

    public static readonly IssueDescriptor Cycle = new("EXG0005", "Layers form a cycle",
        "Layers feed each other in a circle: {0}; a network must be acyclic", Error);

    public static readonly IssueDescriptor BadArgument = new("EXG0006", "Argument out of range",
        "'{0}' of {1} must be {2}, but is {3}", Error);

    public static readonly IssueDescriptor NoLayers = new("EXG0007", "Network has no layers",
        "'{0}' carries [Network] but no layer attributes: add at least one, for example [Linear(10)]", Error);

    public static readonly IssueDescriptor UnusedLayer = new("EXG0008", "Layer is never read",
        "Layer '{0}' is not the last layer and nothing reads it: remove it, or read it with Input = \"{0}\"", Warning);

    public static readonly IssueDescriptor UnsupportedClass = new("EXG0009", "Class cannot carry a network",
        "'{0}' cannot carry [Network]: it is {1}; use a plain class (nested only in partial types)", Error);

    public static readonly IssueDescriptor DuplicateExplainer = new("EXG0010", "Duplicate explainer name",
        "Two explainers are called '{0}': give one of them another Name", Error);

    public static readonly IssueDescriptor LanguageVersion = new("EXG0011", "C# language version is too old",
        "Generated explainers need C# {0} or later, but this project compiles as C# {1}: set <LangVersion>", Error);

    public static readonly IssueDescriptor InputCount = new("EXG0012", "Wrong number of inputs",
        "Layer '{0}' ({1}) takes {2}, but {3} given", Error);

    public static readonly IssueDescriptor InvalidName = new("EXG0013", "Name cannot be used",
        "'{0}' cannot be used as a name: {1}", Error);

    public static readonly IssueDescriptor UnknownShares = new("EXG0014", "Unknown layer to share weights with",
        "Layer '{0}' shares the weights of '{1}', but {2}", Error);

    public static readonly IssueDescriptor MissingNetwork = new("EXG0015", "Class lacks [Network]",
        "'{0}' carries [{1}] but not [Network], so that nothing is generated for it: add [Network(...)] with the shape of its input", Error);

    public static readonly IssueDescriptor NoPicture = new("EXG0016", "Input is no picture",
        "'{0}' carries [Picture], but its input of shape {1} is none: a picture is 1 x H x W (brightness) or 3 x H x W (color)", Error);

    // Shape
    public static readonly IssueDescriptor ShapeMismatch = new("EXG0101", "Shapes do not fit",
        "Layer '{0}' ({1}) cannot take {2}: {3}", Error);

    public static readonly IssueDescriptor ShapesDiffer = new("EXG0102", "Shapes of the inputs differ",
        "Layer '{0}' ({1}) needs inputs of {2}, but '{3}' is {4} and '{5}' is {6}", Error);

    public static readonly IssueDescriptor SoftmaxInside = new("EXG0103", "Softmax inside the network",
        "Softmax '{0}' stays, since '{1}' reads it: its relevance goes through it, of which a softmax does not hand on all; only a trailing one is cut, so that logits are explained", Info);

    public static readonly IssueDescriptor SoftmaxCut = new("EXG0104", "Trailing Softmax is cut",
        "Softmax '{0}' is cut: '{1}' gives the logits, which are what is explained; probabilities come from Probabilities", Info);

    public static readonly IssueDescriptor EmptyOutput = new("EXG0105", "Layer has an empty output",
        "Layer '{0}' ({1}) would have an empty output: it reads {2}, and {3}", Error);

    public static readonly IssueDescriptor NoDependence = new("EXG0106", "Output does not depend on the input",
        "The output of '{0}', the last layer, does not depend on the network's input, so that there is nothing to explain", Error);

    // Rule
    public static readonly IssueDescriptor NoRule = new("EXG0201", "Layer without a rule",
        "Layer '{0}' ({1}) has no rule under explainer '{2}': add one, for example {3}", Error);

    public static readonly IssueDescriptor BatchNormNotFolded = new("EXG0202", "BatchNorm cannot be folded",
        "BatchNorm '{0}' cannot be folded into a linear layer ({1}), and has no rule of its own under explainer '{2}': add [Epsilon(\"{0}\")] or [Pass(\"{0}\")], or move it next to the layer", Error);

    public static readonly IssueDescriptor RuleNotApplicable = new("EXG0203", "Rule cannot apply",
        "Rule {0} cannot apply to layer '{1}' ({2}) under explainer '{3}': {4}", Error);

    public static readonly IssueDescriptor MissingBounds = new("EXG0204", "ZBox without bounds",
        "Rule ZBox of layer '{0}' under explainer '{1}' needs the bounds of its input, which is unbounded: {2}", Error);

    public static readonly IssueDescriptor FlatAfterFirst = new("EXG0205", "Flat or WSquare after the first layer",
        "Rule {0} on layer '{1}' under explainer '{2}' spreads relevance onto inactive units, since the layer is not the first in the data flow", Warning);

    public static readonly IssueDescriptor SelectorMatchesNothing = new("EXG0206", "Selector matches nothing",
        "Selector '{0}' matches no layer{1}", Error);

    public static readonly IssueDescriptor UnknownExplainer = new("EXG0207", "Unknown explainer",
        "Rule {0} is for explainer '{1}', but no explainer has that name{2}", Error);

    public static readonly IssueDescriptor UnusedRule = new("EXG0208", "Rule is never used",
        "Rule {0} for '{1}' is never used: {2}", Warning);

    // Weights
    public static readonly IssueDescriptor SharedShapes = new("EXG0301", "Shared weights do not fit",
        "Layer '{0}' shares the weights of '{1}', but needs {2} where '{1}' has {3}", Error);

    // Planning
    public static readonly IssueDescriptor TooLarge = new("EXG0401", "Network is too large",
        "{0} needs {1} floats of {2}, but no more than {3} can be addressed", Error);

    // Neuralized models
    public static readonly IssueDescriptor SingleCluster = new("EXG0501", "Nothing competes",
        "{0} with {1} = 1 has nothing to tell apart: membership is against other clusters (or classes), so write at least 2", Error);

    public static readonly IssueDescriptor HeadNotLast = new("EXG0502", "Neuralized model is not the last layer",
        "'{0}' ({1}) gives the scores that are explained, but '{2}' reads it: let it be the last layer", Error);

    public static readonly IssueDescriptor FeaturesDisagree = new("EXG0503", "Features disagree",
        "'{0}' is declared with Features = {1}, but '{2}' gives {3}: leave Features out, or make them agree", Error);

    public static readonly IssueDescriptor NoFeatures = new("EXG0504", "Features are missing",
        "[{0}] stands alone and does not say what it reads: write Features = ..., or On = typeof(...) with the network whose output it reads", Error);

    public static readonly IssueDescriptor UnknownNeuralization = new("EXG0505", "Kernel has no known neuralization",
        "{0} with Kernel.{1} is not known to be a network: use Gaussian, Laplace or Student", Error);

    public static readonly IssueDescriptor NoEncoder = new("EXG0506", "Not a network to read",
        "[{0}] reads '{1}', which {2}: name a class with [Network] whose output are the features", Error);

    public static readonly IssueDescriptor NegativeActivations = new("EXG0507", "Activations may be negative",
        "'{0}' ({1}) lowers activations down to zero, so they must never be negative, but those of '{2}' may be: put [Relu] before it", Error);

    // Internal
    public static readonly IssueDescriptor Internal = new("EXG9999", "Internal error of the generator",
        "ExplainGen failed on '{0}': {1}; please report this with the declaration", Error);

    /// <summary>All of them, in order of id.</summary>
    public static IReadOnlyList<IssueDescriptor> All { get; } =
    [
        NotPartial, LayersInSeveralParts, DuplicateName, UnknownInput, Cycle, BadArgument, NoLayers, UnusedLayer, UnsupportedClass,
        DuplicateExplainer, LanguageVersion, InputCount, InvalidName, UnknownShares, MissingNetwork, NoPicture,
        ShapeMismatch, ShapesDiffer, SoftmaxInside, SoftmaxCut, EmptyOutput, NoDependence,
        NoRule, BatchNormNotFolded, RuleNotApplicable, MissingBounds, FlatAfterFirst, SelectorMatchesNothing, UnknownExplainer, UnusedRule,
        SharedShapes, TooLarge,
        SingleCluster, HeadNotLast, FeaturesDisagree, NoFeatures, UnknownNeuralization, NoEncoder, NegativeActivations, Internal,
    ];
}
