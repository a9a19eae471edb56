using ExplainGen.Kernels;

namespace ExplainGen.Tests.Kernels;

/// <summary>
/// A linear map written out as its list of (output, input, weight) terms, built by plain loops from the layer's definition
/// and evaluated in double precision.
/// </summary>
internal sealed class ReferenceMap
{
    private readonly List<(int Output, int Input, int Weight)> _terms = [];

    private ReferenceMap(int inputs, int outputs, int weights)
    {
        Inputs = inputs;
        Outputs = outputs;
        Weights = weights;
    }

    internal int Inputs { get; }

    internal int Outputs { get; }

    internal int Weights { get; }

    internal static ReferenceMap Dense(int inFeatures, int outFeatures)
    {
        var map = new ReferenceMap(inFeatures, outFeatures, inFeatures * outFeatures);
        for (int o = 0; o < outFeatures; o++)
        {
            for (int i = 0; i < inFeatures; i++)
                map._terms.Add((o, i, o * inFeatures + i));
        }

        return map;
    }

    /// <summary>The convolution with weights [out, in/groups, kernel].</summary>
    internal static ReferenceMap Convolution(ConvolutionGeometry g)
    {
        (int inPixels, int outPixels) = (g.Depth.In * g.Height.In * g.Width.In, g.Depth.Out * g.Height.Out * g.Width.Out);
        var map = new ReferenceMap(g.InChannels * inPixels, g.OutChannels * outPixels, g.WeightCount);
        int inGroup = g.InChannels / g.Groups, outGroup = g.OutChannels / g.Groups;
        ForEachTap(g, (outPixel, inPixel, tap) =>
        {
            for (int o = 0; o < g.OutChannels; o++)
            {
                for (int i = 0; i < inGroup; i++)
                {
                    int input = (o / outGroup * inGroup + i) * inPixels + inPixel;
                    map._terms.Add((o * outPixels + outPixel, input, (o * inGroup + i) * g.Taps + tap));
                }
            }
        });
        return map;
    }

    /// <summary>
    /// The transposed convolution with weights [in, out/groups, kernel]: input pixel p adds to output pixels
    /// <c>p·stride - pad + k·dilation</c>. The geometry is the one from its output to its input.
    /// </summary>
    internal static ReferenceMap TransposedConvolution(ConvolutionGeometry g)
    {
        (int outChannels, int inChannels) = (g.InChannels, g.OutChannels);
        (int outPixels, int inPixels) = (g.Depth.In * g.Height.In * g.Width.In, g.Depth.Out * g.Height.Out * g.Width.Out);
        var map = new ReferenceMap(inChannels * inPixels, outChannels * outPixels, g.WeightCount);
        int inGroup = inChannels / g.Groups, outGroup = outChannels / g.Groups;
        ForEachTap(g, (inPixel, outPixel, tap) =>
        {
            for (int i = 0; i < inChannels; i++)
            {
                for (int o = 0; o < outGroup; o++)
                {
                    int output = (i / inGroup * outGroup + o) * outPixels + outPixel;
                    map._terms.Add((output, i * inPixels + inPixel, (i * outGroup + o) * g.Taps + tap));
                }
            }
        });
        return map;
    }

    /// <summary>W x.</summary>
    internal double[] Apply(ReadOnlySpan<double> weight, ReadOnlySpan<double> x)
    {
        var y = new double[Outputs];
        foreach ((int output, int input, int w) in _terms)
            y[output] += weight[w] * x[input];
        return y;
    }

    /// <summary>W x as the plain sum in single precision: one term after the other.</summary>
    internal float[] ApplyPlainly(ReadOnlySpan<float> weight, ReadOnlySpan<float> x)
    {
        var y = new float[Outputs];
        foreach ((int output, int input, int w) in _terms)
            y[output] += weight[w] * x[input];
        return y;
    }

    /// <summary>Wᵀ s.</summary>
    internal double[] Transpose(ReadOnlySpan<double> weight, ReadOnlySpan<double> s)
    {
        var r = new double[Inputs];
        foreach ((int output, int input, int w) in _terms)
            r[input] += weight[w] * s[output];
        return r;
    }

    internal static double[] Widen(ReadOnlySpan<float> values)
    {
        var result = new double[values.Length];
        for (int i = 0; i < values.Length; i++)
            result[i] = values[i];
        return result;
    }

    internal static double[] Abs(ReadOnlySpan<double> values)
    {
        var result = new double[values.Length];
        for (int i = 0; i < values.Length; i++)
            result[i] = Math.Abs(values[i]);
        return result;
    }

    /// <summary>Visits each pair of pixels of a convolution that some tap connects.</summary>
    private static void ForEachTap(ConvolutionGeometry g, Action<int, int, int> visit)
    {
        (ConvolutionAxis d, ConvolutionAxis h, ConvolutionAxis w) = (g.Depth, g.Height, g.Width);
        for (int od = 0; od < d.Out; od++)
        for (int oh = 0; oh < h.Out; oh++)
        for (int ow = 0; ow < w.Out; ow++)
        for (int kd = 0; kd < d.Kernel; kd++)
        for (int kh = 0; kh < h.Kernel; kh++)
        for (int kw = 0; kw < w.Kernel; kw++)
        {
            int id = od * d.Stride - d.PadBegin + kd * d.Dilation;
            int ih = oh * h.Stride - h.PadBegin + kh * h.Dilation;
            int iw = ow * w.Stride - w.PadBegin + kw * w.Dilation;
            if (id < 0 || id >= d.In || ih < 0 || ih >= h.In || iw < 0 || iw >= w.In)
                continue;
            visit((od * h.Out + oh) * w.Out + ow, (id * h.In + ih) * w.In + iw, (kd * h.Kernel + kh) * w.Kernel + kw);
        }
    }
}
