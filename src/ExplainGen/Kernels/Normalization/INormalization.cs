namespace ExplainGen.Kernels;

/// <summary>
/// Normalization by statistics of its input: of every set of elements that belong together the mean m (0 where nothing is centered) and
/// the deviation σ = √(mean (x - m)² + epsilon). Statistics are summed in double precision and computed anew by each pass, which costs
/// less than keeping them. Nothing is allocated, and any number of threads gives the same bits.
/// </summary>
public interface INormalization
{
    /// <summary>y = act((x - m) / σ · gain + bias).</summary>
    /// <param name="x">The input.</param>
    /// <param name="gain">A factor per channel, or null for ones.</param>
    /// <param name="bias">What is added per channel, or null.</param>
    /// <param name="activation">The nonlinearity to end with.</param>
    /// <param name="y">The result, of the shape of x; may be the memory of x.</param>
    /// <param name="workers">The threads to use.</param>
    /// <exception cref="ArgumentException">The shapes differ, or are not what this normalization is for.</exception>
    void Forward(in Tensor x, ChannelVector? gain, ChannelVector? bias, Activation activation, in Tensor y, Workers workers);

    /// <summary>
    /// r = x / σ · (gain · s - mean(gain · s)), or r += the same; without the mean where nothing is centered. With s = R / st(y) these are
    /// shares by contribution, σ being taken as a constant and m as the linear function of x that it is (Achtibat et al. 2024).
    /// </summary>
    /// <param name="s">The quotients.</param>
    /// <param name="gain">As in the forward pass.</param>
    /// <param name="x">The input.</param>
    /// <param name="accumulate">Whether to add to r rather than overwrite it.</param>
    /// <param name="r">The relevance of x; may be the memory of s where it is overwritten.</param>
    /// <param name="workers">The threads to use.</param>
    /// <exception cref="ArgumentException">The shapes differ, or are not what this normalization is for.</exception>
    void Share(in Tensor s, ChannelVector? gain, in Tensor x, bool accumulate, in Tensor r, Workers workers);

    /// <summary>
    /// r = (t - mean t - n mean(t n)) / σ with t = gain · g and n = (x - m) / σ, or r += the same: the gradient through the statistics too.
    /// </summary>
    /// <param name="g">The gradient of y.</param>
    /// <param name="gain">As in the forward pass.</param>
    /// <param name="x">The input.</param>
    /// <param name="accumulate">Whether to add to r rather than overwrite it.</param>
    /// <param name="r">The gradient of x; may be the memory of g where it is overwritten.</param>
    /// <param name="workers">The threads to use.</param>
    /// <exception cref="ArgumentException">The shapes differ, or are not what this normalization is for.</exception>
    void Gradient(in Tensor g, ChannelVector? gain, in Tensor x, bool accumulate, in Tensor r, Workers workers);
}

/// <summary>The passes of an <see cref="INormalization"/>.</summary>
internal enum NormalizationPass
{
    Forward,
    Share,
    Gradient,
}
