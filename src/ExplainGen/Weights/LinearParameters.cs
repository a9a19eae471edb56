using System.ComponentModel;

namespace ExplainGen.Weights;

/// <summary>Weight and bias of a linear layer on their way from the file to the packed form, with BatchNorm folded in.</summary>
[EditorBrowsable(EditorBrowsableState.Advanced)]
public sealed class LinearParameters
{
    private readonly int _taps;
    private readonly int _outputs;
    private readonly int _inputs;
    private readonly int _groups;
    private readonly bool _transposed;

    private LinearParameters(float[] weight, float[]? bias, int outputs, int inputs, int groups, bool transposed)
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
    public float[] Weight { get; }

    /// <summary>One an output channel; zeros when the file has none.</summary>
    public float[] Bias { get; }

    /// <summary>Parameters of a layer.</summary>
    /// <param name="weight">Owned from here on.</param>
    /// <param name="bias">Owned from here on; null is zeros.</param>
    /// <param name="outputs">Output channels.</param>
    /// <param name="inputs">Input channels.</param>
    /// <param name="groups">Groups.</param>
    /// <param name="transposed">Whether the layout is that of transposed convolutions.</param>
    public static LinearParameters Create(float[] weight, float[]? bias, int outputs, int inputs, int groups = 1, bool transposed = false)
    {
        ArgumentNullException.ThrowIfNull(weight);
        return new LinearParameters(weight, bias, outputs, inputs, groups, transposed);
    }

    /// <summary>Folds a BatchNorm that follows: W' = diag(s) W, b' = s (b - mean) + beta with s = gamma / sqrt(var + epsilon).</summary>
    /// <param name="norm">One value an output channel.</param>
    public void FoldAfter(BatchNormParameters norm)
    {
        ArgumentNullException.ThrowIfNull(norm);
        for (int o = 0; o < _outputs; o++)
            Bias[o] = (float)((norm.Scale(o) * Bias[o]) + norm.Shift(o));
        ForEachPair((output, _, start) =>
        {
            double scale = norm.Scale(output);
            for (int k = start; k < start + _taps; k++)
                Weight[k] = (float)(Weight[k] * scale);
        });
    }

    /// <summary>Folds a BatchNorm that comes before: W' = W diag(s), b' = b + W (beta - mean s).</summary>
    /// <param name="norm">One value an input channel.</param>
    public void FoldBefore(BatchNormParameters norm)
    {
        ArgumentNullException.ThrowIfNull(norm);
        var shift = new double[_outputs];
        ForEachPair((output, input, start) =>
        {
            double scale = norm.Scale(input);
            for (int k = start; k < start + _taps; k++)
            {
                shift[output] += Weight[k] * norm.Shift(input);
                Weight[k] = (float)(Weight[k] * scale);
            }
        });
        for (int o = 0; o < _outputs; o++)
            Bias[o] = (float)(Bias[o] + shift[o]);
    }

    // Every (output, input) pair that is connected, with where its kernel starts.
    private void ForEachPair(Action<int, int, int> visit)
    {
        int outputsPerGroup = _outputs / _groups, inputsPerGroup = _inputs / _groups;
        for (int g = 0; g < _groups; g++)
        {
            for (int o = 0; o < outputsPerGroup; o++)
            {
                for (int i = 0; i < inputsPerGroup; i++)
                {
                    int output = (g * outputsPerGroup) + o, input = (g * inputsPerGroup) + i;
                    int pair = _transposed ? (input * outputsPerGroup) + o : (output * inputsPerGroup) + i;
                    visit(output, input, pair * _taps);
                }
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
