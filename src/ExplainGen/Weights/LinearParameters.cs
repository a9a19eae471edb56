using System.ComponentModel;

namespace ExplainGen.Weights;

/// <summary>
/// Weight and bias of a linear layer on their way from the file to the packed form, with BatchNorm folded in. Weights that nothing is
/// folded into are never copied.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Advanced)]
public ref struct LinearParameters
{
    private readonly int _taps;
    private readonly int _outputs;
    private readonly int _inputs;
    private readonly int _groups;
    private readonly bool _transposed;

    private LinearParameters(ReadOnlySpan<float> weight, float[]? bias, int outputs, int inputs, int groups, bool transposed)
    {
        Weight = weight;
        Bias = bias ?? new float[outputs];
        _outputs = outputs;
        _inputs = inputs;
        _groups = groups;
        _transposed = transposed;

        // The kernel: what one (output, input) pair has.
        _taps = weight.Length / (outputs * (inputs / groups));
    }

    /// <summary>PyTorch's layout: [out, in/groups, k...], transposed convolutions [in, out/groups, k...].</summary>
    public ReadOnlySpan<float> Weight { get; private set; }

    /// <summary>One an output channel; zeros when the file has none.</summary>
    public float[] Bias { get; }

    /// <summary>Parameters of a layer.</summary>
    /// <param name="weight">Read only; what it views must stay valid as long as these parameters are used.</param>
    /// <param name="bias">Owned from here on; null is zeros.</param>
    /// <param name="outputs">Output channels.</param>
    /// <param name="inputs">Input channels.</param>
    /// <param name="groups">Groups.</param>
    /// <param name="transposed">Whether the layout is that of transposed convolutions.</param>
    public static LinearParameters Create(
        ReadOnlySpan<float> weight, float[]? bias, int outputs, int inputs, int groups = 1, bool transposed = false) =>
        new(weight, bias, outputs, inputs, groups, transposed);

    /// <summary>Folds a BatchNorm that follows: W' = diag(s) W, b' = s (b - mean) + beta with s = gamma / sqrt(var + epsilon).</summary>
    /// <param name="norm">One value an output channel.</param>
    public void FoldAfter(BatchNormParameters norm)
    {
        ArgumentNullException.ThrowIfNull(norm);
        for (int o = 0; o < _outputs; o++)
            Bias[o] = (float)((norm.Scale(o) * Bias[o]) + norm.Shift(o));
        Scale(norm, ofOutputs: true);
    }

    /// <summary>Folds a BatchNorm that comes before: W' = W diag(s), b' = b + W (beta - mean s).</summary>
    /// <param name="norm">One value an input channel.</param>
    public void FoldBefore(BatchNormParameters norm)
    {
        ArgumentNullException.ThrowIfNull(norm);
        double[] shifts = [.. Enumerable.Range(0, _inputs).Select(norm.Shift)];
        double[] shift = new double[_outputs];
        PairOrder pairs = Pairs;
        for (int major = 0, at = 0; major < pairs.Majors; major++)
        {
            for (int minor = 0; minor < pairs.Minors; minor++)
            {
                (int output, int input) = pairs[major, minor];
                for (int end = at + _taps; at < end; at++)
                    shift[output] += Weight[at] * shifts[input];
            }
        }

        for (int o = 0; o < _outputs; o++)
            Bias[o] = (float)(Bias[o] + shift[o]);
        Scale(norm, ofOutputs: false);
    }

    private readonly PairOrder Pairs => _transposed
        ? new(_inputs, _inputs / _groups, _outputs / _groups, true)
        : new(_outputs, _outputs / _groups, _inputs / _groups, false);

    // In double precision and rounded once, into an array of its own.
    private unsafe void Scale(BatchNormParameters norm, bool ofOutputs)
    {
        double[] scales = [.. Enumerable.Range(0, norm.Mean.Length).Select(norm.Scale)];
        float[] scaled = GC.AllocateUninitializedArray<float>(Weight.Length);
        PairOrder pairs = Pairs;
        int taps = _taps;
        fixed (float* from = Weight)
        {
            float* weight = from;
            Parallel.For(0, pairs.Majors, major =>
            {
                int at = major * pairs.Minors * taps;
                for (int minor = 0; minor < pairs.Minors; minor++)
                {
                    (int output, int input) = pairs[major, minor];
                    double scale = scales[ofOutputs ? output : input];
                    for (int end = at + taps; at < end; at++)
                        scaled[at] = (float)(weight[at] * scale);
                }
            });
        }

        Weight = scaled;
    }

    /// <summary>The (output, input) pairs that are connected, in the order of their kernels.</summary>
    /// <param name="Majors">Channels of the weight's first axis.</param>
    /// <param name="MajorsPerGroup">Of these, in a group.</param>
    /// <param name="Minors">Channels of its second axis, which are those of one group.</param>
    /// <param name="InputsFirst">Whether the first axis is the inputs'.</param>
    private readonly record struct PairOrder(int Majors, int MajorsPerGroup, int Minors, bool InputsFirst)
    {
        public (int Output, int Input) this[int major, int minor]
        {
            get
            {
                int other = (major / MajorsPerGroup * Minors) + minor;
                return InputsFirst ? (other, major) : (major, other);
            }
        }
    }
}

/// <summary>A BatchNorm in evaluation mode as y = scale * x + shift a channel.</summary>
/// <param name="Weight">gamma; null is ones.</param>
/// <param name="Bias">beta; null is zeros.</param>
/// <param name="Mean">Running mean.</param>
/// <param name="Variance">Running variance, at least 0.</param>
/// <param name="Epsilon">Added to the variance.</param>
[EditorBrowsable(EditorBrowsableState.Advanced)]
public sealed record BatchNormParameters(float[]? Weight, float[]? Bias, float[] Mean, float[] Variance, double Epsilon)
{
    /// <summary>gamma / sqrt(var + epsilon) of a channel.</summary>
    /// <param name="channel">From 0.</param>
    public double Scale(int channel) => (Weight?[channel] ?? 1) / Math.Sqrt(Variance[channel] + Epsilon);

    /// <summary>beta - mean * scale of a channel.</summary>
    /// <param name="channel">From 0.</param>
    public double Shift(int channel) => (Bias?[channel] ?? 0) - (Mean[channel] * Scale(channel));

    /// <summary>The scale of every channel.</summary>
    public float[] Scales() => [.. Enumerable.Range(0, Mean.Length).Select(c => (float)Scale(c))];

    /// <summary>The shift of every channel.</summary>
    public float[] Shifts() => [.. Enumerable.Range(0, Mean.Length).Select(c => (float)Shift(c))];
}
