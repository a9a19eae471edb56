using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;
using ExplainGen.Kernels;

namespace ExplainGen.Tests.Kernels;

/// <summary>What is compiled for vectors of any width: those that the machine does not have are computed in pieces, but alike.</summary>
public sealed unsafe class FloatVectorsTests
{
    private const int Lanes = TensorLayout.Lanes;
    private const float Poison = 77;

    private delegate void DepthwiseRun(in DepthwiseTile tile, in DepthwisePhase phase, int first, int count, float* sums);

    private delegate void NarrowRun(in NarrowTile tile, int channels);

    /// <summary>Whether products are added without rounding them first, whatever the width of the vectors.</summary>
    private static bool IsFused => Fma.IsSupported || AdvSimd.IsSupported;

    [Fact]
    public void Arithmetic_is_that_of_the_elements()
    {
        Check<FloatVectors512, Vector512<float>>(16);
        Check<FloatVectors256, Vector256<float>>(8);
        Check<FloatVectors128, Vector128<float>>(4);

        static void Check<TMath, TVector>(int count)
            where TMath : struct, IFloatVectors<TVector>
            where TVector : struct
        {
            Assert.Equal(count, TMath.Count);
            float* values = stackalloc float[4 * Lanes];
            for (int i = 0; i < 3 * count; i++)
                values[i] = i * i - 40;
            TVector x = TMath.Load(values), y = TMath.Load(values + count), sum = TMath.Load(values + 2 * count);
            TMath.Store(TMath.MultiplyAdd(x, y, sum), values + 3 * count);
            for (int i = 0; i < count; i++)
                Assert.Equal(values[i] * values[count + i] + values[2 * count + i], values[3 * count + i]);
            Assert.Equal(new Span<float>(values, count).ToArray().Sum(), TMath.Sum(x));
        }
    }

    [Fact]
    public void Depthwise_sums_are_the_same_bits_for_all_widths()
    {
        DepthwiseRun[] runs =
        [
            (in DepthwiseTile tile, in DepthwisePhase phase, int first, int count, float* sums) =>
                tile.Run<FloatVectors512, Vector512<float>>(phase, first, count, sums),
            (in DepthwiseTile tile, in DepthwisePhase phase, int first, int count, float* sums) =>
                tile.Run<FloatVectors256, Vector256<float>>(phase, first, count, sums),
            (in DepthwiseTile tile, in DepthwisePhase phase, int first, int count, float* sums) =>
                tile.Run<FloatVectors128, Vector128<float>>(phase, first, count, sums),
        ];
        for (int pixels = 0; pixels <= 27; pixels++)
        {
            for (int options = 0; options < 8; options++)
            {
                (int step, int stride, int taps) = (1 + options % 3, 1 + (options & 1), options);
                float[] expected = Depthwise(static (in DepthwiseTile t, in DepthwisePhase p, int f, int n, float* s) => t.Run(p, f, n, s));
                foreach (DepthwiseRun run in runs)
                    AssertSame(expected, Depthwise(run), IsFused ? 0 : 1e-5f);

                float[] Depthwise(DepthwiseRun run) => DepthwiseSums(run, pixels, taps, step, stride);
            }
        }
    }

    [Fact]
    public void Narrow_sums_are_the_same_but_for_rounding_for_all_widths()
    {
        NarrowRun[] runs =
        [
            static (in NarrowTile tile, int channels) => tile.Run<FloatVectors512, Vector512<float>>(channels),
            static (in NarrowTile tile, int channels) => tile.Run<FloatVectors256, Vector256<float>>(channels),
            static (in NarrowTile tile, int channels) => tile.Run<FloatVectors128, Vector128<float>>(channels),
        ];
        for (int channels = 1; channels <= NarrowKernel.MaxChannels; channels++)
        {
            for (int pixels = 1; pixels <= 6; pixels++)
            {
                for (int options = 0; options < 8; options++)
                {
                    float[] expected = NarrowSums(static (in NarrowTile tile, int n) => tile.Run(n), channels, pixels, options);
                    foreach (NarrowRun run in runs)
                        AssertSame(expected, NarrowSums(run, channels, pixels, options), 2e-5f);
                }
            }
        }
    }

    /// <summary>The sums of a run of pixels, the first and the last of which not all taps read, with what lies between and behind them.</summary>
    private static float[] DepthwiseSums(DepthwiseRun run, int pixels, int taps, int step, int stride)
    {
        var random = new Random(5);
        float[] source = TestTensor.Random(random, (pixels * step + taps) * Lanes), weights = TestTensor.Random(random, taps * Lanes);
        var sums = new float[(pixels * stride + 2) * Lanes];
        Array.Fill(sums, Poison);
        fixed (float* x = source, w = weights, to = sums)
        {
            RowTap* list = stackalloc RowTap[taps];
            for (int i = 0; i < taps; i++)
                list[i] = new RowTap { Source = x + i * Lanes, Index = i, Begin = i == 2 ? 1 : 0, End = i == 3 ? pixels - 2 : pixels };
            (int begin, int end) = RowTap.Common(list, taps, pixels);
            var tile = new DepthwiseTile { Taps = list, Count = taps, Weights = w, Step = (nint)step * Lanes, Stride = (nint)stride * Lanes };
            run(tile, new DepthwisePhase { Pixels = pixels, Begin = begin, End = end }, 0, pixels + 1, to);
        }

        return sums;
    }

    /// <summary>The sums of a tile, added to what is there or not, with what lies between and behind them.</summary>
    private static float[] NarrowSums(NarrowRun run, int channels, int pixels, int options)
    {
        const int taps = 3;
        (int step, int stride, int blocks) = (1 + (options & 1), 1 + (options >> 1 & 1), 2);
        var random = new Random(6);
        int blockLength = (pixels * step + taps) * Lanes;
        float[] source = TestTensor.Random(random, blocks * blockLength), weights = TestTensor.Random(random, taps * blocks * channels * Lanes);
        var sums = new float[(pixels * stride + 1) * Lanes];
        Array.Fill(sums, Poison);
        fixed (float* x = source, w = weights, to = sums)
        {
            RowTap* list = stackalloc RowTap[taps];
            for (int i = 0; i < taps; i++)
                list[i] = new RowTap { Source = x + i * Lanes, Index = i, End = pixels };
            run(
                new NarrowTile
                {
                    Taps = list,
                    Count = taps,
                    Weights = w,
                    Blocks = blocks,
                    BlockStride = blockLength,
                    Step = (nint)step * Lanes,
                    Stride = (nint)stride * Lanes,
                    Sums = to,
                    Pixels = pixels,
                    Accumulate = (options & 4) != 0,
                },
                channels);
        }

        return sums;
    }

    private static void AssertSame(float[] expected, float[] actual, float tolerance)
    {
        for (int i = 0; i < expected.Length; i++)
            Assert.True(Math.Abs(expected[i] - actual[i]) <= tolerance, $"Sum {i} is {actual[i]}, expected {expected[i]}.");
    }
}
