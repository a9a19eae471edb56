using ExplainGen.Kernels;

namespace ExplainGen.Tests.Kernels;

/// <summary>
/// Checks one direction of a convolution: its sums against the reference within a bound on rounding errors, and all passes against
/// those sums bit for bit, since what epilogues do to a sum is a fixed sequence of operations.
/// </summary>
internal static unsafe class ConvolutionMethodCheck
{
    private const double Unit = 1.0 / (1 << 24);
    private const float Scale = -0.75f;

    /// <summary>
    /// The most that a sum may be off, in units of 2^-24 of the sum of the magnitudes of its terms; for Winograd's forms, whose terms
    /// are those of a whole tile, of the filter's magnitudes times the largest input. The worst of seven thousand random shapes are off by
    /// 9.1, 12.4, 5.9, 3.6, 7.9, 4.8 and 14.0 units, in the order of the methods; those drawn here by less. Listed sums, not among them,
    /// are held to the bound of direct ones.
    /// </summary>
    internal static double Bound(ConvolutionMethod method) => method switch
    {
        ConvolutionMethod.Pixelwise => 14,
        ConvolutionMethod.Depthwise => 6,
        ConvolutionMethod.Narrow => 3,
        ConvolutionMethod.Interleaved => 8.5,
        ConvolutionMethod.Winograd2 => 5.5,
        ConvolutionMethod.Winograd4 => 16,
        _ => 10,
    };

    internal static void Run(ConvolutionMethodCase c)
    {
        using var data = new ConvolutionMethodData(c);
        using OwnedTensor sums = TestTensor.Poisoned(data.Destination);
        data.Gather.Forward(data.X.Tensor, data.Weights.Data, default, null, Activation.Identity, sums.Tensor, Workers.Single);
        TestTensor.AssertHaloIsZero(sums);
        TestTensor.AssertPaddingIsZero(sums);
        float[] sum = TestTensor.Values(sums);
        double[] expected = data.Expected(), sizes = data.Sizes();
        double bound = Bound(c.Method);
        for (int i = 0; i < sum.Length; i++)
        {
            double error = Math.Abs(sum[i] - expected[i]) / Unit;
            if (!(error <= bound * sizes[i]))
                Assert.Fail($"{c}: element {i} is {sum[i]}, expected {expected[i]}, off by {error / sizes[i]:F2} units");
        }

        CheckForward(c, data, sum);
        CheckQuotient(c, data, sum);
        CheckRedistribute(c, data, sum);
    }

    /// <summary>The sums of a case.</summary>
    internal static float[] Sums(ConvolutionMethodCase c)
    {
        using var data = new ConvolutionMethodData(c);
        using OwnedTensor sums = TestTensor.Poisoned(data.Destination);
        data.Gather.Forward(data.X.Tensor, data.Weights.Data, default, null, Activation.Identity, sums.Tensor, Workers.Single);
        return TestTensor.Values(sums);
    }

    /// <summary>The root mean square of a case's errors, and that of sums of one term after the other.</summary>
    internal static (double Error, double Plain) RootMeanSquareErrors(ConvolutionMethodCase c)
    {
        using var data = new ConvolutionMethodData(c);
        using OwnedTensor sums = TestTensor.Poisoned(data.Destination);
        data.Gather.Forward(data.X.Tensor, data.Weights.Data, default, null, Activation.Identity, sums.Tensor, Workers.Single);
        double[] expected = data.Expected();
        return (RootMeanSquare(TestTensor.Values(sums)), RootMeanSquare(data.Plain()));

        double RootMeanSquare(float[] values) => Math.Sqrt(values.Zip(expected, (value, exact) => (value - exact) * (value - exact)).Average());
    }

