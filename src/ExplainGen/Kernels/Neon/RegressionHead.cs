using System.Runtime.InteropServices;
using ExplainGen.Weights;

namespace ExplainGen.Kernels;

/// <summary>
/// The last layer of a regression over activations that are never negative, explained by flooding: Letzgus et al. 2022, arXiv:2112.11407.
/// </summary>
public sealed class RegressionHead : InputwiseHead
{
    private readonly double[] _weight;
    private readonly double[] _bias;

    /// <summary>Reads the parameters.</summary>
    /// <param name="reader">The weights file.</param>
    /// <param name="layer">The layer's name.</param>
    /// <param name="features">Activations of an input.</param>
    /// <param name="outputs">Outputs, at least 1.</param>
    /// <param name="bias">Whether there is a bias.</param>
    /// <exception cref="WeightsException">A parameter is missing or cannot be.</exception>
    public RegressionHead(WeightReader reader, string layer, int features, int outputs, bool bias = true)
        : base(layer, features, outputs)
    {
        var parameters = new HeadParameters(reader, layer);
        _weight = parameters.Read("weight", outputs, features);
        _bias = bias ? parameters.Read("bias", outputs) : new double[outputs];
    }

    /// <summary>The outputs themselves: of what arrives at one, what no level of the activations explains is the bias's.</summary>
    public override int UnitCount => Outputs;

    // The outputs and their relevance; the activations in ascending order, and which stands where.
    /// <inheritdoc/>
    protected override int StateLength => (2 * Outputs) + (2 * Features);

    /// <inheritdoc/>
    public override void Decide(ReadOnlySpan<double> x, Span<double> scores)
    {
        for (int c = 0; c < Outputs; c++)
        {
            scores[c] = _bias[c];
            for (int j = 0; j < Features; j++)
                scores[c] += _weight[(c * Features) + j] * x[j];
        }
    }

    /// <inheritdoc/>
    protected override void Detect(ReadOnlySpan<float> x, Span<float> state)
    {
        for (int c = 0; c < Outputs; c++)
        {
            ReadOnlySpan<double> weights = Weights(c);
            double sum = _bias[c];
            for (int j = 0; j < x.Length; j++)
                sum += weights[j] * x[j];
            state[c] = (float)sum;
        }
    }

    /// <inheritdoc/>
    protected override void Pool(Span<float> state, Span<float> scores) => state[..Outputs].CopyTo(scores);

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">Relevance starts at several outputs.</exception>
    protected override void RedistributePool(
        ReadOnlySpan<float> relevance, ReadOnlySpan<float> scores, Span<float> state, QuotientLoss? loss)
    {
        int seeded = Outputs - relevance.Count(0);
        if (seeded > 1)
        {
            throw new ArgumentException(
                $"{Layer} explains how far one output is from a reference value, but the target is made of {seeded} of its {Outputs} "
                + "outputs: explain them one by one, with Target.Class.",
                "target");
        }

        relevance.CopyTo(state[Outputs..]);
    }

    /// <inheritdoc/>
    protected override void RedistributeDetection(ReadOnlySpan<float> x, Span<float> state, Span<float> relevance, QuotientLoss? loss)
    {
        int output = state.Slice(Outputs, Outputs).IndexOfAnyExcept(0);
        if (output < 0)
            return;
        float amount = state[Outputs + output];
        Span<float> sorted = state.Slice(2 * Outputs, Features);
        Span<int> order = MemoryMarshal.Cast<float, int>(state.Slice((2 * Outputs) + Features, Features));
        x.CopyTo(sorted);
        for (int j = 0; j < order.Length; j++)
            order[j] = j;
        sorted.Sort(order);

        ReadOnlySpan<double> weights = Weights(output);
        FloodLevel flood = FloodLevel.Find(amount, sorted, order, weights);
        for (int j = 0; j < relevance.Length; j++)
            relevance[j] += (float)(weights[j] * Math.Min(x[j], flood.Level));
        if (loss is not null)
            loss.Bias += amount - flood.Lost;
    }

    /// <inheritdoc/>
    protected override void Gradient(
        ReadOnlySpan<float> x, ReadOnlySpan<float> weights, ReadOnlySpan<float> scores, Span<float> state, Span<float> gradient)
    {
        for (int c = 0; c < weights.Length; c++)
        {
            ReadOnlySpan<double> row = Weights(c);
            for (int j = 0; j < gradient.Length; j++)
                gradient[j] += (float)(weights[c] * row[j]);
        }
    }

    /// <inheritdoc/>
    protected override ReadOnlySpan<float> RelevanceOfUnits(ReadOnlySpan<float> state) => state.Slice(Outputs, Outputs);

    private ReadOnlySpan<double> Weights(int output) => _weight.AsSpan(output * Features, Features);
}
