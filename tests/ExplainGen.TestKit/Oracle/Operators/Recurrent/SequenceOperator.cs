using ExplainGen.TestKit.Oracle.Rules;

namespace ExplainGen.TestKit.Oracle.Operators;

/// <summary>The parameters of one direction of a recurrent layer, as PyTorch keeps them: the gates' rows one below the other.</summary>
/// <param name="Input">What multiplies a token, <c>[gates x hidden, features]</c>.</param>
/// <param name="State">What multiplies the state, <c>[gates x hidden, hidden]</c>.</param>
/// <param name="InputBias"><c>[gates x hidden]</c>, or none.</param>
/// <param name="StateBias">The same; there are both or none.</param>
public sealed record RecurrentWeights(
    OracleTensor Input, OracleTensor State, OracleTensor? InputBias = null, OracleTensor? StateBias = null)
{
    public int Features => Input.Shape[1];

    public int Hidden => State.Shape[1];

    /// <summary>Both biases of a row.</summary>
    public double Bias(int row) => OfInput(row) + OfState(row);

    public double OfInput(int row) => InputBias?[row] ?? 0;

    public double OfState(int row) => StateBias?[row] ?? 0;

    public double ToToken(int row, int feature) => Input[row * Features + feature];

    public double ToState(int row, int unit) => State[row * Hidden + unit];
}

/// <summary>
/// A layer that reads a sequence, <c>[features, positions]</c>, token by token, from its beginning, from its end, or both. It gives the
/// states, <c>[hidden, positions]</c>, those of the way ahead before those of the way back, or the last state of either way. States
/// before the first token are zero.
/// </summary>
/// <param name="Ahead">The weights of the way from the beginning to the end, or none.</param>
/// <param name="Back">The weights of the way from the end to the beginning, or none.</param>
public abstract record SequenceOperator(RecurrentWeights? Ahead, RecurrentWeights? Back) : OracleOperator
{
    /// <summary>Whether all states are given, rather than the last one.</summary>
    public bool Sequence { get; init; } = true;

    /// <summary>
    /// Where it is set, the sums inside are each in error by a random part of one rounding to single precision of their terms; the same
    /// number gives the same errors.
    /// </summary>
    public int? RoundingSeed { get; init; }

    private int Hidden => (Ahead ?? Back!).Hidden;

    /// <summary>Reads tokens in their order.</summary>
    private protected abstract RecurrentCell Read(RecurrentWeights weights, double[][] tokens, SumRounding rounding);

    public override int[] OutputShape(IReadOnlyList<int[]> inputs)
    {
        int features = (Ahead ?? Back!).Features;
        if (inputs[0].Length != 2 || inputs[0][0] != features)
            throw new ArgumentException($"A recurrent layer of {features} features got [{string.Join(", ", inputs[0])}].");
        int channels = Directions().Count() * Hidden;
        return Sequence ? [channels, inputs[0][1]] : [channels];
    }

    public override OracleTensor Forward(IReadOnlyList<OracleTensor> inputs)
    {
        OracleTensor output = OracleTensor.Zeros(OutputShape(ShapesOf(inputs)));
        foreach (Direction direction in Directions())
        {
            RecurrentCell cell = Read(direction, inputs[0]);
            ForEachGiven(direction, inputs[0].Shape[1], (step, unit, place) => output.Values[place] = cell.States[step][unit]);
        }

        return output;
    }

    public override OracleTensor[] VectorJacobianProduct(IReadOnlyList<OracleTensor> inputs, OracleTensor cotangent) =>
        [Propagate(inputs[0], cotangent, (cell, ofStates) => cell.Slopes(ofStates))];

    /// <summary>
    /// Relevance by the epsilon rule: whatever multiplies is a constant and gets nothing, functions of one variable pass relevance on, and
    /// every sum shares it by contribution (Arras et al. 2017 and 2019).
    /// </summary>
    /// <param name="shares">Shares and accounts.</param>
    public OracleTensor Relevance(OracleTensor input, OracleTensor relevance, EpsilonShares shares) =>
        Propagate(input, relevance, (cell, ofStates) => cell.Relevance(ofStates, shares));

