using System.Runtime.CompilerServices;

namespace ExplainGen.Kernels;

/// <summary>
/// One axis of a pooling layer, resolved to a window of inputs per output: regular windows (kernel, stride, padding, with
/// whatever output extent floor or ceil mode gives) or explicit bins as adaptive pooling has them.
/// </summary>
public sealed class PoolAxis
{
    private readonly int[] _starts;
    private readonly int[] _ends;
    private readonly int[] _paddedCounts;

    /// <summary>Regular windows: output o covers the inputs from <c>o·stride - padBegin</c>, <c>kernel</c> of them.</summary>
    /// <param name="input">Input extent, at least 1.</param>
    /// <param name="output">Output extent, at least 1; in ceil mode the last window may reach past the padding.</param>
    /// <param name="kernel">Window extent, at least 1.</param>
    /// <param name="stride">Step between windows, at least 1.</param>
    /// <param name="padBegin">Padding before the first input, at least 0.</param>
    /// <param name="padEnd">Padding after the last input, at least 0; matters to <see cref="PaddedCount"/> only.</param>
    /// <exception cref="ArgumentOutOfRangeException">A value is out of its range.</exception>
    public PoolAxis(int input, int output, int kernel, int stride = 1, int padBegin = 0, int padEnd = 0)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(input, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(output, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(kernel, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(stride, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(padBegin);
        ArgumentOutOfRangeException.ThrowIfNegative(padEnd);

        In = input;
        Out = output;
        _starts = new int[output];
        _ends = new int[output];
        _paddedCounts = new int[output];
        for (int o = 0; o < output; o++)
        {
            int start = o * stride - padBegin;
            int end = Math.Min(start + kernel, input + padEnd);
            _paddedCounts[o] = Math.Max(end - start, 0);
            _starts[o] = Math.Clamp(start, 0, input);
            _ends[o] = Math.Clamp(end, _starts[o], input);
            HasEmpty |= _starts[o] == _ends[o];
        }
    }

    /// <summary>Explicit windows <c>[starts[o], ends[o])</c>, without padding.</summary>
    /// <param name="input">Input extent, at least 1.</param>
    /// <param name="starts">First input of each window.</param>
    /// <param name="ends">One past the last input of each window.</param>
    /// <exception cref="ArgumentException">The windows are not ranges inside the input, or their numbers differ.</exception>
    public PoolAxis(int input, ReadOnlySpan<int> starts, ReadOnlySpan<int> ends)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(input, 1);
        if (starts.IsEmpty || starts.Length != ends.Length)
            throw new ArgumentException("Each window needs a start and an end, and there must be a window.", nameof(ends));
        In = input;
        Out = starts.Length;
        _starts = starts.ToArray();
        _ends = ends.ToArray();
        _paddedCounts = new int[Out];
        for (int o = 0; o < Out; o++)
        {
            if (_starts[o] < 0 || _ends[o] > input || _starts[o] >= _ends[o])
            {
                throw new ArgumentException(
                    $"Window {o}, [{_starts[o]}, {_ends[o]}), is not a range inside {input} inputs.", nameof(starts));
            }

            _paddedCounts[o] = _ends[o] - _starts[o];
        }
    }

    /// <summary>An axis that is not there: extent 1, window 1.</summary>
    public static PoolAxis Single { get; } = new(1, 1, 1);

    /// <summary>Input extent.</summary>
    public int In { get; }

    /// <summary>Output extent.</summary>
    public int Out { get; }

    /// <summary>Bins as adaptive pooling has them: from ⌊o·in/out⌋ to ⌈(o+1)·in/out⌉.</summary>
    /// <param name="input">Input extent, at least 1.</param>
    /// <param name="output">Output extent, at least 1.</param>
    public static PoolAxis Adaptive(int input, int output)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(output, 1);
        var starts = new int[output];
        var ends = new int[output];
        for (int o = 0; o < output; o++)
        {
            starts[o] = (int)((long)o * input / output);
            ends[o] = (int)(((long)(o + 1) * input + output - 1) / output);
        }

        return new PoolAxis(input, starts, ends);
    }

    /// <summary>The first input of output <paramref name="o"/>'s window.</summary>
    /// <param name="o">The output.</param>
    public int Start(int o) => _starts[o];

    /// <summary>One past the last input of output <paramref name="o"/>'s window; equal to the start where it is all padding.</summary>
    /// <param name="o">The output.</param>
    public int End(int o) => _ends[o];

    /// <summary>Whether there is a window that is all padding.</summary>
    internal bool HasEmpty { get; }

    /// <summary>The first input of each window.</summary>
    internal ReadOnlySpan<int> Starts => _starts;

    /// <summary>One past the last input of each window.</summary>
    internal ReadOnlySpan<int> Ends => _ends;

    /// <summary>Number of positions in output <paramref name="o"/>'s window with the padding counted.</summary>
    /// <param name="o">The output.</param>
    public int PaddedCount(int o) => _paddedCounts[o];
}

/// <summary>The shape of a pooling layer over up to three axes; axes that are not named are <see cref="PoolAxis.Single"/>.</summary>
public sealed record PoolGeometry
{
    /// <summary>Number of channels, which pooling keeps.</summary>
    public required int Channels { get; init; }

