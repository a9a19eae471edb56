using ExplainGen.Kernels;

namespace ExplainGen.Tests.Kernels;

/// <summary>The map, packed weights and operands of a <see cref="ConvolutionMethodCase"/>, the same in every run.</summary>
internal sealed class ConvolutionMethodData : IDisposable
{
    private readonly ConvolutionMethodCase _case;
    private readonly Lazy<ReferenceMap> _reference;
    private readonly double[] _weight;
    private readonly float[] _values;
    private readonly double[] _input;

    internal ConvolutionMethodData(ConvolutionMethodCase c)
    {
        _case = c;
        _reference = new Lazy<ReferenceMap>(c.Reference);
        Gather = c.Gather();
        (Source, Destination) = (c.Source(Gather), c.Destination(Gather));
        var random = new Random(5);
        float low = c.Positive ? 0 : -1;
        Weight = TestTensor.Random(random, c.Geometry.WeightCount, low);
        Weights = Gather.Pack(Weight, default);
        _values = TestTensor.Random(random, Source.Count, low);
        foreach (ref float value in _values.AsSpan())
            value = random.NextDouble() < c.Zeros ? 0 : value;
        X = TestTensor.Of(Source, _values, padding: 7.5f);
        Bias = new ChannelVector(TestTensor.Random(random, Destination.Channels));
        Addend = TestTensor.Random(random, Destination.Count);
        Relevance = TestTensor.Random(random, Destination.Count);
        _weight = ReferenceMap.Widen(Weight);
        _input = ReferenceMap.Widen(_values);
    }

    internal ConvolutionGather Gather { get; }

    internal TensorLayout Source { get; }

    internal TensorLayout Destination { get; }

    internal float[] Weight { get; }

    internal NativeBuffer Weights { get; }

    /// <summary>The source, with values in its padding lanes that no sum may hold.</summary>
    internal OwnedTensor X { get; }

    internal ChannelVector Bias { get; }

    internal float[] Addend { get; }

    internal float[] Relevance { get; }

    /// <summary>The sums in double precision.</summary>
    internal double[] Expected() => _reference.Value.Apply(_weight, _input);

    /// <summary>The sums in single precision, one term after the other.</summary>
    internal float[] Plain() => _reference.Value.ApplyPlainly(Weight, _values);

    /// <summary>What rounding errors of the sums are measured by.</summary>
    internal double[] Sizes()
    {
        double[] weight = ReferenceMap.Abs(_weight), input = ReferenceMap.Abs(_input);
        if (_case.Method is not (ConvolutionMethod.Winograd2 or ConvolutionMethod.Winograd4))
            return _reference.Value.Apply(weight, input);
        double most = input.Max();
        var filters = new double[Destination.Channels];
        ConvolutionGeometry g = _case.Geometry;
        for (int i = 0; i < weight.Length; i++)
            filters[_case.Adjoint ? i / g.Taps % g.InChannels : i / g.Taps / g.InChannels] += weight[i];
        return [.. Enumerable.Range(0, Destination.Count).Select(i => filters[ChannelOf(i)] * most)];
    }

    internal float BiasAt(int index) => Bias.Values[ChannelOf(index)];

    /// <summary>A sum with bias and addend, added in the order of the kernels.</summary>
    internal float Denominator(float sum, int index) => sum + BiasAt(index) + Addend[index];

    public void Dispose()
    {
        Weights.Dispose();
        X.Dispose();
    }

    private int ChannelOf(int index) => index / (Destination.Count / Destination.Channels);
}
