using ExplainGen.TestKit.Oracle;
using ExplainGen.TestKit.Oracle.Operators;

namespace ExplainGen.Conformance.Tests.References;

/// <summary>
/// The decisions of a forward pass that single precision cannot make: rectifiers whose input is 0 but for rounding, and max-pool
/// windows whose two largest values are one but for rounding. A gradient jumps where the first fall the other way and relevance where
/// the second do, so that a result is right when it is right for either choice.
/// </summary>
internal static class Decisions
{
    // In units of the root mean square of what is compared; a sum of a few hundred terms is right to about this.
    private const double Undecided = 2e-6;
    private const int Most = 4;

    /// <summary>The forward pass as it is, then with every other choice of its undecided decisions, the most doubtful ones first.</summary>
    public static IEnumerable<OracleForward> Of(OracleNetwork network, OracleForward forward)
    {
        Doubt[] doubts = [.. network.Nodes.SelectMany(node => Doubts(node, forward)).OrderBy(doubt => doubt.Margin).Take(Most)];
        for (int choice = 0; choice < 1 << doubts.Length; choice++)
        {
            var activations = network.Nodes.Select(node => node.Name).Append(OracleNetwork.InputName).ToDictionary(
                name => name, name => new OracleTensor([.. forward[name].Values], forward[name].Shape));
            for (int i = 0; i < doubts.Length; i++)
            {
                if ((choice >> i & 1) == 1)
                    doubts[i].Flip(activations);
            }

            yield return new OracleForward(network, activations);
        }
    }

    private static IEnumerable<Doubt> Doubts(OracleNode node, OracleForward forward)
    {
        double[] x = forward[node.Inputs[0]].Values;
        double scale = Math.Sqrt(x.Sum(v => v * v) / x.Length);
        switch (node.Operator)
        {
            case Relu:
                for (int i = 0; i < x.Length; i++)
                {
                    if (Math.Abs(x[i]) < Undecided * scale)
                        yield return new RectifierDoubt(Math.Abs(x[i]) / scale, node, i);
                }

                break;
            case MaximumOperator pool:
                Func<int, int[]> candidates = pool.Candidates(forward[node.Inputs[0]].Shape);
                for (int j = 0; j < forward[node.Name].Length; j++)
                {
                    int[] window = [.. candidates(j).OrderByDescending(i => x[i])];

                    // Equal values, zeros above all, are a tie in any precision; the first wins.
                    if (window.Length > 1 && x[window[0]] != x[window[1]] && x[window[0]] - x[window[1]] < Undecided * scale)
                        yield return new WindowDoubt((x[window[0]] - x[window[1]]) / scale, node, window[0], window[1]);
                }

                break;
        }
    }

    private abstract record Doubt(double Margin, OracleNode Node)
    {
        public abstract void Flip(Dictionary<string, OracleTensor> activations);
    }

    private sealed record RectifierDoubt(double Margin, OracleNode Node, int Index) : Doubt(Margin, Node)
    {
        public override void Flip(Dictionary<string, OracleTensor> activations)
        {
            double[] z = activations[Node.Inputs[0]].Values;
            z[Index] = -z[Index];
            activations[Node.Name].Values[Index] = Math.Max(z[Index], 0);
        }
    }

    private sealed record WindowDoubt(double Margin, OracleNode Node, int Winner, int Second) : Doubt(Margin, Node)
    {
        public override void Flip(Dictionary<string, OracleTensor> activations)
        {
            double[] x = activations[Node.Inputs[0]].Values;
            (x[Winner], x[Second]) = (x[Second], x[Winner]);
        }
    }
}
