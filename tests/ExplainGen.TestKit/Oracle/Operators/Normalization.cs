namespace ExplainGen.TestKit.Oracle.Operators;

/// <summary>
/// Normalization by statistics of its own input: <c>y_i = weight_c (x_i - mean) / sqrt(spread + epsilon) + bias_c</c> for the elements i
/// of every set, c the channel of i, with the mean and the spread of the set.
/// </summary>
/// <param name="Weight"><c>[channels]</c>; ones when null.</param>
/// <param name="Bias"><c>[channels]</c>; zeros when null.</param>
public abstract record Normalization(double Epsilon, OracleTensor? Weight, OracleTensor? Bias) : OracleOperator
{
    /// <summary>Whether the mean is subtracted; the spread is then the variance, else the mean square.</summary>
    public virtual bool IsCentered => true;

    /// <summary>The elements that are normalized together, for every set of them.</summary>
    public abstract IEnumerable<int[]> Sets(int[] shape);

    public override int[] OutputShape(IReadOnlyList<int[]> inputs) => inputs[0];

    public override OracleTensor Forward(IReadOnlyList<OracleTensor> inputs)
    {
        OracleTensor x = inputs[0], y = OracleTensor.Zeros(x.Shape);
        foreach (int[] set in Sets(x.Shape))
        {
            (double mean, double deviation) = Statistics(x, set);
            foreach (int i in set)
                y.Values[i] = WeightOf(i, x) * (x[i] - mean) / deviation + BiasOf(i, x);
        }

        return y;
    }

    /// <summary>With the derivatives of the statistics, element by element of the Jacobian.</summary>
    public override OracleTensor[] VectorJacobianProduct(IReadOnlyList<OracleTensor> inputs, OracleTensor cotangent)
    {
        OracleTensor x = inputs[0], result = OracleTensor.Zeros(x.Shape);
        double center = IsCentered ? 1 : 0;
        foreach (int[] set in Sets(x.Shape))
        {
            (double mean, double deviation) = Statistics(x, set);
            int n = set.Length;
            foreach (int i in set)
            {
                foreach (int j in set)
                {
                    double direct = (i == j ? 1 : 0) - center / n;
                    double throughDeviation = (x[i] - mean) * (x[j] - mean) / (n * deviation * deviation);
                    result.Values[j] += cotangent[i] * WeightOf(i, x) / deviation * (direct - throughDeviation);
                }
            }
        }

        return [result];
    }

    /// <summary>
    /// The affine map that it is where the deviation is taken as a constant and the mean as the linear function of the input that it is.
    /// </summary>
    public AffineOperator AtConstantDeviation(OracleTensor input) => new ConstantDeviation(this, input);

    /// <summary>What is subtracted from the elements of a set, and what they are divided by.</summary>
    private (double Mean, double Deviation) Statistics(OracleTensor x, int[] set)
    {
        double mean = IsCentered ? set.Average(i => x[i]) : 0;
        return (mean, Math.Sqrt(set.Average(i => (x[i] - mean) * (x[i] - mean)) + Epsilon));
    }

    private double WeightOf(int index, OracleTensor x) => Weight?[ChannelOf(index, x)] ?? 1;

    private double BiasOf(int index, OracleTensor x) => Bias?[ChannelOf(index, x)] ?? 0;

    private static int ChannelOf(int index, OracleTensor x) => index / (x.Length / x.Shape[0]);

    private sealed record ConstantDeviation(Normalization Layer, OracleTensor Input) : AffineOperator
    {
        public override int[] OutputShape(IReadOnlyList<int[]> inputs) => inputs[0];

        public override ContributionMap Map(IReadOnlyList<int[]> inputs) => new Rows(Layer, Input);
    }

    /// <summary>w_ij = weight_i / deviation (delta_ij - 1/n), or without the 1/n and with the one entry i = j.</summary>
    private sealed class Rows : ContributionMap
    {
        private readonly Normalization _layer;
        private readonly OracleTensor _x;
        private readonly int[][] _setOf;
        private readonly double[] _deviationOf;

        public Rows(Normalization layer, OracleTensor x)
        {
            (_layer, _x, _setOf, _deviationOf) = (layer, x, new int[x.Length][], new double[x.Length]);
            foreach (int[] set in layer.Sets(x.Shape))
            {
                double deviation = layer.Statistics(x, set).Deviation;
                foreach (int i in set)
                    (_setOf[i], _deviationOf[i]) = (layer.IsCentered ? set : [i], deviation);
            }
        }

        public override int InputLength => _x.Length;

        public override int OutputLength => _x.Length;

        public override int MaxTaps => _setOf.Max(set => set.Length);

        public override double Bias(int output) => _layer.BiasOf(output, _x);

        public override int Taps(int output, Span<int> inputs, Span<double> weights)
        {
            int[] set = _setOf[output];
            for (int t = 0; t < set.Length; t++)
            {
                inputs[t] = set[t];
                double share = (set[t] == output ? 1 : 0) - (_layer.IsCentered ? 1.0 / set.Length : 0);
                weights[t] = _layer.WeightOf(output, _x) / _deviationOf[output] * share;
            }

            return set.Length;
        }
    }
}

/// <summary>Over the channels of every position (Ba et al. 2016).</summary>
public sealed record LayerNorm(OracleTensor? Weight = null, OracleTensor? Bias = null, double Epsilon = 1e-5)
    : Normalization(Epsilon, Weight, Bias)
{
    public override IEnumerable<int[]> Sets(int[] shape) => OfPositions(shape);

    internal static IEnumerable<int[]> OfPositions(int[] shape)
    {
        int positions = OracleTensor.CountOf(shape.AsSpan(1));
        return Enumerable.Range(0, positions).Select(
            position => Enumerable.Range(0, shape[0]).Select(channel => channel * positions + position).ToArray());
    }
}

/// <summary>By the root mean square over the channels of every position, around zero (Zhang and Sennrich 2019).</summary>
public sealed record RmsNorm(OracleTensor? Weight = null, double Epsilon = 1e-6) : Normalization(Epsilon, Weight, null)
{
    public override bool IsCentered => false;

    public override IEnumerable<int[]> Sets(int[] shape) => LayerNorm.OfPositions(shape);
}

/// <summary>Over the channels of every group at all positions (Wu and He 2018).</summary>
public sealed record GroupNorm(int Groups, OracleTensor? Weight = null, OracleTensor? Bias = null, double Epsilon = 1e-5)
    : Normalization(Epsilon, Weight, Bias)
{
    public override IEnumerable<int[]> Sets(int[] shape)
    {
        int length = OracleTensor.CountOf(shape) / Groups;
        return Enumerable.Range(0, Groups).Select(group => Enumerable.Range(group * length, length).ToArray());
    }
}

/// <summary>Over all positions of every channel (Ulyanov et al. 2016).</summary>
public sealed record InstanceNorm(OracleTensor? Weight = null, OracleTensor? Bias = null, double Epsilon = 1e-5)
    : Normalization(Epsilon, Weight, Bias)
{
    public override IEnumerable<int[]> Sets(int[] shape)
    {
        int positions = OracleTensor.CountOf(shape.AsSpan(1));
        return Enumerable.Range(0, shape[0]).Select(channel => Enumerable.Range(channel * positions, positions).ToArray());
    }
}
