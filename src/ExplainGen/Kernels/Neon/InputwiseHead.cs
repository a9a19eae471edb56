using System.ComponentModel;

namespace ExplainGen.Kernels;

/// <summary>
/// A neuralized model of a family that says what one input comes to. Here it is called for every column of a batch, and for every patch of a
/// map, whose scores are added up.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Advanced)]
public abstract unsafe class InputwiseHead : NeuralizedHead
{
    private readonly PatchReader _patches;

    /// <summary>A head.</summary>
    /// <param name="layer">The layer's name, for messages.</param>
    /// <param name="features">Features of an input.</param>
    /// <param name="outputs">Scores.</param>
    /// <param name="patch">Positions along each axis of a map that are an input.</param>
    /// <param name="stride">Positions from a patch to the next.</param>
    protected InputwiseHead(string layer, int features, int outputs, int patch = 1, int stride = 1)
        : base(layer, features, outputs) => _patches = new PatchReader(patch, stride);

    /// <summary>Floats that one input leaves for the way back, and works in there.</summary>
    protected abstract int StateLength { get; }

    /// <inheritdoc/>
    public override float[] UnitRelevance(Workspace workspace)
    {
        ArgumentNullException.ThrowIfNull(workspace);
        var relevance = new double[UnitCount];
        for (int i = 0; i < workspace.UnitInputs; i++)
        {
            ReadOnlySpan<float> units = RelevanceOfUnits(Part(workspace, i).State);
            for (int j = 0; j < relevance.Length; j++)
                relevance[j] += units[j];
        }

        return Array.ConvertAll(relevance, r => (float)r);
    }

    /// <inheritdoc/>
    public override void Detect(in Tensor x, Workspace workspace)
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

    /// <inheritdoc/>
    public override void Pool(Workspace workspace, in Tensor y)
    {
        ArgumentNullException.ThrowIfNull(workspace);
        Clear(y);
        for (int i = 0; i < workspace.UnitInputs; i++)
        {
            Parts part = Part(workspace, i);
            Pool(part.State, part.Scores[..Outputs]);
        }

        int columns = y.Layout.Width;
        for (int c = 0; c < Outputs; c++)
        {
            for (int column = 0; column < columns; column++)
                y[c, 0, 0, column] = (float)Total(workspace, columns, column, c);
        }
    }

    /// <inheritdoc/>
    public override void RedistributePool(in Tensor r, in Tensor y, Workspace workspace, QuotientLoss? loss)
    {
        ArgumentNullException.ThrowIfNull(workspace);
        int columns = y.Layout.Width, positions = workspace.UnitInputs / columns;
        for (int c = 0; c < Outputs; c++)
        {
            // Positions share by their scores, as the terms of any sum do.
            double total = positions == 1 ? 0 : Total(workspace, columns, column: 0, c);
            for (int i = 0; i < workspace.UnitInputs; i++)
            {
                Parts part = Part(workspace, i);
                float relevance = r[c, 0, 0, columns == 1 ? 0 : i];
                part.Relevance[c] = positions == 1 ? relevance : total == 0 ? 0 : (float)(relevance * (part.Scores[c] / total));
            }

            if (positions > 1 && total == 0 && loss is not null)
                loss.Dropped += r[c, 0, 0, 0];
        }

        for (int i = 0; i < workspace.UnitInputs; i++)
        {
            Parts part = Part(workspace, i);
            RedistributePool(part.Relevance[..Outputs], part.Scores[..Outputs], part.State, loss);
        }
    }

    /// <inheritdoc/>
    public override void RedistributeDetection(in Tensor x, Workspace workspace, bool accumulate, in Tensor r, QuotientLoss? loss)
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

    /// <inheritdoc/>
    public override void Gradient(in Tensor s, in Tensor y, Workspace workspace, bool accumulate, in Tensor r)
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

    /// <inheritdoc/>
    internal override void Decide(in Tensor x, Span<double> scores)
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

    // The score of a column, or the sum over the positions of a map.
    private double Total(Workspace workspace, int columns, int column, int output)
    {
        if (columns > 1)
            return Part(workspace, column).Scores[output];
        double sum = 0;
        for (int i = 0; i < workspace.UnitInputs; i++)
            sum += Part(workspace, i).Scores[output];
        return sum;
    }

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

    private ref struct Parts
    {
        internal Span<float> Features, Result, Scores, Relevance, State;
    }
}
