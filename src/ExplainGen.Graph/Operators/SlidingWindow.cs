namespace ExplainGen.Graph;

/// <summary>How padding is chosen.</summary>
public enum AutoPadding
{
    None,
    SameUpper,
    SameLower,
    Valid,
}

/// <summary>Kernel, stride, dilation and padding of an operator that slides a window over its spatial axes.</summary>
public sealed record SlidingWindow(
    EquatableArray<int> Kernel,
    EquatableArray<int> Stride,
    EquatableArray<int> Dilation,
    EquatableArray<int> PadBegin,
    EquatableArray<int> PadEnd,
    AutoPadding AutoPad = AutoPadding.None,
    bool CeilMode = false)
{
    public int Rank => Kernel.Count;

    /// <summary>Whether padding is written; what <see cref="AutoPad"/> adds depends on the input.</summary>
    public bool HasPadding => PadBegin.Concat(PadEnd).Any(p => p > 0);

    /// <summary>Whether each output sees a single input, and that one lies inside.</summary>
    public bool IsPointwise => Kernel.All(k => k == 1) && !HasPadding;

    /// <summary>The window of a convolution.</summary>
    public static SlidingWindow ReadConvolution(ArgumentReader reader, int rank)
    {
        EquatableArray<int> kernel = reader.PerAxis("Kernel", "Kernel", rank, 0, 1);
        EquatableArray<int> stride = reader.PerAxis("Stride", "Strides", rank, 1, 1);
        EquatableArray<int> dilation = reader.PerAxis("Dilation", "Dilations", rank, 1, 1);
        (EquatableArray<int> begin, EquatableArray<int> end) = reader.PerSide("Padding", "Paddings", rank);
        return new(kernel, stride, dilation, begin, end, reader.Member("AutoPad", AutoPadding.None));
    }

    /// <summary>The window of a pooling: its stride is its own size unless said otherwise, and padding never fills half of it.</summary>
    public static SlidingWindow ReadPooling(ArgumentReader reader, int rank)
    {
        EquatableArray<int> kernel = reader.PerAxis("Kernel", "Kernel", rank, 0, 1);
        EquatableArray<int> stride = reader.PerAxis("Stride", "Strides", rank, 0, 0);
        (EquatableArray<int> begin, EquatableArray<int> end) = reader.PerSide("Padding", "Paddings", rank);
        for (int axis = 0; axis < rank && !reader.Failed; axis++)
        {
            int padding = Math.Max(begin[axis], end[axis]);
            if (padding > kernel[axis] / 2)
                reader.Report(reader.Written("Padding", "Paddings"), $"at most half the window of {kernel[axis]}", ArgumentReader.Format(padding));
        }

        return new(
            kernel,
            new(stride.Select((s, axis) => s == 0 ? kernel[axis] : s)),
            new(Enumerable.Repeat(1, rank)),
            begin,
            end,
            CeilMode: reader.Flag("CeilMode", false));
    }

    /// <summary>The window along spatial axis <paramref name="axis"/> of an input of size <paramref name="size"/>; Out may be below 1.</summary>
    public AxisWindow Resolve(int axis, int size)
    {
        int kernel = Kernel[axis], stride = Stride[axis], dilation = Dilation[axis];
        long reach = ((kernel - 1L) * dilation) + 1;
        long begin = PadBegin[axis], end = PadEnd[axis];
        if (AutoPad is AutoPadding.SameUpper or AutoPadding.SameLower)
        {
            long needed = (size + stride - 1L) / stride;
            long total = Math.Max(0, ((needed - 1) * stride) + reach - size);
            begin = AutoPad == AutoPadding.SameUpper ? total / 2 : total - (total / 2);
            end = total - begin;
        }
        else if (AutoPad == AutoPadding.Valid)
        {
            begin = end = 0;
        }

        long span = size + begin + end - reach;
        long output = Extent.FloorDivide(CeilMode ? span + stride - 1 : span, stride) + 1;

        // The last window of ceil mode must start inside the input or its leading padding.
        if (CeilMode && (output - 1) * stride >= size + begin)
            output--;
        return new(size, Extent.ToAxis(output), kernel, stride, dilation, Extent.ToAxis(begin), Extent.ToAxis(end));
    }

    /// <summary>Depth, height and width windows for an input; axes that the operator does not have are <see cref="AxisWindow.None"/>.</summary>
    public (AxisWindow Depth, AxisWindow Height, AxisWindow Width) Resolve(Shape input) => (
        Rank == 3 ? Resolve(0, input.Depth) : AxisWindow.None,
        Rank >= 2 ? Resolve(Rank - 2, input.Height) : AxisWindow.None,
        Resolve(Rank - 1, input.Width));

    /// <summary>Whether an input has as many spatial axes as the window; reported if not.</summary>
    public bool Accepts(Shape input, ShapeCheck check)
    {
        if (input.SpatialRank == Rank)
            return true;
        check.Fail(0, input, $"it slides over {Rank} spatial axes, which needs {Rank + 1} axes with the channels");
        return false;
    }

    /// <summary>The output's shape, or null (reported) when a window does not fit.</summary>
    public Shape? InferShape(Shape input, int channels, ShapeCheck check)
    {
        int[] output = new int[Rank];
        for (int axis = 0; axis < Rank; axis++)
        {
            AxisWindow window = Resolve(axis, input.Axes[axis + 1]);
            output[axis] = window.Out;
            if (window.Out < 1)
                return check.Empty(input, $"the window spans {window.Reach} of axis {axis + 1}, which has {window.In}{Padded(window)}");
        }

        return input.With(channels, output);
    }

    public string Describe()
    {
        var text = new System.Text.StringBuilder("k").Append(Join(Kernel));
        if (Stride.Any(s => s != 1))
            text.Append(" s").Append(Join(Stride));
        if (AutoPad is AutoPadding.SameUpper or AutoPadding.SameLower)
            text.Append(AutoPad == AutoPadding.SameUpper ? " same" : " same-lower");
        else if (PadBegin.Any(p => p != 0) || PadEnd.Any(p => p != 0))
            text.Append(" p").Append(Join(PadBegin)).Append(PadBegin.Equals(PadEnd) ? "" : "/" + Join(PadEnd));
        if (Dilation.Any(d => d != 1))
            text.Append(" d").Append(Join(Dilation));
        return text.ToString();
    }

    /// <summary>A list of one value an axis as comments print it, such as <c>3</c> or <c>3x5</c>.</summary>
    public static string Join(EquatableArray<int> values) =>
        values.Distinct().Count() == 1 ? values[0].ToString(System.Globalization.CultureInfo.InvariantCulture) : string.Join("x", values);

    private static string Padded(AxisWindow window) =>
        window.PadBegin == 0 && window.PadEnd == 0 ? "" : $" and a padding of {window.PadBegin} and {window.PadEnd}";
}
