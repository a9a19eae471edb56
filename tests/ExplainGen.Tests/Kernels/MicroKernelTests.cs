using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;
using ExplainGen.Kernels;

namespace ExplainGen.Tests.Kernels;

/// <summary>The register tiles of all vector widths, against each other and against the sum that they are, in its order.</summary>
public sealed unsafe class MicroKernelTests
{
    private const int Lanes = TensorLayout.Lanes;
    private const int Terms = 3;
    private const float Poison = 77;

    private delegate void Kernel(in MicroTile tile, int pixels, int blocks);

    /// <summary>Whether products are added without rounding them first, whatever the width of the vectors.</summary>
    private static bool IsFused => Fma.IsSupported || AdvSimd.IsSupported;

    [Theory]
    [InlineData(0, 1)]
    [InlineData(0, 16)]
    [InlineData(0, 37)]
    [InlineData(5, 3)]
    [InlineData(13, 20)]
    public void All_vector_widths_give_the_same_bits(int firstLane, int channels)
    {
        for (int pixels = 1; pixels <= MicroKernel.MaxPixels; pixels++)
        {
            for (int options = 0; options < 16; options++)
            {
                (int blocks, bool accumulate) = ((options & 1) + 1, (options & 2) != 0);
                int step = new[] { 1, 2, 3, 5 }[options >> 2], stride = 1 + options % 3;
                float[] expected = Sums(MicroKernel.Run, pixels, blocks, step, stride, firstLane, channels, accumulate);
                Kernel[] kernels = [MicroKernel.Run512, MicroKernel.Run256, MicroKernel.Run128, Scalar];
                foreach (Kernel kernel in kernels)
                    AssertSame(expected, Sums(kernel, pixels, blocks, step, stride, firstLane, channels, accumulate));
            }
        }
    }

    /// <summary>The sums after a run, with what lies between and behind them.</summary>
    private static float[] Sums(Kernel kernel, int pixels, int blocks, int step, int stride, int firstLane, int channels, bool accumulate)
    {
        var random = new Random(3);
        int sourceBlocks = (firstLane + channels - 1) / Lanes + 1, blockLength = (pixels * step + Terms) * Lanes;
        float[] source = TestTensor.Random(random, sourceBlocks * blockLength);
        float[] weights = TestTensor.Random(random, Terms * channels * blocks * Lanes);
        var sums = new float[2 * (pixels * stride + 1) * Lanes];
        Array.Fill(sums, Poison);
        fixed (float* x = source, w = weights, to = sums)
        {
            MicroTerm* terms = stackalloc MicroTerm[Terms];
            for (int i = 0; i < Terms; i++)
                terms[i] = new MicroTerm { Source = x + i * Lanes, Weights = w + i * channels * blocks * Lanes };
            kernel(
                new MicroTile
                {
                    Terms = terms,
                    Count = Terms,
                    FirstLane = firstLane,
                    Channels = channels,
                    BlockStride = blockLength,
                    Step = (nint)step * Lanes,
                    Lower = to,
                    Upper = to + (pixels * stride + 1) * Lanes,
                    Stride = (nint)stride * Lanes,
                    Accumulate = accumulate,
                },
                pixels,
                blocks);
        }

        return sums;
    }

    private static void Scalar(in MicroTile tile, int pixels, int blocks)
    {
        for (int pixel = 0; pixel < pixels; pixel++)
        {
            for (int lane = 0; lane < blocks * Lanes; lane++)
            {
                float sum = 0;
                for (int i = 0; i < tile.Count; i++)
                {
                    for (int channel = 0; channel < tile.Channels; channel++)
                    {
                        int at = tile.FirstLane + channel;
                        float x = tile.Terms[i].Source[pixel * tile.Step + at / Lanes * tile.BlockStride + at % Lanes];
                        sum = MathF.FusedMultiplyAdd(x, tile.Terms[i].Weights[channel * blocks * Lanes + lane], sum);
                    }
                }

                float* to = (lane < Lanes ? tile.Lower : tile.Upper) + pixel * tile.Stride + lane % Lanes;
                *to = tile.Accumulate ? *to + sum : sum;
            }
        }
    }

    private static void AssertSame(float[] expected, float[] actual)
    {
        for (int i = 0; i < expected.Length; i++)
        {
            bool same = IsFused || expected[i] == Poison || actual[i] == Poison
                ? expected[i].Equals(actual[i])
                : Math.Abs(expected[i] - actual[i]) <= 1e-5;
            Assert.True(same, $"Sum {i} is {actual[i]}, expected {expected[i]}.");
        }
    }
}