    private OracleTensor Propagate(OracleTensor input, OracleTensor given, Func<RecurrentCell, double[][], double[][]> propagate)
    {
        OracleTensor result = OracleTensor.Zeros(input.Shape);
        int length = input.Shape[1];
        foreach (Direction direction in Directions())
        {
            double[][] ofStates = [.. Enumerable.Range(0, length).Select(_ => new double[Hidden])];
            ForEachGiven(direction, length, (step, unit, place) => ofStates[step][unit] = given[place]);
            double[][] ofTokens = propagate(Read(direction, input), ofStates);
            for (int step = 0; step < length; step++)
            {
                for (int feature = 0; feature < input.Shape[0]; feature++)
                    result.Values[feature * length + direction.Position(step, length)] += ofTokens[step][feature];
            }
        }

        return result;
    }

    private RecurrentCell Read(Direction direction, OracleTensor input)
    {
        int length = input.Shape[1];
        double[][] tokens =
        [
            .. Enumerable.Range(0, length).Select(step => Enumerable.Range(0, input.Shape[0])
                .Select(feature => input[feature * length + direction.Position(step, length)]).ToArray()),
        ];
        return Read(direction.Weights, tokens, new SumRounding(RoundingSeed));
    }

    private IEnumerable<Direction> Directions()
    {
        if (Ahead is not null)
            yield return new Direction(Ahead, false, 0);
        if (Back is not null)
            yield return new Direction(Back, true, Ahead is null ? 0 : Hidden);
    }

    /// <summary>Every element of the output that a direction gives: the step and unit of its state, and its place.</summary>
    private void ForEachGiven(Direction direction, int length, Action<int, int, int> visit)
    {
        for (int step = Sequence ? 0 : length - 1; step < length; step++)
        {
            for (int unit = 0; unit < Hidden; unit++)
            {
                int channel = direction.FirstChannel + unit;
                visit(step, unit, Sequence ? channel * length + direction.Position(step, length) : channel);
            }
        }
    }

    private sealed record Direction(RecurrentWeights Weights, bool FromTheEnd, int FirstChannel)
    {
        public int Position(int step, int length) => FromTheEnd ? length - 1 - step : step;
    }
}

/// <summary>One direction of a recurrent layer that has read its tokens; everything is by step, in the order of reading.</summary>
internal abstract class RecurrentCell(RecurrentWeights weights, double[][] tokens)
{
    /// <summary>The state after each step.</summary>
    public abstract double[][] States { get; }

    protected RecurrentWeights Weights => weights;

    protected double[][] Tokens => tokens;

    protected int Hidden => weights.Hidden;

    /// <summary>The state before a step.</summary>
    protected double[] Before(double[][] states, int step) => step == 0 ? new double[Hidden] : states[step - 1];

    /// <summary>The slopes of the tokens, from those of the states.</summary>
    public abstract double[][] Slopes(double[][] ofStates);

    /// <summary>The relevance of the tokens, from that of the states.</summary>
    public abstract double[][] Relevance(double[][] ofStates, EpsilonShares shares);

    protected double[][] NewTokens() => [.. tokens.Select(token => new double[token.Length])];

    protected static double[][] Copy(double[][] values) => [.. values.Select(v => (double[])v.Clone())];
}

/// <summary>Errors of sums in single precision.</summary>
internal sealed class SumRounding(int? seed)
{
    private const double HalfUlp = 1.0 / (1 << 24);

    private readonly Random? _random = seed is { } number ? new Random(number) : null;

    /// <summary>A sum with an error, where there are any.</summary>
    /// <param name="terms">The sum of the magnitudes of its terms.</param>
    public double Of(double sum, double terms) => _random is null ? sum : sum + terms * HalfUlp * (2 * _random.NextDouble() - 1);

    /// <summary>A number with an error of its own size.</summary>
    public double Of(double value) => Of(value, Math.Abs(value));
}
