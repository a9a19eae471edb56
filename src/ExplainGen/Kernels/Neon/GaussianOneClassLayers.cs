using System.Runtime.Intrinsics;

namespace ExplainGen.Kernels;

/// <summary>The one-class machine layer by layer, for calls that look at what is in between.</summary>
internal sealed unsafe partial class GaussianOneClass
{
    /// <summary>The squared distances of a group of inputs.</summary>
    /// <param name="x">The inputs side by side, as in <see cref="Score"/>.</param>
    /// <param name="stride">Floats from a feature to the next one.</param>
    /// <param name="inputs">Number of inputs.</param>
    /// <param name="squares"><c>[inputs][<see cref="PointSet.PaddedCount"/>]</c>.</param>
    internal void Distances(float* x, int stride, int inputs, float* squares)
    {
        if (inputs == 1 && stride == 1)
            SquaredDistances.Compute(Points, x, squares);
        else
            SquaredDistances.ComputeGroup(Points, x, stride, inputs, squares);
    }

    /// <summary>The score of an input: the same bits as <see cref="Score"/> gives.</summary>
    /// <param name="squares">Its squared distances, which are multiplied by gamma.</param>
    /// <param name="weights">Room for <see cref="PointSet.PaddedCount"/> floats, which the p_j are proportional to.</param>
    /// <param name="sum">What they sum up to.</param>
    internal float Pool(float* squares, float* weights, out float sum) =>
        Vector512.IsHardwareAccelerated ? Pool<LaneMath512, Vector512<float>>(squares, weights, out sum)
        : Vector256.IsHardwareAccelerated ? Pool<LaneMath256, Vector256<float>>(squares, weights, out sum)
        : Pool<LaneMath128, Vector128<float>>(squares, weights, out sum);

    /// <summary>c_j = p_j min(o / d_j^2, gamma), and zero where all of what is left out is below the rounding of o.</summary>
    /// <param name="scaled">Squared distances times gamma.</param>
    /// <param name="weights">What the p_j are proportional to.</param>
    /// <param name="coefficients">c.</param>
    /// <param name="sum">What the weights sum up to.</param>
    /// <param name="score">o.</param>
    internal void Weigh(float* scaled, float* weights, float* coefficients, float sum, float score)
    {
        int length = Points.PaddedCount;
        new ReadOnlySpan<float>(weights, length).CopyTo(new Span<float>(coefficients, length));
        float factor = Gamma / sum, negligible = (float)(sum * Rounding / Points.Count);
        if (Vector512.IsHardwareAccelerated)
            Weigh<LaneMath512, Vector512<float>>(scaled, coefficients, length, factor, score, negligible);
        else if (Vector256.IsHardwareAccelerated)
            Weigh<LaneMath256, Vector256<float>>(scaled, coefficients, length, factor, score, negligible);
        else
            Weigh<LaneMath128, Vector128<float>>(scaled, coefficients, length, factor, score, negligible);
    }

    /// <summary>sum_j p_j max(0, o - gamma d_j^2): what the weights of the support vectors explain.</summary>
    /// <param name="scaled">Squared distances times gamma.</param>
    /// <param name="weights">What the p_j are proportional to.</param>
    /// <param name="sum">What they sum up to.</param>
    /// <param name="score">o.</param>
    internal double Slack(float* scaled, float* weights, float sum, float score)
    {
        double slack = 0;
        for (int place = 0; place < Points.Count; place++)
            slack += weights[place] * Math.Max(0.0, score - (double)scaled[place]);
        return slack / sum;
    }

    private float Pool<TMath, TVector>(float* squares, float* weights, out float sum)
        where TMath : ILaneMath<TVector>
        where TVector : struct
    {
        int length = Points.PaddedCount;
        float* bias = _coefficients.Data;
        float least = Scale<TMath, TVector>(squares, bias, length, Gamma);
        double total = Exponentials<TMath, TVector, Kept>(squares, bias, length, least, weights), score = least - Math.Log(total);
        sum = (float)total;
        if (score < NearScore.Bound)
            score = Math.Max(0, NearScore.Of(squares, bias + length, Points.Count));
        GC.KeepAlive(this);
        return (float)score;
    }
}
