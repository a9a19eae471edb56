namespace ExplainGen.Graph;

/// <summary>
/// A model that is no network (a one-class SVM, k-means, ...), rewritten as one: units that detect, and pooling over them (Kauffmann et al.,
/// "From clustering to cluster explanations via neural networks", TNNLS 2024). One node of the graph, always the last: its kernels compute
/// the layers within. How many units there are, only the trained model knows.
/// </summary>
/// <param name="Features">How many features it was declared for; null takes what comes.</param>
public abstract record NeonOperator(int? Features) : Operator
{
    public sealed override OperatorClass Class => OperatorClass.Neuralized;

    /// <summary>Scores it gives.</summary>
    public abstract int Outputs { get; }

    /// <summary>The layers of its network, from the features on.</summary>
    public abstract IReadOnlyList<NeonLayer> Layers { get; }

    /// <summary>The class of the kernels.</summary>
    public virtual string KernelType(Shape input) => Kind + "Head";

    /// <summary>What the kernels must know besides the features: parameters of their constructor, with values as C# writes them.</summary>
    public virtual IReadOnlyList<(string Name, string Value)> KernelArguments(Shape input) => [];

    /// <summary>Whether the score has a gradient that says something.</summary>
    public virtual bool HasGradient => false;

    /// <summary>Whether kernels compute several inputs side by side.</summary>
    public virtual bool AllowsColumns => false;

    /// <summary>Which patches of a map are scored, each by itself, the scores being added up; null where it reads vectors alone.</summary>
    public virtual PatchWindow? Window => null;

    /// <summary>Whether its features are activations that must never be negative.</summary>
    public virtual bool ReadsActivations => false;

    /// <summary>The record of the runtime that holds the fitted parameters; null where there is none.</summary>
    public virtual string ParametersType => Kind + "Parameters";

    /// <summary>What the generated class is besides a model that predicts and explains.</summary>
    public virtual NeonRole Role => NeonRole.Scorer;

    public sealed override Shape? InferShape(IReadOnlyList<Shape> inputs, ShapeCheck check)
    {
        Shape input = inputs[0];
        if (!input.IsVector && Window is null)
            return check.Fail(0, input, "it needs a vector of features; put [Flatten] before it");
        if (Window is { Size: > 1 } && input.SpatialRank == 0)
            return check.Fail(0, input, "a vector has no positions to make patches of; leave Patch out");
        if (Window is { } window && !window.Fits(input))
            return check.Fail(0, input, $"there is no room for a patch of {window.Size} positions along each axis");
        int found = FeaturesOf(input);
        return Features is { } features && features != found ? check.FeaturesDisagree(features, found) : new Shape(Outputs);
    }

    /// <summary>The features of what is scored: of the whole vector, or of a patch.</summary>
    public int FeaturesOf(Shape input) => Window?.FeaturesOf(input) ?? input.Channels;

    public override Interval InferBounds(IReadOnlyList<Interval> inputs) => Interval.Unbounded;

    /// <summary>The features that were declared, if any were.</summary>
    private protected static int? ReadFeatures(ArgumentReader reader) => reader.Has("Features") ? reader.Positive("Features") : null;

    /// <summary>Classes (components) that are told apart, at least 2. A fallback of 0 makes them an argument that must be written.</summary>
    private protected static int ReadClasses(ArgumentReader reader, string name = "Classes", int fallback = 0)
    {
        int classes = reader.Positive(name, fallback);
        if (!reader.Failed && classes == 1)
            reader.ReportSingleCluster(name);
        return Math.Max(classes, 2);
    }
}

/// <summary>What a neuralized model is for.</summary>
public enum NeonRole
{
    /// <summary>It scores.</summary>
    Scorer,

    /// <summary>Its score says how far out an input lies, maybe against a threshold.</summary>
    OutlierDetector,

    /// <summary>It has a score for each cluster, which is positive for the one that an input belongs to.</summary>
    ClusterModel,

    /// <summary>It has a score for each class, or one whose sign tells two classes apart.</summary>
    Classifier,
}
