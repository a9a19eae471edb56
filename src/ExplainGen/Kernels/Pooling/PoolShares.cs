using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using V = System.Runtime.Intrinsics.Vector512<float>;

namespace ExplainGen.Kernels;

/// <summary>A <see cref="MaxPoolRule"/>: what the inputs of a window get of its relevance.</summary>
internal unsafe interface IPoolShares
{
    /// <summary>Whether outputs must be prepared once each and in order, because an account is kept of them.</summary>
    bool IsTraced { get; }

    /// <summary>Computes what is to be shared out, for a run of outputs.</summary>
    void Prepare(int row, int start, int count, float* portions);

    /// <summary>The share of the next input of a window, in row-major order.</summary>
    /// <param name="x">The input.</param>
    /// <param name="maximum">The window's maximum.</param>
    /// <param name="portion">What is to be shared out; the rule may keep in it what is left.</param>
    static abstract V Share(V x, V maximum, ref V portion);
}

/// <summary>All to the first maximal input.</summary>
internal readonly unsafe struct WinnerShares(Tensor r, PoolGeometry geometry, QuotientLoss? loss) : IPoolShares
{
    private readonly Tensor _r = r;

    public bool IsTraced => loss is not null;

    public void Prepare(int row, int start, int count, float* portions)
    {
        float* r = _r.Row(row) + (nint)start * TensorLayout.Lanes;
        for (nint i = 0; i < (nint)count * TensorLayout.Lanes; i += TensorLayout.Lanes)
            Vector512.Load(r + i).Store(portions + i);
        if (loss is not null)
            loss.Dropped += RelevanceOfEmptyWindows(_r.Layout, geometry, row, start, count, r);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Share(V x, V maximum, ref V portion)
    {
        V wins = Vector512.Equals(x, maximum);
        V share = portion & wins;
        portion = Vector512.AndNot(portion, wins);
        return share;
    }

    internal static double RelevanceOfEmptyWindows(TensorLayout layout, PoolGeometry geometry, int row, int start, int count, float* r)
    {
        (int block, int depth, int height) = layout.RowPosition(row);
        double sum = 0;
        for (int i = 0; i < count; i++)
        {
            if (!geometry.IsEmpty(depth, height, start + i))
                continue;
            for (int lane = 0; lane < layout.LanesOf(block); lane++)
                sum += r[(nint)i * TensorLayout.Lanes + lane];
        }

        return sum;
    }
}

/// <summary>In equal parts to all maximal inputs.</summary>
internal readonly unsafe struct TieShares(Tensor x, Tensor y, Tensor r, PoolGeometry geometry, QuotientLoss? loss) : IPoolShares
{
    private readonly Tensor _x = x;
    private readonly Tensor _y = y;
    private readonly WinnerShares _whole = new(r, geometry, loss);

    public bool IsTraced => loss is not null;

    public void Prepare(int row, int start, int count, float* portions)
    {
        _whole.Prepare(row, start, count, portions);
        (int block, int depth, int height) = _y.Layout.RowPosition(row);
        float* y = _y.Row(row) + (nint)start * TensorLayout.Lanes;
        for (int i = 0; i < count; i++, y += TensorLayout.Lanes, portions += TensorLayout.Lanes)
        {
            V maximum = Vector512.Load(y);
            V ties = V.Zero;
            for (int d = geometry.Depth.Start(depth); d < geometry.Depth.End(depth); d++)
            {
                for (int h = geometry.Height.Start(height); h < geometry.Height.End(height); h++)
                {
                    for (int w = geometry.Width.Start(start + i); w < geometry.Width.End(start + i); w++)
                        ties += Vector512.Equals(Vector512.Load(_x.Pixel(block, d, h, w)), maximum) & V.One;
                }
            }

            // A window has no maximal input only when it is empty; at least one keeps its portion from becoming NaN.
            (Vector512.Load(portions) / Vector512.Max(ties, V.One)).Store(portions);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Share(V x, V maximum, ref V portion) => portion & Vector512.Equals(x, maximum);
}

/// <summary>In proportion to the inputs.</summary>
internal readonly unsafe struct ProportionalShares(WindowSum sums, Tensor r, Stabilizer stabilizer, QuotientLoss? loss) : IPoolShares
{
    private readonly WindowSum _sums = sums;
    private readonly Tensor _r = r;

    public bool IsTraced => loss is not null;

    public void Prepare(int row, int start, int count, float* portions)
    {
        _sums.Read(row, start, count, portions);
        float* r = _r.Row(row) + (nint)start * TensorLayout.Lanes;
        int floats = count * TensorLayout.Lanes;
        if (loss is null)
        {
            QuotientMath.Divide(portions, r, portions, floats, stabilizer, 1f);
        }
        else
        {
            int lanes = _r.Layout.LanesOf(row / _r.Layout.RowsPerBlock);
            QuotientMath.Divide(portions, r, portions, floats, stabilizer, 1f, null, lanes, loss);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Share(V x, V maximum, ref V portion) => x * portion;
}
