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
    internal GaussianOneClass(ReadOnlySpan<float> supportVectors, int features, ReadOnlySpan<float> coefficients, float gamma)
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
        foreach (float coefficient in coefficients)
        {
            if (!(coefficient > 0 && float.IsFinite(coefficient)))
                throw new ArgumentException($"Coefficients must be above 0 and finite; one is {coefficient}.", nameof(coefficients));
            total += coefficient;
        }

        Gamma = gamma;
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

    /// <summary>γ.</summary>
    internal float Gamma { get; }

    /// <summary>Floats of scratch memory that scores need.</summary>
    /// <param name="inputs">Inputs of the group.</param>
    internal nint ScoreScratch(int inputs) => (nint)inputs * Points.PaddedCount;

    /// <summary>Floats of scratch memory that explanations need.</summary>
    /// <param name="inputs">Inputs of the group.</param>
    internal nint ExplainScratch(int inputs) => 2 * ScoreScratch(inputs) + WeightedSquares.ScratchLength(Points, inputs);

    /// <summary>The outlier scores of a group of inputs.</summary>
    /// <param name="x">
    /// The inputs side by side, <c>[features][stride]</c>; what stands beside them is read, but does not matter. A single one may have a
    /// stride of 1.
    /// </param>
    /// <param name="stride">Floats from a feature to the next one: the number of inputs rounded up to a multiple of 4, or more.</param>
    /// <param name="inputs">Number of inputs, 1 to <see cref="SquaredDistances.MostInputs"/>.</param>
    /// <param name="scores">o, one for each input.</param>
    /// <param name="scratch">As many floats as <see cref="ScoreScratch"/> says.</param>
    internal void Score(float* x, int stride, int inputs, float* scores, float* scratch)
    {
        Distances(x, stride, inputs, scratch);
        for (int input = 0; input < inputs; input++)
            scores[input] = Pool<Discarded>(scratch + (nint)input * Points.PaddedCount, null);
        GC.KeepAlive(this);
    }

    /// <summary>The outlier scores of a group of inputs, and what each feature has in them.</summary>
    /// <param name="x">The inputs, as in <see cref="Score"/>.</param>
    /// <param name="stride">Floats from a feature to the next one, as in <see cref="Score"/>.</param>
    /// <param name="inputs">Number of inputs, 1 to <see cref="SquaredDistances.MostInputs"/>.</param>
    /// <param name="scores">o, one for each input: the same bits as <see cref="Score"/> gives.</param>
    /// <param name="relevance">R, <c>[inputs][features]</c>, at least 0.</param>
    /// <param name="slack">o - Σ_i R_i, one for each input.</param>
    /// <param name="scratch">As many floats as <see cref="ExplainScratch"/> says, aligned to 8 bytes.</param>
    internal void Explain(float* x, int stride, int inputs, float* scores, float* relevance, float* slack, float* scratch)
    {
        float* weights = scratch + ScoreScratch(inputs);
        Distances(x, stride, inputs, scratch);
        for (int input = 0; input < inputs; input++)
        {
            nint at = (nint)input * Points.PaddedCount;
            scores[input] = Pool<Kept>(scratch + at, weights + at);
        }

        int features = Points.Features;
        new Span<float>(relevance, inputs * features).Clear();
        WeightedSquares.AddGroup(Points, x, stride, inputs, weights, relevance, weights + ScoreScratch(inputs));
        for (int input = 0; input < inputs; input++)
        {
            double sum = 0;
            for (int i = 0; i < features; i++)
                sum += relevance[(nint)input * features + i];
            slack[input] = (float)(scores[input] - sum);
        }

        GC.KeepAlive(this);
    }

    /// <summary>Frees the memory.</summary>
    public void Dispose()
    {
        Points.Dispose();
        _coefficients.Dispose();
    }
}
