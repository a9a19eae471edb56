namespace ExplainGen.Kernels;

/// <summary>
/// The immutable memory layout of one activation or relevance tensor: channel-blocked by <see cref="Lanes"/> with an
/// optional zero halo, <c>[C/16][D+2hd][H+2hh][W+2hw][16]</c> in single precision.
/// </summary>
/// <remarks>
/// A vector of F features has C=F and D=H=W=1; a signal uses W, an image H and W, a volume D, H and W. Lanes beyond the
/// last channel are padding: always finite, and exactly zero in tensors that hold relevance.
/// </remarks>
public sealed class TensorLayout : IEquatable<TensorLayout>
{
    /// <summary>Channels per block: one 512-bit vector of single precision.</summary>
    public const int Lanes = 16;

    private readonly int _rowsPerBlock;
    private TensorLayout? _merged;
    private PerColumnCount<TensorLayout>? _columns;

    /// <summary>Creates the layout of <c>channels × depth × height × width</c> elements.</summary>
    /// <param name="channels">Number of channels or features, at least 1.</param>
    /// <param name="depth">Extent along the depth axis, at least 1.</param>
    /// <param name="height">Extent along the height axis, at least 1.</param>
    /// <param name="width">Extent along the width axis, at least 1.</param>
    /// <param name="haloDepth">Zero planes kept on either side along depth, at least 0.</param>
    /// <param name="haloHeight">Zero rows kept on either side along height, at least 0.</param>
    /// <param name="haloWidth">Zero pixels kept on either side along width, at least 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">An extent is below 1 or a halo is below 0.</exception>
    /// <exception cref="OverflowException">The number of elements does not fit <see cref="int"/>.</exception>
    public TensorLayout(
        int channels, int depth = 1, int height = 1, int width = 1, int haloDepth = 0, int haloHeight = 0, int haloWidth = 0)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(channels, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(depth, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(haloDepth);
        ArgumentOutOfRangeException.ThrowIfNegative(haloHeight);
        ArgumentOutOfRangeException.ThrowIfNegative(haloWidth);

        Channels = channels;
        Depth = depth;
        Height = height;
        Width = width;
        HaloDepth = haloDepth;
        HaloHeight = haloHeight;
        HaloWidth = haloWidth;
        Blocks = (channels - 1) / Lanes + 1;
        checked
        {
            Count = channels * depth * height * width;
            _rowsPerBlock = depth * height;
            Rows = Blocks * _rowsPerBlock;
            RowLength = width * Lanes;
            RowStride = (nint)(width + 2L * haloWidth) * Lanes;
            PlaneStride = (nint)(height + 2L * haloHeight) * RowStride;
            BlockStride = (nint)(depth + 2L * haloDepth) * PlaneStride;
            Length = Blocks * BlockStride;
        }

        Origin = haloDepth * PlaneStride + haloHeight * RowStride + haloWidth * Lanes;
    }

    /// <summary>Number of channels (features of a vector).</summary>
    public int Channels { get; }

    /// <summary>Extent along the depth axis, without halo.</summary>
    public int Depth { get; }

    /// <summary>Extent along the height axis, without halo.</summary>
    public int Height { get; }

    /// <summary>Extent along the width axis, without halo.</summary>
    public int Width { get; }

    /// <summary>Zero planes on either side along depth.</summary>
    public int HaloDepth { get; }

    /// <summary>Zero rows on either side along height.</summary>
    public int HaloHeight { get; }

    /// <summary>Zero pixels on either side along width.</summary>
    public int HaloWidth { get; }

    /// <summary>Number of blocks of <see cref="Lanes"/> channels.</summary>
    public int Blocks { get; }

    /// <summary>Number of logical elements, C·D·H·W.</summary>
    public int Count { get; }

    /// <summary>Number of floats the tensor occupies, halo and padding lanes included.</summary>
    public nint Length { get; }

    /// <summary>Floats from a channel block to the next.</summary>
    public nint BlockStride { get; }

    /// <summary>Floats from a depth plane to the next within a block.</summary>
    public nint PlaneStride { get; }

    /// <summary>Floats from an image row to the next within a plane.</summary>
    public nint RowStride { get; }

    /// <summary>Offset in floats of the first element inside the halo.</summary>
    public nint Origin { get; }

    /// <summary>Number of rows (block, depth, height) of <see cref="Width"/> pixels each, halo excluded.</summary>
    public int Rows { get; }

    /// <summary>Number of rows in one block, D·H.</summary>
    public int RowsPerBlock => _rowsPerBlock;

    /// <summary>Floats in one row, W·16, halo excluded.</summary>
    public int RowLength { get; }

    /// <summary>Whether there is a halo on any axis.</summary>
    public bool HasHalo => (HaloDepth | HaloHeight | HaloWidth) != 0;

    /// <summary>The same memory, halo included, as a single row of one block: for element-wise work on contiguous tensors.</summary>
    internal TensorLayout Merged => _merged ??= new TensorLayout(Lanes, width: checked((int)(Length / Lanes)));

    /// <summary>Several of these vectors side by side, along the width axis. The same object each time.</summary>
    /// <param name="count">How many, 1 to <see cref="Columns.Most"/>.</param>
    /// <exception cref="InvalidOperationException">This is no vector, or has a halo.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There are too many, or none.</exception>
    internal TensorLayout OfColumns(int count)
    {
        if (count == 1)
            return this;
        if (Count != Channels || HasHalo)
            throw new InvalidOperationException($"Tensors {this} are no vectors, which alone stand side by side.");
        if (_columns is null)
            Interlocked.CompareExchange(ref _columns, new PerColumnCount<TensorLayout>(), null);
        return _columns.Get(count, n => new TensorLayout(Channels, width: n));
    }

    /// <summary>Offset in floats of the first pixel of row number <paramref name="row"/>.</summary>
    /// <param name="row">The row, <c>(block · D + d) · H + h</c>, from 0 to <see cref="Rows"/> - 1 (not checked).</param>
    public nint RowOffset(int row)
    {
        (int block, int depth, int height) = RowPosition(row);
        return Origin + block * BlockStride + depth * PlaneStride + height * RowStride;
    }

    /// <summary>Where row number <paramref name="row"/> lies.</summary>
    internal (int Block, int Depth, int Height) RowPosition(int row)
    {
        int block = row / _rowsPerBlock;
        int inBlock = row - block * _rowsPerBlock;
        int depth = inBlock / Height;
        return (block, depth, inBlock - depth * Height);
    }

    /// <summary>Number of lanes of block <paramref name="block"/> that hold channels: 16 but for the last block.</summary>
    /// <param name="block">The block, from 0 to <see cref="Blocks"/> - 1 (not checked).</param>
    public int LanesOf(int block) => Math.Min(Lanes, Channels - block * Lanes);

    /// <summary>Whether both layouts describe tensors of equal logical shape, whatever their halos.</summary>
    /// <param name="other">The layout to compare with.</param>
    public bool SameShape(TensorLayout other) => SameShape(other.Channels, other.Depth, other.Height, other.Width);

    /// <summary>Whether these are the extents, whatever the halo.</summary>
    internal bool SameShape(int channels, int depth, int height, int width) =>
        Channels == channels && Depth == depth && Height == height && Width == width;

    /// <inheritdoc/>
    public bool Equals(TensorLayout? other) =>
        ReferenceEquals(this, other)
        || (other is not null && SameShape(other)
            && HaloDepth == other.HaloDepth && HaloHeight == other.HaloHeight && HaloWidth == other.HaloWidth);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as TensorLayout);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Channels, Depth, Height, Width, HaloDepth, HaloHeight, HaloWidth);

    /// <summary>The shape as <c>CxDxHxW</c>, with the halo where there is one.</summary>
    public override string ToString() => HasHalo
        ? FormattableString.Invariant($"{Channels}x{Depth}x{Height}x{Width} (halo {HaloDepth},{HaloHeight},{HaloWidth})")
        : FormattableString.Invariant($"{Channels}x{Depth}x{Height}x{Width}");
}
