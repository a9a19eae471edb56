using System.ComponentModel;
using System.Runtime.InteropServices;

namespace ExplainGen.Kernels;

/// <summary>
/// A neuralized model with its parameters: units that detect, and pooling over them. Generated code calls the layers one by one, forward and
/// backward; what the forward pass finds stands in the workspace for the way back.
/// </summary>
/// <remarks>
/// A family says what one input comes to. Here it is called for every column of a batch, and for every position of a map, whose scores are
/// added up.
/// </remarks>
[EditorBrowsable(EditorBrowsableState.Advanced)]
public abstract unsafe class NeuralizedHead
{
    private readonly PatchReader _patches;

    /// <summary>A head.</summary>
    /// <param name="layer">The layer's name, for messages.</param>
    /// <param name="features">Features of an input.</param>
    /// <param name="outputs">Scores.</param>
    /// <param name="patch">Positions along each axis of a map that are an input.</param>
    /// <param name="stride">Positions from a patch to the next.</param>
    protected NeuralizedHead(string layer, int features, int outputs, int patch = 1, int stride = 1)
    {
        Layer = layer;
        Features = features;
        Outputs = outputs;
        _patches = new PatchReader(patch, stride);
    }

    /// <summary>The layer's name.</summary>
    public string Layer { get; }

    /// <summary>Features of an input.</summary>
    public int Features { get; }

    /// <summary>Scores of an input.</summary>
    public int Outputs { get; }

    /// <summary>How many units there are that relevance is reported for: support vectors, competitors, trees.</summary>
    public abstract int UnitCount { get; }

    /// <summary>Floats that one input leaves for the way back, and works in there.</summary>
    protected abstract int StateLength { get; }

    /// <summary>The relevance of the units, after <see cref="RedistributePool(in Tensor, in Tensor, Workspace, QuotientLoss)"/>.</summary>
    /// <param name="workspace">Of the call.</param>
    /// <returns>Added up over the positions of a map.</returns>
    public float[] UnitRelevance(Workspace workspace)
    {
        ArgumentNullException.ThrowIfNull(workspace);
        var relevance = new float[UnitCount];
        for (int i = 0; i < workspace.UnitInputs; i++)
        {
            ReadOnlySpan<float> units = RelevanceOfUnits(Part(workspace, i).State);
            for (int j = 0; j < relevance.Length; j++)
                relevance[j] += units[j];
        }

        return relevance;
    }

    /// <summary>The detecting layers of every input.</summary>
    /// <param name="x">The features: a vector, one a column, or a map.</param>
    /// <param name="workspace">Of the call; it gets room for the units.</param>
    public virtual void Detect(in Tensor x, Workspace workspace)
    {
        ArgumentNullException.ThrowIfNull(workspace);
        int inputs = _patches.Count(x.Layout);
        workspace.ReserveUnits(inputs, PartLength);
        for (int i = 0; i < inputs; i++)
        {
            Parts part = Part(workspace, i);
            _patches.Gather(x, i, part.Features);
            Detect(part.Features[..Features], part.State);
        }
    }

    /// <summary>The pooling layers of every input.</summary>
    /// <param name="workspace">Of the call.</param>
    /// <param name="y">The scores: a vector, or one a column.</param>
    public virtual void Pool(Workspace workspace, in Tensor y)
    {
        ArgumentNullException.ThrowIfNull(workspace);
        Clear(y);
        int columns = y.Layout.Width;
        for (int i = 0; i < workspace.UnitInputs; i++)
        {
            Parts part = Part(workspace, i);
            Pool(part.State, part.Scores);
            for (int c = 0; c < Outputs; c++)
                y[c, 0, 0, columns == 1 ? 0 : i] += part.Scores[c];
        }
    }

    /// <summary>Relevance from the scores to the units.</summary>
    /// <param name="r">The relevance of the scores.</param>
    /// <param name="y">The scores.</param>
    /// <param name="workspace">Of the call.</param>
    /// <param name="loss">Takes what is not handed on.</param>
    public virtual void RedistributePool(in Tensor r, in Tensor y, Workspace workspace, QuotientLoss? loss)
    {
        ArgumentNullException.ThrowIfNull(workspace);
        int columns = y.Layout.Width, positions = workspace.UnitInputs / columns;
        for (int i = 0; i < workspace.UnitInputs; i++)
        {
            Parts part = Part(workspace, i);
            int column = columns == 1 ? 0 : i;
            for (int c = 0; c < Outputs; c++)
            {
                // Positions share by their scores, as the terms of any sum do.
                float relevance = r[c, 0, 0, column], score = y[c, 0, 0, column];
                bool shares = positions == 1 || score != 0;
                part.Relevance[c] = positions == 1 ? relevance : shares ? relevance * (part.Scores[c] / score) : 0;
                if (!shares && i == 0 && loss is not null)
                    loss.Dropped += relevance;
            }

            RedistributePool(part.Relevance[..Outputs], part.Scores[..Outputs], part.State, loss);
        }
    }

    /// <summary>Relevance from the units to the features.</summary>
    /// <param name="x">The features.</param>
    /// <param name="workspace">Of the call.</param>
    /// <param name="accumulate">Whether relevance is added to what stands there.</param>
    /// <param name="r">The relevance of the features.</param>
    /// <param name="loss">Takes what is not handed on.</param>
    public virtual void RedistributeDetection(in Tensor x, Workspace workspace, bool accumulate, in Tensor r, QuotientLoss? loss)
    {
        ArgumentNullException.ThrowIfNull(workspace);
        if (!accumulate)
            Clear(r);
        for (int i = 0; i < workspace.UnitInputs; i++)
        {
            Parts part = Part(workspace, i);
            part.Result.Clear();
            RedistributeDetection(part.Features[..Features], part.State, part.Result[..Features], loss);
            _patches.Scatter(part.Result, r, i);
        }
    }

