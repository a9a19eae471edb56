namespace ExplainGen.Onnx.Lowering.MachineLearning;

/// <summary>What a file has in the place of the scores of a model that is no network.</summary>
/// <param name="Columns">Numbers an input that the file's node gives.</param>
internal sealed record ScoreForm(int Columns)
{
    /// <summary>Classes of which each pair has a decision value of its own; 0 where scores are no decisions of pairs.</summary>
    public int PairedClasses { get; init; }

    /// <summary>Which of two classes it is that a single score speaks for.</summary>
    public int SingleClass { get; init; } = 1;

    /// <summary>Whether the file has squared distances to centroids in their place.</summary>
    public bool AreSquaredDistances { get; init; }

    /// <summary>Whether the file has distances to centroids in their place, squared or not.</summary>
    public bool AreDistances { get; init; }
}

/// <summary>The label that a model gives, which is decided by its scores.</summary>
/// <param name="Scores">Those scores.</param>
internal sealed record LabelValue(FlowValue Scores) : Value;

/// <summary>What nodes compute of the scores of a model alone. It may be another form of them, which only the whole of it shows.</summary>
/// <param name="Scores">The scores.</param>
/// <param name="Entry">What the file calls them.</param>
internal sealed record ScoreFunctionValue(FlowValue Scores, string Entry) : Value;
