namespace ExplainGen.Kernels;

/// <summary>
/// Log odds of classes as a network: units <c>h_ck = l_c - l_k</c> that compare the log joint densities l of two classes, and the soft
/// minimum <c>log P_c / (1 - P_c) = -log sum over k other than c of exp(-h_ck)</c>. Derived here, with the pooling of Kauffmann et al.,
/// TNNLS 2024, arXiv:1906.07633.
/// </summary>
public abstract class LogOddsHead : InputwiseHead
{
    private readonly double[] _constants;

    /// <summary>A head.</summary>
    /// <param name="layer">The layer's name, for messages.</param>
    /// <param name="features">Features of an input.</param>
    /// <param name="constants">What no feature contributes to the log joint density of each class, at least 2.</param>
    private protected LogOddsHead(string layer, int features, double[] constants)
        : base(layer, features, outputs: constants.Length) => _constants = constants;

    /// <inheritdoc/>
    public sealed override int UnitCount => Outputs;

    // Log joint densities, and what the units of one score pass on; the family's; relevance of the scores, the scores, relevance of the
    // units.
    /// <inheritdoc/>
    protected sealed override int StateLength => (2 * ((2 * Outputs) + WorkLength)) + (3 * Outputs);

    /// <summary>Doubles that the family keeps of an input.</summary>
    private protected abstract int WorkLength { get; }

    /// <summary>The density of each class in its own terms: its logarithm, up to a common number.</summary>
    private protected abstract double LogDensity(ReadOnlySpan<double> x, int k);

    /// <summary>What the features contribute to the log joint densities, up to a common number.</summary>
    private protected abstract void Compare(ReadOnlySpan<float> x, Span<double> joints, Span<double> work);

    /// <summary>
    /// Adds the relevance of the features: of each unit of class c its factor times what feature i contributes to <c>h_ck</c>.
    /// </summary>
    private protected abstract void Attribute(
        ReadOnlySpan<float> x, int c, ReadOnlySpan<double> factors, ReadOnlySpan<double> work, Span<float> relevance);

    /// <summary>Adds the gradient of a weighted sum of log joint densities, whose weights sum up to 0.</summary>
    private protected abstract void AddGradient(ReadOnlySpan<double> weights, ReadOnlySpan<double> work, Span<float> gradient);

    /// <inheritdoc/>
    public sealed override void Decide(ReadOnlySpan<double> x, Span<double> scores)
    {
        var joints = new double[Outputs];
        for (int k = 0; k < joints.Length; k++)
            joints[k] = LogDensity(x, k) + _constants[k];
        for (int c = 0; c < scores.Length; c++)
        {
            double largest = joints.Where((_, k) => k != c).Max();
            scores[c] = joints[c] - largest - Math.Log(joints.Where((_, k) => k != c).Sum(joint => Math.Exp(joint - largest)));
        }
    }

    /// <inheritdoc/>
    protected sealed override void Detect(ReadOnlySpan<float> x, Span<float> state)
    {
        Span<double> joints = Joints(state);
        Compare(x, joints, Work(state));
        for (int k = 0; k < joints.Length; k++)
            joints[k] += _constants[k];
    }

    /// <inheritdoc/>
    protected sealed override void Pool(Span<float> state, Span<float> scores)
    {
        ReadOnlySpan<double> joints = Joints(state);
        for (int c = 0; c < joints.Length; c++)
        {
            double nearest = Nearest(joints, c);
            scores[c] = (float)(joints[c] - nearest - Math.Log(Partition(joints, c, nearest)));
        }
    }

    /// <inheritdoc/>
    protected sealed override void RedistributePool(
        ReadOnlySpan<float> relevance, ReadOnlySpan<float> scores, Span<float> state, QuotientLoss? loss)
    {
        relevance.CopyTo(Seeds(state));
        scores.CopyTo(Scores(state));
        Span<float> units = state[^Outputs..];
        units.Clear();
        for (int c = 0; c < relevance.Length; c++)
        {
            // Where the class is as likely as all others together there is nothing to share.
            if (scores[c] == 0)
            {
                loss?.Dropped += relevance[c];
            }
            else if (relevance[c] != 0)
            {
                double shared = Share(state, c, units);
                loss?.Bias += relevance[c] - shared;
            }
        }
    }

