using ExplainGen.Kernels;

namespace ExplainGen.Tests.Kernels;

/// <summary>One pooled axis as PyTorch's arguments describe it, with the windows by its formulas.</summary>
internal sealed record PoolReferenceAxis(
    int In, int Kernel, int Stride, int Pad, int Out, int? Bins = null, (int Start, int End)[]? Explicit = null)
{
    /// <summary>The axis for the kernels.</summary>
    internal PoolAxis Axis => this switch
    {
        { Bins: { } bins } => PoolAxis.Adaptive(In, bins),
        { Explicit: { } windows } => new PoolAxis(In, [.. windows.Select(w => w.Start)], [.. windows.Select(w => w.End)]),
        _ => new PoolAxis(In, Out, Kernel, Stride, Pad, Pad),
    };

    /// <summary>The window of an output inside the input, and how many positions it has with padding.</summary>
    internal (int Start, int End, int Padded) Window(int o)
    {
        if (Bins is { } bins)
        {
            var from = (int)Math.Floor((double)o * In / bins);
            var to = (int)Math.Ceiling((o + 1.0) * In / bins);
            return (from, to, to - from);
        }

        if (Explicit is not null)
            return (Explicit[o].Start, Explicit[o].End, Explicit[o].End - Explicit[o].Start);

        int start = o * Stride - Pad;
        int end = Math.Min(start + Kernel, In + Pad);
        int padded = Math.Max(end - start, 0);
        return (Math.Max(start, 0), Math.Min(end, In), padded);
    }

    /// <summary>
    /// A random axis: ceil mode, windows in the padding alone, adaptive bins and windows in no order included.
    /// </summary>
    internal static PoolReferenceAxis Draw(Random random, int most)
    {
        int input = random.Next(1, most);
        if (random.Next(5) == 0)
        {
            int bins = random.Next(1, input + 3);
            return new PoolReferenceAxis(input, 0, 0, 0, bins, bins);
        }

        if (random.Next(8) == 0)
        {
            var windows = new (int, int)[random.Next(1, 6)];
            for (int i = 0; i < windows.Length; i++)
            {
                int from = random.Next(input);
                windows[i] = (from, random.Next(from, input) + 1);
            }

            return new PoolReferenceAxis(input, 0, 0, 0, windows.Length, Explicit: windows);
        }

        int kernel = random.Next(1, 5), stride = random.Next(1, 4), pad = random.Next(0, 4);
        int room = input + 2 * pad - kernel;
        int output = room < 0 ? 1 : room / stride + 1 + (random.Next(2) == 0 && room % stride != 0 ? 1 : 0);
        return new PoolReferenceAxis(input, kernel, stride, pad, output);
    }

    internal static PoolReferenceAxis None { get; } = new(1, 1, 1, 0, 1);
}

/// <summary>A pooling layer written out: its windows as lists of planar input numbers.</summary>
internal sealed class PoolReference
{
    private readonly PoolReferenceAxis _depth;
    private readonly PoolReferenceAxis _height;
    private readonly PoolReferenceAxis _width;
    private readonly int _channels;
    private readonly bool _countIncludePad;

    internal PoolReference(int channels, PoolReferenceAxis depth, PoolReferenceAxis height, PoolReferenceAxis width, bool countIncludePad)
    {
        (_channels, _depth, _height, _width, _countIncludePad) = (channels, depth, height, width, countIncludePad);
    }

    internal PoolGeometry Geometry => new()
    {
        Channels = _channels, Depth = _depth.Axis, Height = _height.Axis, Width = _width.Axis, CountIncludePad = _countIncludePad,
    };

    internal int Channels => _channels;

    internal (int Depth, int Height, int Width) In => (_depth.In, _height.In, _width.In);

    internal (int Depth, int Height, int Width) Out => (_depth.Out, _height.Out, _width.Out);

    /// <summary>The inputs of each output's window in row-major order, and what its average divides by.</summary>
    internal IEnumerable<(int Output, int[] Inputs, int Divisor)> Windows()
    {
        var output = 0;
        for (int c = 0; c < _channels; c++)
        for (int d = 0; d < _depth.Out; d++)
        for (int h = 0; h < _height.Out; h++)
        for (int w = 0; w < _width.Out; w++)
        {
            (int d0, int d1, int dp) = _depth.Window(d);
            (int h0, int h1, int hp) = _height.Window(h);
            (int w0, int w1, int wp) = _width.Window(w);
            var inputs = new List<int>();
            for (int i = d0; i < d1; i++)
            for (int j = h0; j < h1; j++)
            for (int k = w0; k < w1; k++)
                inputs.Add(((c * _depth.In + i) * _height.In + j) * _width.In + k);
            yield return (output++, inputs.ToArray(), _countIncludePad ? dp * hp * wp : inputs.Count);
        }
    }

    /// <summary>The averages as a matrix.</summary>
    internal List<(int Output, int Input, double Weight)> Averages()
    {
        var terms = new List<(int, int, double)>();
        foreach ((int output, int[] inputs, int divisor) in Windows())
            terms.AddRange(inputs.Select(i => (output, i, 1.0 / divisor)));
        return terms;
    }

    internal static PoolReference Draw(Random random)
    {
        int rank = random.Next(1, 4);
        int most = rank switch { 1 => 90, 2 => 14, _ => 7 };
        return new PoolReference(
            random.Next(2) == 0 ? random.Next(14, 19) : random.Next(1, 35),
            rank > 2 ? PoolReferenceAxis.Draw(random, most) : PoolReferenceAxis.None,
            rank > 1 ? PoolReferenceAxis.Draw(random, most) : PoolReferenceAxis.None,
            PoolReferenceAxis.Draw(random, most),
            random.Next(2) == 0);
    }
}
