using ExplainGen.Kernels;
using ExplainGen.TestKit.Oracle;
using ExplainGen.TestKit.Oracle.Operators;
using NormKernel = ExplainGen.Kernels.GroupNorm;

namespace ExplainGen.Tests.Kernels;

/// <summary>A normalization as a kernel and in the oracle, with an input, and what comes back to its output.</summary>
internal sealed class NormalizationCase
{
    private readonly Random _random;

    /// <summary>Draws a case.</summary>
    /// <param name="name">layer, rms, group or instance.</param>
    /// <param name="channels">Number of channels.</param>
    /// <param name="height">Extent along height.</param>
    /// <param name="width">Extent along width.</param>
    /// <param name="affine">Whether there is a gain, and a bias where that is possible.</param>
    /// <param name="mean">Of the input, whose deviation is 1.</param>
    internal NormalizationCase(string name, int channels, int height, int width, bool affine = true, double mean = 0)
    {
        _random = new Random(channels * 10_007 + height * 101 + width);
        int[] shape = [channels, height, width];
        OracleTensor? gain = affine ? Draw(channels) : null, bias = affine && name != "rms" ? Draw(channels) : null;
        int groups = Enumerable.Range(1, channels).Last(g => channels % g == 0 && g < Math.Max(2, channels));
        (Exact, Normalization) = name switch
        {
            "layer" => ((Normalization)new LayerNorm(gain, bias), (INormalization)new PositionNorm(channels, 1e-5f, centered: true)),
            "rms" => (new RmsNorm(gain), new PositionNorm(channels, 1e-6f, centered: false)),
            "group" => (new ExplainGen.TestKit.Oracle.Operators.GroupNorm(groups, gain, bias), new NormKernel(channels, groups, 1e-5f)),
            _ => (new InstanceNorm(gain, bias), new NormKernel(channels, channels, 1e-5f)),
        };
        Gain = gain is null ? null : new ChannelVector(gain.ToSingle());
        Bias = bias is null ? null : new ChannelVector(bias.ToSingle());
        (X, Returned, Before) = (Draw(shape).Map(v => (float)(v + mean)), Draw(shape), Draw(shape));
    }

    internal Normalization Exact { get; }

    internal INormalization Normalization { get; }

    internal ChannelVector? Gain { get; }

    internal ChannelVector? Bias { get; }

    internal OracleTensor X { get; init; }

    /// <summary>Quotients or a gradient at the output.</summary>
    internal OracleTensor Returned { get; }

    /// <summary>What stands where something is added.</summary>
    internal OracleTensor Before { get; }

    /// <summary>The largest |gain · s| / σ, of which rounding errors of what comes back are parts.</summary>
    internal double Scale
    {
        get
        {
            double deviation = Exact.Sets(X.Shape).Min(set =>
            {
                double mean = Exact.IsCentered ? set.Average(i => X[i]) : 0;
                return Math.Sqrt(set.Average(i => (X[i] - mean) * (X[i] - mean)) + Exact.Epsilon);
            });
            return Math.Max(1, Exact.Weight?.Values.Max(Math.Abs) ?? 1) * Returned.Values.Max(Math.Abs) / deviation;
        }
    }

    internal OracleTensor Forward() => Exact.Forward(X);

    internal OracleTensor Gradient() => Exact.VectorJacobianProduct(X, Returned);

    /// <summary>x times the adjoint of the linear map.</summary>
    internal OracleTensor Share()
    {
        OracleTensor adjoint = Exact.AtConstantDeviation(X).VectorJacobianProduct(X, Returned);
        return new OracleTensor([.. adjoint.Values.Select((v, i) => v * X[i])], X.Shape);
    }

    /// <summary>A layout of the case's shape with halos by chance.</summary>
    internal TensorLayout Layout() => new(X.Shape[0], 1, X.Shape[1], X.Shape[2], 0, _random.Next(2), _random.Next(3));

    private OracleTensor Draw(params int[] shape) => OracleTensor.Normal(_random, shape).Map(v => (float)v);
}