    /// <inheritdoc/>
    protected sealed override void RedistributeDetection(
        ReadOnlySpan<float> x, Span<float> state, Span<float> relevance, QuotientLoss? loss)
    {
        Span<double> factors = Factors(state);
        for (int c = 0; c < Outputs; c++)
        {
            if (Seeds(state)[c] == 0 || Scores(state)[c] == 0)
                continue;
            Share(state, c);
            Attribute(x, c, factors, Work(state), relevance);
            double bias = 0;
            for (int k = 0; k < Outputs; k++)
                bias += factors[k] * (_constants[c] - _constants[k]);
            loss?.Bias += bias;
        }
    }

    /// <inheritdoc/>
    protected sealed override void Gradient(
        ReadOnlySpan<float> x, ReadOnlySpan<float> weights, ReadOnlySpan<float> scores, Span<float> state, Span<float> gradient)
    {
        ReadOnlySpan<double> joints = Joints(state);
        Span<double> slopes = Factors(state);
        slopes.Clear();
        for (int c = 0; c < weights.Length; c++)
        {
            if (weights[c] == 0)
                continue;
            double nearest = Nearest(joints, c), partition = Partition(joints, c, nearest);
            for (int k = 0; k < slopes.Length; k++)
                slopes[k] += k == c ? weights[c] : -weights[c] * Math.Exp(joints[k] - nearest) / partition;
        }

        AddGradient(slopes, Work(state), gradient);
    }

    /// <inheritdoc/>
    protected sealed override ReadOnlySpan<float> RelevanceOfUnits(ReadOnlySpan<float> state) => state[^Outputs..];

    // What the units of a class pass on for each part of them, and what they get, which is returned. No unit is below the score. Where
    // that is not positive units may be zero, and relevance is not divided by them.
    private double Share(Span<float> state, int c, Span<float> units = default)
    {
        ReadOnlySpan<double> joints = Joints(state);
        Span<double> factors = Factors(state);
        float seed = Seeds(state)[c], score = Scores(state)[c];
        double nearest = Nearest(joints, c), partition = Partition(joints, c, nearest), shared = 0;
        for (int k = 0; k < factors.Length; k++)
        {
            double unit = joints[c] - joints[k], share = seed * Math.Exp(joints[k] - nearest) / partition;
            factors[k] = k == c ? 0 : share / (score > 0 ? unit : score);
            shared += factors[k] * unit;
            if (!units.IsEmpty)
                units[k] += (float)(factors[k] * unit);
        }

        return shared;
    }

    // The largest log joint density of a class other than c.
    private static double Nearest(ReadOnlySpan<double> joints, int c)
    {
        double nearest = double.NegativeInfinity;
        for (int k = 0; k < joints.Length; k++)
            nearest = k == c ? nearest : Math.Max(nearest, joints[k]);
        return nearest;
    }

    // The sum over classes other than c of exp(l - nearest), at least 1.
    private static double Partition(ReadOnlySpan<double> joints, int c, double nearest)
    {
        double sum = 0;
        for (int k = 0; k < joints.Length; k++)
            sum += k == c ? 0 : Math.Exp(joints[k] - nearest);
        return sum;
    }

    private Span<double> Joints(Span<float> state) => HeadState.Doubles(state, 0, Outputs);

    private Span<double> Factors(Span<float> state) => HeadState.Doubles(state, Outputs, Outputs);

    private Span<double> Work(Span<float> state) => HeadState.Doubles(state, 2 * Outputs, WorkLength);

    private Span<float> Seeds(Span<float> state) => state.Slice(state.Length - (3 * Outputs), Outputs);

    private Span<float> Scores(Span<float> state) => state.Slice(state.Length - (2 * Outputs), Outputs);
}
