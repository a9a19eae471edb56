namespace ExplainGen.Kernels;

/// <summary>
/// Reads the inputs of a neuralized model out of a tensor: a vector, the columns of a batch, or patches of a map, whose features are those of a
/// picture of their size, channels first.
/// </summary>
/// <param name="size">Positions of a patch along each axis that the map has.</param>
/// <param name="stride">Positions from a patch to the next.</param>
internal readonly unsafe struct PatchReader(int size, int stride)
{
    /// <summary>How many inputs there are.</summary>
    /// <param name="layout">Of the tensor.</param>
    internal int Count(TensorLayout layout) => Steps(layout.Depth) * Steps(layout.Height) * Steps(layout.Width);

    /// <summary>Copies an input out.</summary>
    /// <param name="x">The tensor.</param>
    /// <param name="input">Which of its inputs.</param>
    /// <param name="features">Room for its features, filled up to whole blocks of channels.</param>
    internal void Gather(in Tensor x, int input, Span<float> features)
    {
        if (size == 1)
        {
            (int depth, int height, int width) = Corner(x.Layout, input);
            for (int block = 0; block < x.Layout.Blocks; block++)
            {
                new ReadOnlySpan<float>(x.Pixel(block, depth, height, width), TensorLayout.Lanes)
                    .CopyTo(features.Slice(block * TensorLayout.Lanes, TensorLayout.Lanes));
            }

            return;
        }

        int feature = 0;
        foreach ((int channel, int depth, int height, int width) in Elements(x.Layout, input))
            features[feature++] = x[channel, depth, height, width];
    }

    /// <summary>Adds relevance to an input.</summary>
    /// <param name="features">The relevance of its features.</param>
    /// <param name="r">The tensor.</param>
    /// <param name="input">Which of its inputs.</param>
    internal void Scatter(ReadOnlySpan<float> features, in Tensor r, int input)
    {
        int feature = 0;
        foreach ((int channel, int depth, int height, int width) in Elements(r.Layout, input))
            r[channel, depth, height, width] += features[feature++];
    }

    private int Steps(int length) => length < size ? 1 : ((length - size) / stride) + 1;

    private (int Depth, int Height, int Width) Corner(TensorLayout layout, int input)
    {
        int width = input % Steps(layout.Width), row = input / Steps(layout.Width);
        return (row / Steps(layout.Height) * stride, row % Steps(layout.Height) * stride, width * stride);
    }

    private ElementEnumerator Elements(TensorLayout layout, int input) => new(layout, Corner(layout, input), size);

    // The elements of a patch, channels first. Axes of length 1 are no axes of the map.
    private ref struct ElementEnumerator(TensorLayout layout, (int Depth, int Height, int Width) corner, int size)
    {
        private readonly int _depths = Math.Min(size, layout.Depth), _heights = Math.Min(size, layout.Height), _widths = Math.Min(size, layout.Width);
        private int _index = -1;

        public readonly ElementEnumerator GetEnumerator() => this;

        public readonly (int Channel, int Depth, int Height, int Width) Current
        {
            get
            {
                int width = _index % _widths, rest = _index / _widths, height = rest % _heights;
                rest /= _heights;
                return (rest / _depths, corner.Depth + (rest % _depths), corner.Height + height, corner.Width + width);
            }
        }

        public bool MoveNext() => ++_index < layout.Channels * _depths * _heights * _widths;
    }
}
