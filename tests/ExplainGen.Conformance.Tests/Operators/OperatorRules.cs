using ExplainGen.TestKit.Oracle.Operators;
using ExplainGen.TestKit.Oracle.Rules;

namespace ExplainGen.Conformance.Tests.Operators;

/// <summary>The rules that are defined for an operator, with the forms of stabilizer and bias that they take.</summary>
internal static class OperatorRules
{
    private static readonly OracleStabilizer s_clipped = new(0.5, Clip: true);
    private static readonly OracleStabilizer s_scaled = new(0.25, RmsScaled: true);
    private static readonly OracleStabilizer s_clippedScaled = new(0.5, Clip: true, RmsScaled: true);

    private static readonly OracleStabilizer[] s_stabilizers = [new(), new(0.25), s_clipped, s_scaled, s_clippedScaled];

    // Each rule once.
    private static readonly OracleRule[] s_linear =
    [
        new Epsilon { Bias = OracleBias.Redistribute }, new Epsilon { Stabilizer = s_scaled }, new ZPlus { Bias = OracleBias.Redistribute },
        new AlphaBeta(), new Gamma { Bias = OracleBias.Redistribute }, new Gamma { Bias = OracleBias.Ignore }, new ZBox(-3, 3),
        new WSquare(), new Flat(), new Norm(), new Gradient(),
    ];

    /// <summary>The rules of a case; empty for an operator that needs none.</summary>
    public static IReadOnlyList<OracleRule> Of(OperatorCase entry) => entry.Operator switch
    {
        Identity or Flatten or Reshape or Pad or Concat or Permute or Narrow or Parameter or TokenOperator => [],
        ChannelSoftmax => [new AttnLrp(), new CpLrp(), new Gradient()],
        MatMul => [.. s_stabilizers.Select(stabilizer => new Uniform { Stabilizer = stabilizer }), new Gradient()],
        Attention =>
        [
            .. s_stabilizers.Select(stabilizer => new AttnLrp { Stabilizer = stabilizer }),
            .. s_stabilizers.Select(stabilizer => new CpLrp { Stabilizer = stabilizer }), new Gradient(),
        ],
        Linear or Convolution or TransposedConvolution => entry.Thorough ? [.. Thorough()] : s_linear,
        BatchNorm =>
        [
            new Epsilon(), new Epsilon { Bias = OracleBias.Ignore }, new Epsilon { Bias = OracleBias.Redistribute },
            new Epsilon { Stabilizer = s_scaled }, new Norm(), new Pass(), new Gradient(),
        ],
        Normalization =>
        [
            new Epsilon(), new Epsilon { Stabilizer = new(0) }, new Epsilon { Stabilizer = s_clipped },
            new Epsilon { Stabilizer = s_scaled }, new Epsilon { Bias = OracleBias.Ignore },
            new Epsilon { Stabilizer = s_clippedScaled, Bias = OracleBias.Ignore }, new Pass(), new Gradient(),
        ],
        Multiply =>
        [
            new Uniform(), new SignalTakesAll(0, entry.Network.Nodes[^1].Inputs[0]),
            new SignalTakesAll(1, entry.Network.Nodes[^1].Inputs[1]), new Gradient(),

            // A gate that is provable need not be named.
            .. entry.Sources[^1].Operator is Sigmoid ? [new SignalTakesAll(entry.Swapped ? 0 : 1)] : Array.Empty<OracleRule>(),
        ],
        AffineOperator =>
        [
            new Norm(), new Norm { Stabilizer = s_clipped }, new Norm { Stabilizer = s_scaled }, new Norm { Stabilizer = s_clippedScaled },
            new Epsilon { Stabilizer = new(0.25) }, new Gradient(),
        ],
        MaximumOperator =>
        [
            new MaxPoolWinner(), new MaxPoolTieSplit(), new MaxPoolProportional(), new MaxPoolProportional { Stabilizer = s_clipped },
            new Gradient(),
        ],
        PRelu => [new Pass(), new Gradient()],
        SequenceOperator => [.. Recurrent(), new Gradient()],
        Relu =>
        [
            new Pass(), new Norm(), new Gradient(), new GuidedBackprop(), new Deconvnet(), new BetaSmooth(), new BetaSmooth(0.5),
        ],
        _ => [new Pass(), new Norm(), new Norm { Stabilizer = s_clippedScaled }, new Norm { Stabilizer = s_scaled }, new Gradient()],
    };

    /// <summary>
    /// What a declared rule means in the oracle. Every copy that upsampling makes of an element is that element, so that the product
    /// adds their relevance up where dividing by the value first, as Norm does, would only lose what the stabilizer takes.
    /// </summary>
    public static OracleRule Reference(OracleOperator layer, OracleRule declared) => layer is NearestUpsample ? new Gradient() : declared;

    /// <summary>What an operator that needs no rule does in the oracle.</summary>
    public static OracleRule WithoutRule(OracleOperator layer) => layer is TokenOperator ? new TokenSum() : new Gradient();

    private static IEnumerable<OracleRule> Recurrent()
    {
        foreach (OracleStabilizer stabilizer in new[] { new(), new(0.25), new(0), s_clipped, s_scaled, s_clippedScaled })
            yield return new Epsilon { Stabilizer = stabilizer };
        foreach (OracleStabilizer stabilizer in new[] { new(0.1), s_clippedScaled })
            yield return new Epsilon { Stabilizer = stabilizer, Bias = OracleBias.Ignore };
    }

    // Every rule in every form of stabilizer and bias.
    private static IEnumerable<OracleRule> Thorough()
    {
        foreach (OracleStabilizer stabilizer in new[] { new(), new(0.25), new(0), s_clipped, s_scaled, s_clippedScaled })
            yield return new Epsilon { Stabilizer = stabilizer };
        foreach (OracleBias bias in new[] { OracleBias.Absorb, OracleBias.Ignore, OracleBias.Redistribute })
        {
            yield return new Epsilon { Bias = bias, Stabilizer = new(0.1) };
            yield return new ZPlus { Bias = bias };
            yield return new AlphaBeta(2, 1) { Bias = bias };
            yield return new Gamma(0.25) { Bias = bias };
            yield return new WSquare { Bias = bias };
        }

        foreach (OracleStabilizer stabilizer in new[] { s_clipped, s_scaled, s_clippedScaled })
        {
            yield return new ZPlus { Stabilizer = stabilizer };
            yield return new AlphaBeta(1.5, 0.5) { Stabilizer = stabilizer };
            yield return new Gamma(0.5) { Stabilizer = stabilizer };
            yield return new ZBox(-3, 3) { Stabilizer = stabilizer };
            yield return new WSquare { Stabilizer = stabilizer };
            yield return new Flat { Stabilizer = stabilizer };
            yield return new Norm { Stabilizer = stabilizer };
        }

        yield return new Epsilon { Stabilizer = s_clippedScaled, Bias = OracleBias.Ignore };
        yield return new AlphaBeta(1, 0);
        yield return new ZBox(-3, 3);
        yield return new ZBox(-1, 0);
        yield return new Flat();
        yield return new Norm();
        yield return new Gradient();
    }
}