    /// <summary>The gradient of a weighted sum of scores with respect to the features.</summary>
    /// <param name="s">The weights of the scores.</param>
    /// <param name="y">The scores.</param>
    /// <param name="workspace">Of the call.</param>
    /// <param name="accumulate">Whether it is added to what stands there.</param>
    /// <param name="r">The gradient.</param>
    public virtual void Gradient(in Tensor s, in Tensor y, Workspace workspace, bool accumulate, in Tensor r)
    {
        ArgumentNullException.ThrowIfNull(workspace);
        if (!accumulate)
            Clear(r);
        int columns = y.Layout.Width;
        for (int i = 0; i < workspace.UnitInputs; i++)
        {
            Parts part = Part(workspace, i);
            for (int c = 0; c < Outputs; c++)
                part.Relevance[c] = s[c, 0, 0, columns == 1 ? 0 : i];
            part.Result.Clear();
            Gradient(part.Features[..Features], part.Relevance[..Outputs], part.Scores[..Outputs], part.State, part.Result[..Features]);
            _patches.Scatter(part.Result, r, i);
        }
    }

    /// <summary>What the original says of all inputs of a tensor: one behind the other, or the sum over the patches of a map.</summary>
    /// <param name="x">The features.</param>
    /// <param name="scores">One an output.</param>
    internal void Decide(in Tensor x, Span<double> scores)
    {
        scores.Clear();
        var features = new float[Padded(Features)];
        var part = new double[Outputs];
        for (int i = 0; i < _patches.Count(x.Layout); i++)
        {
            _patches.Gather(x, i, features);
            Decide(Array.ConvertAll(features[..Features], v => (double)v), part);
            for (int c = 0; c < part.Length; c++)
                scores[c] += part[c];
        }
    }

    /// <summary>What the model that was neuralized says, in its own terms and in double precision.</summary>
    /// <param name="x">The features of one input.</param>
    /// <param name="scores">The scores that its decision function gives, one an output.</param>
    public abstract void Decide(ReadOnlySpan<double> x, Span<double> scores);

    /// <summary>The detecting layers of one input.</summary>
    /// <param name="x">Its features.</param>
    /// <param name="state">What is left for the way back.</param>
    protected abstract void Detect(ReadOnlySpan<float> x, Span<float> state);

    /// <summary>The pooling layers of one input.</summary>
    /// <param name="state">After <see cref="Detect(ReadOnlySpan{float}, Span{float})"/>.</param>
    /// <param name="scores">One an output.</param>
    protected abstract void Pool(Span<float> state, Span<float> scores);

    /// <summary>Relevance of one input from the scores to the units, kept in the state.</summary>
    /// <param name="relevance">The relevance of the scores.</param>
    /// <param name="scores">The scores.</param>
    /// <param name="state">After <see cref="Pool(Span{float}, Span{float})"/>; what the forward pass left must stay.</param>
    /// <param name="loss">Takes what is not handed on.</param>
    protected abstract void RedistributePool(
        ReadOnlySpan<float> relevance, ReadOnlySpan<float> scores, Span<float> state, QuotientLoss? loss);

    /// <summary>Relevance of one input from the units to the features.</summary>
    /// <param name="x">The features.</param>
    /// <param name="state">After the pooling has handed relevance on.</param>
    /// <param name="relevance">The relevance of the features, zeros at first.</param>
    /// <param name="loss">Takes what is not handed on.</param>
    protected abstract void RedistributeDetection(
        ReadOnlySpan<float> x, Span<float> state, Span<float> relevance, QuotientLoss? loss);

    /// <summary>The gradient of a weighted sum of the scores of one input.</summary>
    /// <param name="x">The features.</param>
    /// <param name="weights">One a score.</param>
    /// <param name="scores">The scores.</param>
    /// <param name="state">After <see cref="Pool(Span{float}, Span{float})"/>; what the forward pass left must stay.</param>
    /// <param name="gradient">Zeros at first.</param>
    /// <exception cref="NotSupportedException">The score has no gradient that says something; no declaration asks for it.</exception>
    protected virtual void Gradient(
        ReadOnlySpan<float> x, ReadOnlySpan<float> weights, ReadOnlySpan<float> scores, Span<float> state, Span<float> gradient) =>
        throw new NotSupportedException($"{Layer} has no gradient.");

    /// <summary>Where the state has the relevance of the units.</summary>
    /// <param name="state">Of one input.</param>
    protected abstract ReadOnlySpan<float> RelevanceOfUnits(ReadOnlySpan<float> state);

    private static int Padded(int length) => (length + TensorLayout.Lanes - 1) / TensorLayout.Lanes * TensorLayout.Lanes;

    private nint PartLength => (2 * (nint)Padded(Features)) + (2 * (nint)Padded(Outputs)) + Padded(StateLength);

    private Parts Part(Workspace workspace, int input)
    {
        float* start = workspace.Units(input);
        int features = Padded(Features), outputs = Padded(Outputs);
        return new Parts
        {
            Features = new(start, features),
            Result = new(start + features, features),
            Scores = new(start + (2 * features), outputs),
            Relevance = new(start + (2 * features) + outputs, outputs),
            State = new(start + (2 * features) + (2 * outputs), StateLength),
        };
    }

    private static void Clear(in Tensor t) => NativeMemory.Clear(t.Data, (nuint)t.Layout.Length * sizeof(float));

    private ref struct Parts
    {
        internal Span<float> Features, Result, Scores, Relevance, State;
    }
}
