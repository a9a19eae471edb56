using ExplainGen.Kernels;
using ExplainGen.TestKit.Oracle;
using Reference = ExplainGen.TestKit.Oracle.Operators;

namespace ExplainGen.Tests.Kernels;

/// <summary>Which recurrent layer.</summary>
public enum RecurrentKind
{
    Lstm,
    Gru,
    GruResetBefore,
}

/// <summary>One direction of a recurrent layer, in the kernels and in the oracle, with tensors of random halos and dirty memory.</summary>
internal sealed class RecurrentCase : IDisposable
{
    private readonly Random _random;
    private readonly float[] _tokens, _states, _tokenBias, _stateBias;

    internal RecurrentCase(RecurrentKind kind, int inputs, int hidden, int length, int seed, bool? reverse = null, bool? lastOnly = null)
    {
        _random = new Random(seed);
        int rows = (kind == RecurrentKind.Lstm ? 4 : 3) * hidden;
        _tokens = TestTensor.Random(_random, rows * inputs, -2 / MathF.Sqrt(inputs), 2 / MathF.Sqrt(inputs));
        _states = TestTensor.Random(_random, rows * hidden, -2 / MathF.Sqrt(hidden), 2 / MathF.Sqrt(hidden));
        bool bias = _random.Next(4) != 0;
        _tokenBias = bias ? TestTensor.Random(_random, rows) : [];
        _stateBias = bias ? TestTensor.Random(_random, rows) : [];
        int first = _random.Next(3) == 0 ? _random.Next(1, 20) : 0;
        Geometry = new RecurrentGeometry
        {
            Inputs = inputs,
            Hidden = hidden,
            Length = length,
            Reverse = reverse ?? _random.Next(2) == 0,
            LastOnly = lastOnly ?? _random.Next(3) == 0,
            FirstOutput = first,
            Outputs = first + hidden + (_random.Next(2) == 0 ? 0 : _random.Next(20)),
        };
        Layer = kind == RecurrentKind.Lstm ? new Lstm(Geometry) : new Gru(Geometry, resetAfter: kind == RecurrentKind.Gru);
        Oracle = ToOracle(kind);
        int outputLength = Geometry.LastOnly ? 1 : length;
        X = TestTensor.Of(
            GatherMapCase.Layout(_random, inputs, 1, 1, length), TestTensor.Random(_random, inputs * length, -2, 2), padding: 7.5f);
        R = TestTensor.Of(
            GatherMapCase.Layout(_random, Geometry.Outputs, 1, 1, outputLength),
            TestTensor.Random(_random, Geometry.Outputs * outputLength));
        Y = TestTensor.Poisoned(GatherMapCase.Layout(_random, Geometry.Outputs, 1, 1, outputLength));
        RIn = TestTensor.Poisoned(GatherMapCase.Layout(_random, inputs, 1, 1, length));
        State = TestTensor.Poisoned(Layer.StateLayout);
    }

    internal RecurrentGeometry Geometry { get; }

    internal RecurrentLayer Layer { get; }

    internal Reference.SequenceOperator Oracle { get; }

    internal OwnedTensor X { get; }

    /// <summary>The relevance of the output, or its gradient.</summary>
    internal OwnedTensor R { get; }

    internal OwnedTensor Y { get; }

    /// <summary>Where the relevance or the gradient of the input goes.</summary>
    internal OwnedTensor RIn { get; }

    internal OwnedTensor State { get; }

    internal bool HasBias => _tokenBias.Length > 0;

    internal OracleTensor OracleInput => OracleTensor.FromSingle(TestTensor.Values(X), Geometry.Inputs, Geometry.Length);

    /// <summary>What of R belongs to the states.</summary>
    internal OracleTensor OracleRelevance => Own(TestTensor.Values(R));

    /// <summary>The channels of an output that the states fill.</summary>
    internal OracleTensor Own(float[] output)
    {
        int length = output.Length / Geometry.Outputs;
        ReadOnlySpan<float> own = output.AsSpan(Geometry.FirstOutput * length, Geometry.Hidden * length);
        return OracleTensor.FromSingle(own, Geometry.LastOnly ? [Geometry.Hidden] : [Geometry.Hidden, length]);
    }

    internal RecurrentFilter Pack(RecurrentPass pass) => Layer.Pack(pass, _tokens, _states, _tokenBias, _stateBias);

    internal void Forward(Workers workers) =>
        Layer.Forward(X.Tensor, Pack(RecurrentPass.Forward), State.Tensor, Y.Tensor, workers);

    internal void Redistribute(Stabilizer stabilizer, bool ignoreBias, bool accumulate, Workers workers, QuotientLoss? loss)
    {
        using OwnedTensor scratch = TestTensor.Poisoned(Layer.RelevanceLayout);
        Layer.Redistribute(
            R.Tensor, Pack(RecurrentPass.Relevance), State.Tensor, X.Tensor, stabilizer, ignoreBias, scratch.Tensor, accumulate, RIn.Tensor,
            workers, loss);
    }

    internal void Gradient(bool accumulate, Workers workers)
    {
        using OwnedTensor scratch = TestTensor.Poisoned(Layer.GradientLayout);
        Layer.Gradient(R.Tensor, Pack(RecurrentPass.Gradient), State.Tensor, scratch.Tensor, accumulate, RIn.Tensor, workers);
    }

    public override string ToString() => $"{Layer.GetType().Name} {Geometry}";

    public void Dispose()
    {
        X.Dispose();
        R.Dispose();
        Y.Dispose();
        RIn.Dispose();
        State.Dispose();
    }

    private Reference.SequenceOperator ToOracle(RecurrentKind kind)
    {
        int rows = _tokens.Length / Geometry.Inputs;
        OracleTensor? Vector(float[] values) => values.Length == 0 ? null : OracleTensor.FromSingle(values, rows);
        var weights = new Reference.RecurrentWeights(
            OracleTensor.FromSingle(_tokens, rows, Geometry.Inputs), OracleTensor.FromSingle(_states, rows, Geometry.Hidden),
            Vector(_tokenBias), Vector(_stateBias));
        Reference.RecurrentWeights? ahead = Geometry.Reverse ? null : weights, back = Geometry.Reverse ? weights : null;
        Reference.SequenceOperator layer = kind == RecurrentKind.Lstm
            ? new Reference.Lstm(ahead, back)
            : new Reference.Gru(ahead, back) { ResetAfter = kind == RecurrentKind.Gru };
        return layer with { Sequence = !Geometry.LastOnly };
    }
}
