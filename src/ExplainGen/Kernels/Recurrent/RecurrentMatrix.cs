using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using V = System.Runtime.Intrinsics.Vector512<float>;

namespace ExplainGen.Kernels;

/// <summary>
/// A matrix that multiplies one state after the other, packed <c>[block of 16 rows][column][16]</c> with columns rounded up to whole
/// blocks, so that a block of products is one run over the weights.
/// </summary>
internal sealed unsafe class RecurrentMatrix
{
    private const int Lanes = TensorLayout.Lanes;

    private readonly NativeBuffer _packed;
    private readonly int _columnBlocks;

    /// <summary>Packs a matrix.</summary>
    /// <param name="rowBlocks">Blocks of 16 rows.</param>
    /// <param name="columnBlocks">Blocks of 16 columns.</param>
    /// <param name="at">The weight at a row and a column; 0 where they only fill a block.</param>
    internal RecurrentMatrix(int rowBlocks, int columnBlocks, Func<int, int, float> at)
    {
        _columnBlocks = columnBlocks;
        _packed = new NativeBuffer((nint)rowBlocks * columnBlocks * Lanes * Lanes, cleared: false);
        Parallel.For(0, rowBlocks, block =>
        {
            float* to = Weights(block, 0);
            for (int column = 0; column < columnBlocks * Lanes; column++)
            {
                for (int lane = 0; lane < Lanes; lane++)
                    *to++ = at(block * Lanes + lane, column);
            }
        });
    }

    /// <summary>Native memory held, in bytes.</summary>
    internal long Bytes => sizeof(float) * (long)_packed.Length;

    /// <summary>The products of a block of rows with some columns, added to <paramref name="sum"/> in a fixed order.</summary>
    /// <param name="sum">What to add to.</param>
    /// <param name="row">The block of rows.</param>
    /// <param name="column">The first block of columns.</param>
    /// <param name="values">The values to multiply, whole blocks of them; zero or at least finite where they only fill a block.</param>
    /// <param name="stride">Floats from one block of values to the next.</param>
    /// <param name="blocks">How many blocks of columns.</param>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal V Multiply(V sum, int row, int column, float* values, nint stride, int blocks)
    {
        float* w = Weights(row, column);

        // Four chains, so that one product does not wait for the one before.
        V a = sum, b = V.Zero, c = V.Zero, d = V.Zero;
        for (int block = 0; block < blocks; block++, values += stride)
        {
            for (int lane = 0; lane < Lanes; lane += 4, w += 4 * Lanes)
            {
                a = Vector512.MultiplyAddEstimate(Vector512.Load(w), Vector512.Create(values[lane]), a);
                b = Vector512.MultiplyAddEstimate(Vector512.Load(w + Lanes), Vector512.Create(values[lane + 1]), b);
                c = Vector512.MultiplyAddEstimate(Vector512.Load(w + 2 * Lanes), Vector512.Create(values[lane + 2]), c);
                d = Vector512.MultiplyAddEstimate(Vector512.Load(w + 3 * Lanes), Vector512.Create(values[lane + 3]), d);
            }
        }

        return a + b + (c + d);
    }

    private float* Weights(int row, int column) => _packed.Data + ((nint)row * _columnBlocks + column) * Lanes * Lanes;
}
