using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace ExplainGen.Kernels;

/// <summary>Nearest-neighbor upsampling by whole factors as a linear map: every input is repeated over a box of outputs.</summary>
public sealed unsafe class Upsample : ILinearMap
{
    private readonly int _depthScale;
    private readonly int _heightScale;
    private readonly int _widthScale;

    /// <summary>Creates the map.</summary>
    /// <param name="depthScale">Outputs per input along depth, at least 1.</param>
    /// <param name="heightScale">Outputs per input along height, at least 1.</param>
    /// <param name="widthScale">Outputs per input along width, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">A factor is below 1.</exception>
    public Upsample(int depthScale, int heightScale, int widthScale)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(depthScale, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(heightScale, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(widthScale, 1);
        _depthScale = depthScale;
        _heightScale = heightScale;
        _widthScale = widthScale;
    }

    /// <inheritdoc/>
    /// <remarks>Repetition has no weights: the result is null.</remarks>
    public Filter? Pack(ReadOnlySpan<float> weight, WeightVariant variant, FilterUse use = FilterUse.Both) => null;

    /// <inheritdoc/>
    public void Forward(
        in Tensor x, Filter? w, in Tensor addend, ChannelVector? bias, Activation activation, in Tensor y, Workers workers)
        => RowKernel.Forward(Repetition(x, y), x, null, addend, bias, activation, y, workers);

    /// <inheritdoc/>
    public void Quotient(
        in Tensor x, Filter? w, in Tensor addend, ChannelVector? bias, in Tensor relevance, Stabilizer stabilizer, float scale,
        in Tensor s, Workers workers, QuotientLoss? loss)
        => RowKernel.Quotient(Repetition(x, s), x, null, addend, bias, relevance, stabilizer, scale, s, workers, loss);

    /// <inheritdoc/>
    public void Redistribute(
        in Tensor s, Filter? w, in Tensor x, ChannelVector? shift, float scale, bool accumulate, in Tensor r, Workers workers)
    {
        Check(r, s);
        var sums = new GatherKernel<Sum>(new Sum(s, r.Layout, _depthScale, _heightScale, _widthScale));
        RowKernel.Redistribute(sums, s, null, x, shift, scale, accumulate, r, workers);
    }

    private GatherKernel<Repeat> Repetition(in Tensor x, in Tensor y)
    {
        Check(x, y);
        return new GatherKernel<Repeat>(new Repeat(x, y.Layout, _depthScale, _heightScale, _widthScale));
    }

    private void Check(in Tensor small, in Tensor large, [CallerArgumentExpression(nameof(large))] string? largeName = null)
    {
        TensorLayout layout = small.Layout;
        if (!large.Layout.SameShape(layout.Channels, layout.Depth * _depthScale, layout.Height * _heightScale, layout.Width * _widthScale))
        {
            throw new ArgumentException(
                $"Upsampling {layout} by {_depthScale}x{_heightScale}x{_widthScale} does not make it {large.Layout}.", largeName);
        }
    }

    /// <summary>The input each output repeats.</summary>
    private readonly struct Repeat(Tensor x, TensorLayout output, int depthScale, int heightScale, int widthScale) : IGather
    {
        private readonly Tensor _x = x;

        public long WorkPerFloat => 1;

        public void Read(int row, int start, int count, float* values)
        {
            (int block, int depth, int height) = output.RowPosition(row);
            float* source = _x.Pixel(block, depth / depthScale, height / heightScale, start / widthScale);
            int left = widthScale - start % widthScale;
            for (float* end = values + (nint)count * TensorLayout.Lanes; values < end; values += TensorLayout.Lanes)
            {
                Vector512.Load(source).Store(values);
                if (--left == 0)
                {
                    source += TensorLayout.Lanes;
                    left = widthScale;
                }
            }
        }
    }

    /// <summary>The sum over each input's box of outputs.</summary>
    private readonly struct Sum(Tensor s, TensorLayout input, int depthScale, int heightScale, int widthScale) : IGather
    {
        private readonly Tensor _s = s;

        public long WorkPerFloat => (long)depthScale * heightScale * widthScale;

        public void Read(int row, int start, int count, float* values)
        {
            (int block, int depth, int height) = input.RowPosition(row);
            for (int i = 0; i < count; i++)
            {
                var sum = Vector512<float>.Zero;
                for (int d = 0; d < depthScale; d++)
                {
                    for (int h = 0; h < heightScale; h++)
                    {
                        float* p = _s.Pixel(block, depth * depthScale + d, height * heightScale + h, (start + i) * widthScale);
                        for (int w = 0; w < widthScale; w++)
                            sum += Vector512.Load(p + (nint)w * TensorLayout.Lanes);
                    }
                }

                sum.Store(values + (nint)i * TensorLayout.Lanes);
            }
        }
    }
}
