using System.Runtime.Intrinsics;
using ExplainGen.Kernels;

namespace ExplainGen.Tests.Kernels.Neon;

/// <summary>
/// The kernels over points at one width of vectors. Widths that the machine does not have are computed in pieces, so that all are tested
/// everywhere.
/// </summary>
internal abstract unsafe class LaneWidth
{
    internal static readonly LaneWidth[] All =
        [new Of<LaneMath512, Vector512<float>>(), new Of<LaneMath256, Vector256<float>>(), new Of<LaneMath128, Vector128<float>>()];

    internal abstract void Squares(PointSet points, float* x, float* squares);

    internal abstract void GroupSquares(PointSet points, float* x, int stride, int inputs, float* squares);

    internal abstract void Weighted(PointSet points, float* x, int stride, int inputs, float* weights, float* relevance, float* scratch);

    internal abstract void Exponential(float* y, int count, float* e);

    private sealed class Of<TMath, TVector> : LaneWidth
        where TMath : ILaneMath<TVector>
        where TVector : struct
    {
        internal override void Squares(PointSet points, float* x, float* squares) =>
            SquaredDistances.Compute<TMath, TVector>(points, x, squares);

        internal override void GroupSquares(PointSet points, float* x, int stride, int inputs, float* squares) =>
            SquaredDistances.ComputeGroup<TMath, TVector>(points, x, stride, inputs, squares);

        internal override void Weighted(
            PointSet points, float* x, int stride, int inputs, float* weights, float* relevance, float* scratch) =>
            WeightedSquares.AddGroup<TMath, TVector>(points, x, stride, inputs, weights, relevance, scratch);

        internal override void Exponential(float* y, int count, float* e)
        {
            for (int i = 0; i < count; i += TMath.Count)
                TMath.Store(NegativeExponential.Of<TMath, TVector>(TMath.Load(y + i)), e + i);
        }
    }
}
