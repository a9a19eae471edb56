using ExplainGen.TestKit.Oracle.Operators;

namespace ExplainGen.TestKit.Oracle.Rules;

/// <summary>The plain gradient: the relevance goes through the transposed Jacobian.</summary>
public sealed record Gradient : OracleRule
{
    public override RuleResult Propagate(
        OracleOperator layer, IReadOnlyList<OracleTensor> inputs, OracleTensor output, OracleTensor relevance)
    {
        OracleTensor[] result = layer.VectorJacobianProduct(inputs, relevance);
        return new RuleResult(result, RelevanceAccount.Of(relevance, result));
    }
}

/// <summary>Input times gradient, normalized by the output: <c>R_i = x_i sum_j J_ji R_j / st(y_j)</c>, for any operator.</summary>
public sealed record Norm : OracleRule
{
    public OracleStabilizer Stabilizer { get; init; } = OracleStabilizer.Default;

    public override RuleResult Propagate(
        OracleOperator layer, IReadOnlyList<OracleTensor> inputs, OracleTensor output, OracleTensor relevance)
    {
        double unit = Stabilizer.Unit(output.Values);
        OracleTensor quotient = OracleTensor.Zeros(output.Shape);
        double stabilized = 0, absorbed = 0;
        ContributionMap? map = (layer as AffineOperator)?.Map([.. inputs.Select(input => input.Shape)]);
        for (int j = 0; j < output.Length; j++)
        {
            double stable = Stabilizer.Stabilize(output[j], unit);
            if (stable == 0)
                continue;
            quotient.Values[j] = relevance[j] / stable;
            stabilized += quotient[j] * (stable - output[j]);
            absorbed += quotient[j] * (map?.Bias(j) ?? 0);
        }

        OracleTensor[] gradients = layer.VectorJacobianProduct(inputs, quotient);
        OracleTensor[] result = [.. gradients.Select((gradient, n) =>
            new OracleTensor([.. gradient.Values.Select((g, i) => g * inputs[n][i])], gradient.Shape))];
        double handed = result.Sum(tensor => tensor.Sum);
        double arrived = relevance.Sum;
        return new RuleResult(result, new RelevanceAccount(
            arrived, handed, absorbed, stabilized, arrived - handed - absorbed - stabilized));
    }
}

/// <summary>Hands the relevance on as it is; input and output have one shape.</summary>
public sealed record Pass : OracleRule
{
    public override RuleResult Propagate(
        OracleOperator layer, IReadOnlyList<OracleTensor> inputs, OracleTensor output, OracleTensor relevance)
    {
        if (inputs.Count != 1 || !inputs[0].Shape.AsSpan().SequenceEqual(relevance.Shape))
            throw Unsupported(layer);
        return new RuleResult([relevance], RelevanceAccount.Of(relevance, [relevance]));
    }
}

/// <summary>A rule for ReLU alone, element by element.</summary>
public abstract record ReluRule : OracleRule
{
    /// <param name="x">The input of the ReLU.</param>
    /// <param name="relevance">The relevance at its output.</param>
    public abstract double Propagate(double x, double relevance);

    public override RuleResult Propagate(
        OracleOperator layer, IReadOnlyList<OracleTensor> inputs, OracleTensor output, OracleTensor relevance)
    {
        if (layer is not Relu)
            throw Unsupported(layer);
        OracleTensor result = new([.. relevance.Values.Select((r, i) => Propagate(inputs[0][i], r))], relevance.Shape);
        return new RuleResult([result], RelevanceAccount.Of(relevance, [result]));
    }
}

/// <summary>Guided backpropagation (Springenberg et al. 2015): the gradient where both it and the input are positive.</summary>
public sealed record GuidedBackprop : ReluRule
{
    public override double Propagate(double x, double relevance) => x > 0 && relevance > 0 ? relevance : 0;
}

/// <summary>The deconvolution network (Zeiler and Fergus 2014): the gradient where it is positive, whatever the input.</summary>
public sealed record Deconvnet : ReluRule
{
    public override double Propagate(double x, double relevance) => Math.Max(relevance, 0);
}

/// <summary>The derivative of a softplus in place of the step (Dombrowski et al. 2019).</summary>
public sealed record BetaSmooth(double Beta = 10) : ReluRule
{
    public override double Propagate(double x, double relevance) => SpecialFunctions.Sigmoid(Beta * x) * relevance;
}