    /// <summary>The depth axis.</summary>
    public PoolAxis Depth { get; init; } = PoolAxis.Single;

    /// <summary>The height axis.</summary>
    public PoolAxis Height { get; init; } = PoolAxis.Single;

    /// <summary>The width axis.</summary>
    public PoolAxis Width { get; init; } = PoolAxis.Single;

    /// <summary>Whether averages divide by the window with its padding rather than by the inputs in it.</summary>
    public bool CountIncludePad { get; init; }

    /// <summary>What the average at one output divides by.</summary>
    /// <param name="depth">Output index along depth.</param>
    /// <param name="height">Output index along height.</param>
    /// <param name="width">Output index along width.</param>
    public int Divisor(int depth, int height, int width) => PlaneDivisor(depth, height) * Positions(Width, width);

    /// <summary>The part of the divisor that the depth and height axes have in it.</summary>
    internal int PlaneDivisor(int depth, int height) => Positions(Depth, depth) * Positions(Height, height);

    /// <summary>One over the divisor, given its part of the other axes; zero for a window that holds nothing at all.</summary>
    internal float InverseDivisor(int planeDivisor, int width)
    {
        int divisor = planeDivisor * Positions(Width, width);
        return divisor == 0 ? 0f : 1f / divisor;
    }

    /// <summary>Whether an output's window holds no input.</summary>
    internal bool IsEmpty(int depth, int height, int width) =>
        Depth.Start(depth) == Depth.End(depth) || Height.Start(height) == Height.End(height) || Width.Start(width) == Width.End(width);

    /// <summary>Checks that a pair of tensors has the input's and the output's shape.</summary>
    /// <exception cref="ArgumentException">One of them has another.</exception>
    internal void Check(
        in Tensor input, in Tensor output, [CallerArgumentExpression(nameof(input))] string? inputName = null,
        [CallerArgumentExpression(nameof(output))] string? outputName = null)
    {
        if (!input.Layout.SameShape(Channels, Depth.In, Height.In, Width.In))
        {
            throw new ArgumentException(
                $"The tensor is {input.Layout} where {Channels}x{Depth.In}x{Height.In}x{Width.In} is pooled.", inputName);
        }

        if (!output.Layout.SameShape(Channels, Depth.Out, Height.Out, Width.Out))
        {
            throw new ArgumentException(
                $"The tensor is {output.Layout} where pooling gives {Channels}x{Depth.Out}x{Height.Out}x{Width.Out}.", outputName);
        }
    }

    private int Positions(PoolAxis axis, int output) => CountIncludePad ? axis.PaddedCount(output) : axis.End(output) - axis.Start(output);
}
