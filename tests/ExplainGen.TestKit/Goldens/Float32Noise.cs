using ExplainGen.TestKit.Oracle;
using ExplainGen.TestKit.Oracle.Operators;

namespace ExplainGen.TestKit.Goldens;

/// <summary>
/// How far float32 by itself moves relevance at a module: the double-precision oracle, run on weights that are half a unit in the last
/// place of float32 off. Where a residual sum lies within rounding of 0, the shares of its branches depend on those digits, and no
/// float32 engine can agree with double precision there.
/// </summary>
public static class Float32Noise
{
    private const double HalfUnit = 1.0 / (1 << 24);
    private const int Runs = 3;

    /// <summary>The largest relative L2 change at a node, over a few seeded perturbations.</summary>
    /// <param name="network">BatchNorm merged, as it is explained.</param>
    /// <param name="goldens">The goldens it belongs to.</param>
    /// <param name="golden">The case.</param>
    /// <param name="node">The node at whose output relevance is compared.</param>
    public static double At(OracleNetwork network, NetworkGoldens goldens, NetworkGoldenCase golden, string node)
    {
        OracleTensor exact = Relevance(network);
        double largest = 0;
        for (int run = 0; run < Runs; run++)
            largest = Math.Max(largest, RelativeError.L2(Relevance(Perturb(network, new Random(run))).Values, exact.Values));
        return largest;

        OracleTensor Relevance(OracleNetwork explained)
        {
            OracleForward forward = explained.Forward(golden.Input.Input);
            OracleTensor seed = OracleTensor.OneHot(golden.Input.Target, forward.Output.Shape);
            return forward.Explain(GoldenNetworks.Rules(goldens, golden.Composite), seed)[node];
        }
    }

    private static OracleNetwork Perturb(OracleNetwork network, Random random) => new(network.Nodes.Select(node => node with
    {
        Operator = node.Operator switch
        {
            Convolution layer => layer with { Weight = Perturb(layer.Weight, random) },
            Linear layer => layer with { Weight = Perturb(layer.Weight, random) },
            { } other => other,
        },
    }));

    private static OracleTensor Perturb(OracleTensor weight, Random random) =>
        new([.. weight.Values.Select(w => w * (1 + (random.Next(2) == 0 ? HalfUnit : -HalfUnit)))], weight.Shape);
}
