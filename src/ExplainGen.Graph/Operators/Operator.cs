namespace ExplainGen.Graph;

/// <summary>What an operator is to a composite: the classes that rules are given to.</summary>
public enum OperatorClass
{
    Input,
    Dense,
    Convolution,
    BatchNormalization,

    /// <summary>By statistics of the input itself.</summary>
    Normalization,
    Activation,
    AveragePooling,
    MaxPooling,
    Upsampling,
    Sum,

    /// <summary>Of two values, element by element.</summary>
    Product,
    MatrixProduct,
    Attention,

    /// <summary>Moves values without changing them (concatenation, flattening, padding): relevance moves back the same way.</summary>
    Routing,

    /// <summary>Learned numbers that depend on no input.</summary>
    Parameter,

    /// <summary>Reads tokens, of which numbers stand for kinds.</summary>
    Token,
    Identity,
    Softmax,

    /// <summary>Reads a sequence token by token; it has weights, but is no linear map.</summary>
    Recurrent,

    /// <summary>A model that is no network, rewritten as one; its outputs are those of the whole.</summary>
    Neuralized,
}

/// <summary>A parameter tensor that an operator reads from the weights file: <c>{layer}.{suffix}</c>.</summary>
public sealed record WeightTensor(string Suffix, Shape Shape)
{
    /// <summary>The length of an axis that only the file knows: the number of support vectors.</summary>
    public const int Loaded = -1;

    /// <summary>Elements that are known before a file is read; of an axis that is not known, one.</summary>
    public long KnownCount => Extent.Product(Shape.Axes.Select(axis => Math.Max(axis, 1)));
}

/// <summary>
/// One operator: all that is known of it at compile time. Immutable, equal by value; one file each, registered in
/// <see cref="OperatorTable"/>.
/// </summary>
public abstract record Operator
{
    /// <summary>The name in declarations, such as <c>Conv2d</c>.</summary>
    public abstract string Kind { get; }

    public abstract OperatorClass Class { get; }

    /// <summary>Fewest and most inputs.</summary>
    public virtual (int Min, int Max) InputCount => (1, 1);

    /// <summary>The output's shape; reports to <paramref name="check"/> and returns null when the inputs do not fit.</summary>
    public abstract Shape? InferShape(IReadOnlyList<Shape> inputs, ShapeCheck check);

    /// <summary>What is provable about the output's values, given the inputs'.</summary>
    public abstract Interval InferBounds(IReadOnlyList<Interval> inputs);

    /// <summary>The tensors it reads from the weights file, in the order in which they are packed.</summary>
    public virtual IReadOnlyList<WeightTensor> Weights(Shape input) => [];

    /// <summary>Multiply-adds of one forward pass; 0 where they do not count.</summary>
    public virtual long MultiplyAdds(Shape input, Shape output) => 0;

    /// <summary>The same where it takes the shapes of all inputs to say.</summary>
    public virtual long MultiplyAdds(IReadOnlyList<Shape> inputs, Shape output) => MultiplyAdds(inputs[0], output);

    /// <summary>Whether parameters of this operator turn it into a linear map with weights, the object of the LRP rules.</summary>
    public bool IsLinear => Class is OperatorClass.Dense or OperatorClass.Convolution;

    /// <summary>The arguments as the comments of generated code print them, such as <c>k3 s1 p1</c>; may be empty.</summary>
    public virtual string Describe() => "";
}

/// <summary>Where shape inference reports to: knows the layer and where each input comes from.</summary>
public sealed class ShapeCheck(LayerDeclaration layer, string layerName, IReadOnlyList<string> inputNames, List<Issue> issues)
{
    /// <summary>Reports that an input cannot be taken and why.</summary>
    public Shape? Fail(int input, Shape shape, string reason)
    {
        issues.Add(new Issue(IssueTable.ShapeMismatch, layer.Origin, null, layerName, layer.Kind,
            $"{shape} (the output of '{inputNames[input]}')", reason));
        return null;
    }

    /// <summary>Reports that a neuralized model is declared for another number of features than what comes before it gives.</summary>
    public Shape? FeaturesDisagree(int declared, int found)
    {
        issues.Add(new Issue(IssueTable.FeaturesDisagree, layer.Origin, "Features", layerName, declared, inputNames[0], found));
        return null;
    }

    /// <summary>Reports that two inputs should agree and do not.</summary>
    public Shape? Differ(string what, int a, Shape shapeA, int b, Shape shapeB)
    {
        issues.Add(new Issue(IssueTable.ShapesDiffer, layer.Origin, null, layerName, layer.Kind, what,
            inputNames[a], shapeA, inputNames[b], shapeB));
        return null;
    }

    /// <summary>Reports that nothing would be left of the (only) input.</summary>
    public Shape? Empty(Shape input, string reason)
    {
        issues.Add(new Issue(IssueTable.EmptyOutput, layer.Origin, null, layerName, layer.Kind,
            $"{input} (the output of '{inputNames[0]}')", reason));
        return null;
    }

    /// <summary>Reports an argument that is wrong for this input.</summary>
    public Shape? BadArgument(string argument, string expected, string found)
    {
        issues.Add(new Issue(IssueTable.BadArgument, layer.Origin, argument, argument, layer.Kind, expected, found));
        return null;
    }
}