    private static void CheckForward(ConvolutionMethodCase c, ConvolutionMethodData data, float[] sum)
    {
        using OwnedTensor y = TestTensor.Of(data.Destination, data.Addend, padding: 3f);
        data.Gather.Forward(data.X.Tensor, data.Weights.Data, y.Tensor, data.Bias, Activation.Relu, y.Tensor, Workers.Single);
        AssertSame(c, "y", [.. sum.Select((value, i) => Math.Max(data.Denominator(value, i), 0))], TestTensor.Values(y));
        TestTensor.AssertHaloIsZero(y);
        TestTensor.AssertPaddingIsFinite(y);
    }

    private static void CheckQuotient(ConvolutionMethodCase c, ConvolutionMethodData data, float[] sum)
    {
        const float epsilon = 0.25f, scale = 1.5f;
        using OwnedTensor addend = TestTensor.Of(data.Destination, data.Addend, padding: 3f);
        using OwnedTensor relevance = TestTensor.Of(data.Destination, data.Relevance);
        using OwnedTensor s = TestTensor.Poisoned(data.Destination);
        using OwnedTensor accounted = TestTensor.Poisoned(data.Destination);
        var stabilizer = new Stabilizer(epsilon);
        var loss = new QuotientLoss();
        data.Gather.Quotient(
            data.X.Tensor, data.Weights.Data, addend.Tensor, data.Bias, relevance.Tensor, stabilizer, scale, s.Tensor, Workers.Single, null);
        data.Gather.Quotient(
            data.X.Tensor, data.Weights.Data, addend.Tensor, data.Bias, relevance.Tensor, stabilizer, scale, accounted.Tensor, Workers.Single, loss);

        var expected = new float[sum.Length];
        double bias = 0, stabilized = 0, size = 1;
        for (int i = 0; i < sum.Length; i++)
        {
            float z = data.Denominator(sum[i], i);
            float denominator = z < 0 ? z - epsilon : z + epsilon;
            expected[i] = data.Relevance[i] * scale / denominator;
            bias += (double)expected[i] * data.BiasAt(i);
            stabilized += expected[i] * ((double)denominator - z);
            size += Math.Abs(expected[i]);
        }

        AssertSame(c, "s", expected, TestTensor.Values(s));
        AssertSame(c, "s with an account", expected, TestTensor.Values(accounted));
        Assert.Equal(bias, loss.Bias, 1e-12 * size);
        Assert.Equal(stabilized, loss.Stabilizer, 1e-12 * size);
        Assert.Equal(0, loss.Dropped);
        TestTensor.AssertHaloIsZero(s);
        TestTensor.AssertPaddingIsZero(s);
        TestTensor.AssertHaloIsZero(accounted);
        TestTensor.AssertPaddingIsZero(accounted);
    }

    private static void CheckRedistribute(ConvolutionMethodCase c, ConvolutionMethodData data, float[] sum)
    {
        using OwnedTensor factor = TestTensor.Of(data.Destination, data.Addend, padding: 3f);
        using OwnedTensor r = TestTensor.Poisoned(data.Destination);
        data.Gather.Redistribute(data.X.Tensor, data.Weights.Data, factor.Tensor, data.Bias, Scale, false, r.Tensor, Workers.Single);
        float[] expected = [.. sum.Select((value, i) => value * Scale * (data.Addend[i] - data.BiasAt(i)))];
        AssertSame(c, "r", expected, TestTensor.Values(r));

        data.Gather.Redistribute(data.X.Tensor, data.Weights.Data, default, null, Scale, true, r.Tensor, Workers.Single);
        AssertSame(c, "r, added to", [.. expected.Select((value, i) => sum[i] * Scale + value)], TestTensor.Values(r));
        TestTensor.AssertHaloIsZero(r);
        TestTensor.AssertPaddingIsZero(r);
    }

    private static void AssertSame(ConvolutionMethodCase c, string what, float[] expected, float[] actual)
    {
        for (int i = 0; i < expected.Length; i++)
        {
            if (!expected[i].Equals(actual[i]))
                Assert.Fail($"{c}: {what}[{i}] is {actual[i]}, expected {expected[i]}");
        }
    }
}
