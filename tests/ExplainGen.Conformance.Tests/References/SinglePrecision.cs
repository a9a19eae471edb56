using ExplainGen.TestKit.Goldens;
using ExplainGen.TestKit.Oracle;
using ExplainGen.TestKit.Oracle.Operators;
using ExplainGen.TestKit.Oracle.Rules;

namespace ExplainGen.Conformance.Tests.References;

/// <summary>
/// The oracle's numbers for one input, with how much of them single precision can hold. The oracle is run again with every sum of its
/// forward pass in error by a random part of one rounding of its terms, which is less than what adding them up in single precision
/// costs. Rules form their own sums of what a layer reads, so that a network's input that is summed is in error by as much of its root
/// mean square.
/// What all that changes is an error that no implementation in single precision can be blamed for; tolerances are 20 times it, as
/// they are 20 times Zennit's own single-precision error for the golden numbers, and never below 1e-5.
/// </summary>
internal sealed class SinglePrecision
{
    private const double HalfUlp = 1.0 / (1 << 24);
    private const double Factor = 20;
    private const double Least = 1e-5;
    private const int Runs = 3;

    private readonly Lazy<OracleForward[]> _perturbed;

    public SinglePrecision(OracleNetwork network, OracleTensor input)
    {
        Exact = network.Forward(input);
        _perturbed = new(() => [.. Enumerable.Range(0, Runs).Select(run => Perturb(network, input, new Random(run)))]);
    }

    /// <summary>The forward pass in double precision.</summary>
    public OracleForward Exact { get; }

    /// <summary>The tolerance of the network's output, on <c>RelativeError.Max</c>.</summary>
    public double OutputTolerance => Tolerance(
        _perturbed.Value.Select(forward => RelativeError.Max(forward.Output.Values, Exact.Output.Values)));

    /// <summary>The relevance under a rule for every node.</summary>
    public Relevance Explain(Func<OracleNode, OracleRule> rules, OracleTensor seed) =>
        new(Exact.Explain(rules, seed), new(() => [.. _perturbed.Value.Select(forward => forward.Explain(rules, seed))]));

    private static double Tolerance(IEnumerable<double> errors) => Math.Max(Least, Factor * errors.Max());

    /// <summary>The oracle's relevance.</summary>
    internal sealed class Relevance(OracleExplanation exact, Lazy<OracleExplanation[]> perturbed)
    {
        public OracleExplanation Exact => exact;

        /// <summary>The tolerance of the relevance at a node, on <c>RelativeError.L2</c>.</summary>
        public double ToleranceL2(string node) =>
            Tolerance(perturbed.Value.Select(other => RelativeError.L2(other[node].Values, exact[node].Values)));

        /// <summary>The tolerance of the relevance at a node, on <c>RelativeError.Max</c>.</summary>
        public double ToleranceMax(string node) =>
            Tolerance(perturbed.Value.Select(other => RelativeError.Max(other[node].Values, exact[node].Values)));
    }

    /// <summary>A forward pass with rounding errors.</summary>
    private static OracleForward Perturb(OracleNetwork network, OracleTensor input, Random random)
    {
        double Error() => HalfUlp * (2 * random.NextDouble() - 1);
        double scale = Math.Sqrt(input.Values.Sum(v => v * v) / input.Length);
        var activations = new Dictionary<string, OracleTensor> { [OracleNetwork.InputName] = input };
        if (network.Nodes.Any(node => node.Inputs.Contains(OracleNetwork.InputName) && !Selects(node.Operator)))
            activations[OracleNetwork.InputName] = input.Map(v => v + scale * Error());
        network = new OracleNetwork(network.Nodes.Select(node => node.Operator is SequenceOperator recurrent
            ? node with { Operator = recurrent with { RoundingSeed = random.Next() } }
            : node));
        foreach (OracleNode node in network.Nodes)
        {
            OracleTensor[] inputs = [.. node.Inputs.Select(name => activations[name])];
            OracleTensor output = node.Operator.Forward(inputs);
            if (!Selects(node.Operator))
            {
                double[] terms = Terms(node.Operator, inputs, output);
                output = new OracleTensor([.. output.Values.Select((y, j) => y + terms[j] * Error())], output.Shape);
            }

            activations[node.Name] = output;
        }

        return new OracleForward(network, activations);
    }

    /// <summary>Whether values are only chosen and nothing is rounded, or the layer rounds its sums itself.</summary>
    private static bool Selects(OracleOperator layer) =>
        layer is Identity or Reshape or Flatten or Concat or Pad or Slice or NearestUpsample or MaximumOperator or Relu
            or SequenceOperator;

    /// <summary>The sum of the magnitudes that every output is made of.</summary>
    private static double[] Terms(OracleOperator layer, OracleTensor[] inputs, OracleTensor output)
    {
        if (layer is MatMul product)
        {
            var magnitudes = new double[output.Length];
            foreach ((int a, int b, int y) in product.Terms(inputs))
                magnitudes[y] += Math.Abs(inputs[0][a] * inputs[1][b]);
            return magnitudes;
        }

        // Means of values, which are magnitudes of the same weights.
        if (layer is Attention)
            return layer.Forward([inputs[0], inputs[1], inputs[2].Map(Math.Abs)]).Values;
        if (layer is not AffineOperator affine)
            return [.. output.Values.Select(Math.Abs)];
        ContributionMap map = affine.Map([.. inputs.Select(input => input.Shape)]);
        double[] x = AffineOperator.Join(inputs);
        var indices = new int[map.MaxTaps];
        var weights = new double[map.MaxTaps];
        var terms = new double[output.Length];
        for (int j = 0; j < terms.Length; j++)
        {
            int count = map.Taps(j, indices, weights);
            terms[j] = Math.Abs(map.Bias(j));
            for (int t = 0; t < count; t++)
                terms[j] += Math.Abs(weights[t] * x[indices[t]]);
        }

        return terms;
    }
}
