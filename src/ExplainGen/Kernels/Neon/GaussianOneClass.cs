using System.Runtime.Intrinsics;

namespace ExplainGen.Kernels;

/// <summary>
/// The one-class support vector machine with a Gaussian kernel as a network of distances and a soft minimum (Kauffmann, Müller, Montavon,
/// "Towards explaining anomalies: a deep Taylor decomposition of one-class models", Pattern Recognition 2020): the outlier score
/// <c>o = -log Σ_j α_j exp(-γ |x - u_j|²)</c> with Σ α_j = 1, and what each feature has in it,
/// <c>R_i = Σ_j p_j (x_i - u_ij)² min(o / |x - u_j|², γ)</c>. What the R_i lack of o, the slack, is not attributed.
/// </summary>
/// <remarks>
/// <para>
/// The p_j are the weights of the soft minimum. Those so small that all of them together are below the rounding of o are taken for zero:
/// where the kernel is narrow, only the points near the input are read a second time.
/// </para>
/// <para>
/// An input has the same bits alone and in any group. Nothing is allocated: scratch memory is the caller's, 64-byte aligned at best. Inputs
/// are finite, and so far from overflow that their squared distances are too.
/// </para>
/// </remarks>
internal sealed unsafe partial class GaussianOneClass : IDisposable
{
    /// <summary>-log α_j, positive infinity behind the last point, and then α_j, zero there.</summary>
    private readonly NativeBuffer _coefficients;

    /// <summary>Packs a model.</summary>
    /// <param name="supportVectors">u, <c>[count, features]</c>.</param>
    /// <param name="features">Features of a support vector, at least 1.</param>
    /// <param name="coefficients">α up to a factor, above 0, one for each support vector.</param>
    /// <param name="gamma">γ, above 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">γ or the number of features is out of range.</exception>
    /// <exception cref="ArgumentException">The support vectors or coefficients are no such.</exception>
    /// <exception cref="OutOfMemoryException">The memory cannot be had.</exception>
    internal GaussianOneClass(ReadOnlySpan<float> supportVectors, int features, ReadOnlySpan<double> coefficients, float gamma)
    {
        if (!(gamma > 0 && float.IsFinite(gamma)))
            throw new ArgumentOutOfRangeException(nameof(gamma), gamma, "The scale of the kernel must be above 0 and finite.");
        int[] order = PointOrder.Neighbors(supportVectors, features);
        if (coefficients.Length != order.Length)
        {
            throw new ArgumentException(
                $"There are {coefficients.Length} coefficients for {order.Length} support vectors.", nameof(coefficients));
        }

        double total = 0;
        foreach (double coefficient in coefficients)
        {
            if (!(coefficient > 0 && double.IsFinite(coefficient)))
                throw new ArgumentException($"Coefficients must be above 0 and finite; one is {coefficient}.", nameof(coefficients));
            total += coefficient;
        }

        Gamma = gamma;
        Order = order;
        Points = new PointSet(supportVectors, features, order);
        _coefficients = new NativeBuffer(2 * Points.PaddedCount);
        float* bias = _coefficients.Data, shares = bias + Points.PaddedCount;
        for (int place = 0; place < Points.PaddedCount; place++)
        {
            double share = place < order.Length ? coefficients[order[place]] / total : 0;
            (bias[place], shares[place]) = ((float)-Math.Log(share), (float)share);
        }
    }

    /// <summary>The support vectors.</summary>
    internal PointSet Points { get; }

    /// <summary>Which support vector stands at each place, where neighbors stand together.</summary>
    internal int[] Order { get; }

    /// <summary>γ.</summary>
    internal float Gamma { get; }

    /// <summary>The squared distances of a group of inputs.</summary>
    /// <param name="x">
    /// The inputs side by side, <c>[features][stride]</c>; what stands beside them is read, but does not matter. A single one may have a
    /// stride of 1.
    /// </param>
    /// <param name="stride">Floats from a feature to the next one: the number of inputs rounded up to a multiple of 4, or more.</param>
    /// <param name="inputs">Number of inputs, 1 to <see cref="SquaredDistances.MostInputs"/>.</param>
    /// <param name="squares"><c>[inputs][<see cref="PointSet.PaddedCount"/>]</c>.</param>
    internal void Distances(float* x, int stride, int inputs, float* squares)
    {
        if (inputs == 1 && stride == 1)
            SquaredDistances.Compute(Points, x, squares);
        else
            SquaredDistances.ComputeGroup(Points, x, stride, inputs, squares);
    }

    /// <summary>The score of an input.</summary>
    /// <param name="squares">Its squared distances, which are multiplied by γ.</param>
    /// <param name="weights">Room for <see cref="PointSet.PaddedCount"/> floats, which the p_j are proportional to.</param>
    /// <param name="sum">What they sum up to.</param>
    internal float Pool(float* squares, float* weights, out float sum) =>
        Vector512.IsHardwareAccelerated ? Pool<LaneMath512, Vector512<float>>(squares, weights, out sum)
        : Vector256.IsHardwareAccelerated ? Pool<LaneMath256, Vector256<float>>(squares, weights, out sum)
        : Pool<LaneMath128, Vector128<float>>(squares, weights, out sum);

    /// <summary>c_j = p_j min(o / d_j², γ), and zero where all of what is left out is below the rounding of o.</summary>
    /// <param name="scaled">Squared distances times γ.</param>
    /// <param name="weights">What the p_j are proportional to.</param>
    /// <param name="coefficients">c.</param>
    /// <param name="sum">What the weights sum up to.</param>
    /// <param name="score">o.</param>
    internal void Weigh(float* scaled, float* weights, float* coefficients, float sum, float score)
    {
        int length = Points.PaddedCount;
        float factor = Gamma / sum, negligible = (float)(sum * Rounding / Points.Count);
        if (Vector512.IsHardwareAccelerated)
            Weigh<LaneMath512, Vector512<float>>(scaled, weights, coefficients, length, factor, score, negligible);
        else if (Vector256.IsHardwareAccelerated)
            Weigh<LaneMath256, Vector256<float>>(scaled, weights, coefficients, length, factor, score, negligible);
        else
            Weigh<LaneMath128, Vector128<float>>(scaled, weights, coefficients, length, factor, score, negligible);
    }

    /// <summary>Σ_j p_j max(0, o - γ d_j²): what the weights of the support vectors explain, and no feature gets.</summary>
    /// <param name="scaled">Squared distances times γ.</param>
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

    /// <summary>Frees the memory.</summary>
    public void Dispose()
    {
        Points.Dispose();
        _coefficients.Dispose();
    }
}
