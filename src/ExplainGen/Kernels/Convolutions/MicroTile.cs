namespace ExplainGen.Kernels;

/// <summary>One tap of a tile: the source of its first pixel in the first block of channels, and that tap's weights.</summary>
internal unsafe struct MicroTerm
{
    /// <summary>The 16 lanes of pixel 0 in the first source block.</summary>
    internal float* Source;

    /// <summary>Weights <c>[source channel][16 or 32 destination channels]</c>.</summary>
    internal float* Weights;
}

/// <summary>
/// What a <see cref="MicroKernel"/> computes: for some pixels, evenly spaced in a channel-blocked source, and one or two blocks of
/// destination channels, the sum over terms and source channels of value times weight.
/// </summary>
internal unsafe struct MicroTile
{
    /// <summary>The terms.</summary>
    internal MicroTerm* Terms;

    /// <summary>Number of terms.</summary>
    internal int Count;

    /// <summary>Lane of the first source channel in its block.</summary>
    internal int FirstLane;

    /// <summary>Number of source channels.</summary>
    internal int Channels;

    /// <summary>Floats from a block of source channels to the next.</summary>
    internal nint BlockStride;

    /// <summary>Floats from a pixel's source to the next pixel's.</summary>
    internal nint Step;

    /// <summary>Sums of the first destination block.</summary>
    internal float* Lower;

    /// <summary>Sums of the second destination block.</summary>
    internal float* Upper;

    /// <summary>Floats from a pixel's sums to the next pixel's.</summary>
    internal nint Stride;

    /// <summary>Whether to add to the sums that are there.</summary>
    internal bool Accumulate;
}
