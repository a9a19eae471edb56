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

    /// <summary>Reads the arguments that every window shares. A stride of 0 means the kernel's size, as pooling has it.</summary>
    public static SlidingWindow Read(ArgumentReader reader, int rank, int defaultStride)
    {
        EquatableArray<int> kernel = reader.PerAxis("Kernel", "Kernel", rank, 1, 1);
        EquatableArray<int> stride = reader.PerAxis("Stride", "Strides", rank, defaultStride, defaultStride);
        (EquatableArray<int> begin, EquatableArray<int> end) = reader.PerSide("Padding", "Paddings", rank);
        AutoPadding autoPad = reader.Text("AutoPad") is { } text && Enum.TryParse(text, out AutoPadding parsed) ? parsed : AutoPadding.None;
        return new(
            kernel,
            new(stride.Select((s, i) => s == 0 ? kernel[i] : s)),
            reader.PerAxis("Dilation", "Dilations", rank, 1, 1),
            begin,
            end,
            autoPad,
            reader.Flag("CeilMode", false));
    }

    /// <summary>The window along spatial axis <paramref name="axis"/> of an input of size <paramref name="size"/>; Out may be below 1.</summary>
    public AxisWindow Resolve(int axis, int size)
    {
        int kernel = Kernel[axis], stride = Stride[axis], dilation = Dilation[axis];
        int reach = ((kernel - 1) * dilation) + 1;
        int begin = PadBegin[axis], end = PadEnd[axis];
        if (AutoPad is AutoPadding.SameUpper or AutoPadding.SameLower)
        {
            int needed = (size + stride - 1) / stride;
            int total = Math.Max(0, ((needed - 1) * stride) + reach - size);
            begin = AutoPad == AutoPadding.SameUpper ? total / 2 : total - (total / 2);
            end = total - begin;
        }
        else if (AutoPad == AutoPadding.Valid)
        {
            begin = end = 0;
        }

        int span = size + begin + end - reach;
        if (span < 0)
            return new(size, 0, kernel, stride, dilation, begin, end);
        int output = (CeilMode ? (span + stride - 1) / stride : span / stride) + 1;

        // The last window of ceil mode must start inside the input or its leading padding.
        if (CeilMode && (output - 1) * stride >= size + begin)
            output--;
        return new(size, output, kernel, stride, dilation, begin, end);
    }

    /// <summary>Depth, height and width windows for an input; axes that the operator does not have are <see cref="AxisWindow.None"/>.</summary>
    public (AxisWindow Depth, AxisWindow Height, AxisWindow Width) Resolve(Shape input) => (
        Rank == 3 ? Resolve(0, input.Depth) : AxisWindow.None,
        Rank >= 2 ? Resolve(Rank - 2, input.Height) : AxisWindow.None,
        Resolve(Rank - 1, input.Width));

    /// <summary>The output's shape, or null (reported) when a window does not fit.</summary>
    public Shape? InferShape(Shape input, int channels, ShapeCheck check)
    {
        int[] output = new int[Rank];
        for (int axis = 0; axis < Rank; axis++)
        {
            output[axis] = Resolve(axis, input.Axes[axis + 1]).Out;
            if (output[axis] < 1)
                return check.Empty(input, string.Join("x", Kernel));
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

    private static string Join(EquatableArray<int> values) =>
        values.Distinct().Count() == 1 ? values[0].ToString(System.Globalization.CultureInfo.InvariantCulture) : string.Join("x", values);
}
