using System.Globalization;

namespace ExplainGen;

/// <summary>What an explanation is about.</summary>
public enum TargetKind
{
    /// <summary>The class with the largest logit.</summary>
    Top,

    /// <summary>One class.</summary>
    Class,

    /// <summary>One class against another: the difference of their logits.</summary>
    Contrast,

    /// <summary>One class against all others together: log P / (1 - P).</summary>
    LogOdds,

    /// <summary>A weighted sum of logits.</summary>
    Weighted,
}

/// <summary>The score that an explanation explains: <c>default</c> is the class with the largest logit.</summary>
public readonly record struct Target
{
    // Tells class 0 from no class in a target that is all zeros otherwise.
    private readonly bool _isResolvedTop;

    private Target(TargetKind kind, int @class, int other, ReadOnlyMemory<float> weights)
    {
        Kind = kind;
        ClassIndex = @class;
        OtherIndex = other;
        Weights = weights;
    }

    private Target(int top)
    {
        ClassIndex = top;
        _isResolvedTop = true;
    }

    /// <summary>The class with the largest logit; the first of equals.</summary>
    public static Target Top => default;

    /// <summary>Which kind of score this is.</summary>
    public TargetKind Kind { get; }

    /// <summary>The class explained. In a resolved target this is set for <see cref="TargetKind.Top"/> too; -1 for weighted sums.</summary>
    public int ClassIndex { get; }

    /// <summary>The class that <see cref="TargetKind.Contrast"/> subtracts.</summary>
    public int OtherIndex { get; }

    /// <summary>One weight a logit, for <see cref="TargetKind.Weighted"/>.</summary>
    public ReadOnlyMemory<float> Weights { get; }

    /// <summary>The value that the output is explained against, for targets of <see cref="Against"/>; null for all others.</summary>
    public float? Reference { get; private init; }

    /// <summary>How much relevance it starts with.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is no member of <see cref="ExplainGen.Seed"/>.</exception>
    /// <exception cref="InvalidOperationException">It is <see cref="Seed.One"/>, and the target has a <see cref="Reference"/>.</exception>
    public Seed Seed
    {
        get;
        init => field = value switch
        {
            Seed.One when Reference is not null => throw AgainstOne(),
            Seed.Logit or Seed.One => value,
            _ => throw new ArgumentOutOfRangeException(
                nameof(Seed), value, $"There is no seed {(int)value}: relevance starts with {nameof(Seed.Logit)} or {nameof(Seed.One)}."),
        };
    }

    /// <summary>One class: z_c.</summary>
    /// <param name="index">From 0.</param>
    public static Target Class(int index) => new(TargetKind.Class, index, 0, default);

    /// <summary>Why one class rather than another: z_c - z_other.</summary>
    /// <param name="index">From 0.</param>
    /// <param name="other">From 0, another class.</param>
    public static Target Contrast(int index, int other) => new(TargetKind.Contrast, index, other, default);

    /// <summary>
    /// Why one class rather than any other: the log odds log P_c/(1 - P_c) = z_c - LSE over k other than c of z_k, linearized: its
    /// gradient (1 for c, minus the softmax among the others for k) weighs the logits.
    /// </summary>
    /// <param name="index">From 0.</param>
    public static Target LogOdds(int index) => new(TargetKind.LogOdds, index, 0, default);

    /// <summary>A weighted sum of logits.</summary>
    /// <param name="weights">One a logit, all finite.</param>
    public static Target Weighted(ReadOnlyMemory<float> weights) => new(TargetKind.Weighted, -1, 0, weights);

    /// <summary>
    /// An output of a regression against a value that the reader has in mind: why it is z_c rather than the reference. Relevance starts
    /// with z_c - reference (Letzgus et al., "Toward explainable AI for regression models", 2022, arXiv:2112.11407).
    /// </summary>
    /// <remarks>
    /// Any network takes it. <see cref="RegressionAttribute"/> as the last layer makes the difference that of activations; elsewhere the
    /// difference is shared as the output itself is, scaled. Gradients start with the target's weights, whatever the reference.
    /// </remarks>
    /// <param name="reference">In units of the output, finite.</param>
    /// <exception cref="ArgumentOutOfRangeException">The reference is NaN or infinity.</exception>
    /// <exception cref="InvalidOperationException">
    /// The target is not a <see cref="Class(int)"/>, or is seeded with <see cref="Seed.One"/>.
    /// </exception>
    public Target Against(float reference)
    {
        if (!float.IsFinite(reference))
            throw new ArgumentOutOfRangeException(nameof(reference), reference, "A reference value must be finite.");
        if (Kind != TargetKind.Class)
        {
            throw new InvalidOperationException(
                $"A reference value is for one output, such as Target.Class(0).Against(2), but the target is: {this}.");
        }

        return Seed == Seed.One ? throw AgainstOne() : this with { Reference = reference };
    }

    /// <summary>The same target with another seed.</summary>
    /// <param name="seed">How much relevance it starts with.</param>
    /// <exception cref="ArgumentOutOfRangeException">The value is no member of <see cref="ExplainGen.Seed"/>.</exception>
    /// <exception cref="InvalidOperationException">It is <see cref="Seed.One"/>, and the target has a <see cref="Reference"/>.</exception>
    public Target With(Seed seed) => this with { Seed = seed };

    /// <summary>Writes the relevance of the logits.</summary>
    /// <param name="logits">What the network said.</param>
    /// <param name="relevance">One a logit.</param>
    /// <param name="gradient">Whether the weights themselves are wanted, whatever <see cref="Seed"/> says.</param>
    /// <returns>The target with its class decided.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A class index is not below the number of logits.</exception>
    /// <exception cref="ArgumentException">
    /// Weights are not one finite number a logit, the classes of a contrast are the same, or a reference value is beyond float32 from the
    /// logit.
    /// </exception>
    internal Target Resolve(ReadOnlySpan<float> logits, Span<float> relevance, bool gradient)
    {
        relevance.Clear();
        Target resolved = this;
        switch (Kind)
        {
            case TargetKind.Top:
                resolved = new Target(IndexOfLargest(logits)) { Seed = Seed };
                relevance[resolved.ClassIndex] = 1;
                break;
            case TargetKind.Class:
                Check(ClassIndex, logits.Length);
                relevance[ClassIndex] = 1;
                break;
            case TargetKind.Contrast:
                Check(ClassIndex, logits.Length);
                Check(OtherIndex, logits.Length);
                if (ClassIndex == OtherIndex)
                    throw new ArgumentException($"A contrast needs two classes, but both are {ClassIndex}.");
                relevance[ClassIndex] = 1;
                relevance[OtherIndex] = -1;
                break;
            case TargetKind.LogOdds:
                Check(ClassIndex, logits.Length);
                WriteLogOddsGradient(logits, relevance);
                break;
            default:
                WriteWeights(logits.Length, relevance);
                break;
        }

        if (Seed == Seed.Logit && !gradient)
        {
            for (int i = 0; i < relevance.Length; i++)
                relevance[i] *= logits[i];
            if (Reference is { } reference)
                relevance[ClassIndex] = Difference(logits[ClassIndex], reference);
        }

        return resolved;
    }

    private static InvalidOperationException AgainstOne() => new(
        "A target against a reference value starts with the difference of the two, so its seed is "
        + $"{nameof(Seed.Logit)}, not {nameof(Seed.One)}.");

    private static float Difference(float logit, float reference) => float.IsFinite(logit - reference)
        ? logit - reference
        : throw new ArgumentException(
            $"The output is {logit}, so far from the reference value {reference} that float32 does not hold the difference.");

    private static int IndexOfLargest(ReadOnlySpan<float> logits)
    {
        int best = 0;
        for (int i = 1; i < logits.Length; i++)
        {
            if (logits[i] > logits[best])
                best = i;
        }

        return best;
    }

    private static void Check(int index, int count)
    {
        if ((uint)index >= (uint)count)
            throw new ArgumentOutOfRangeException("target", index, $"The model has {count} outputs, 0 to {count - 1}.");
    }

    private void WriteLogOddsGradient(ReadOnlySpan<float> logits, Span<float> relevance)
    {
        if (logits.Length < 2)
            throw new ArgumentException("Log odds need at least two outputs, but the model has one.");
        float largest = float.NegativeInfinity;
        for (int i = 0; i < logits.Length; i++)
            largest = i == ClassIndex ? largest : Math.Max(largest, logits[i]);
        double sum = 0;
        for (int i = 0; i < logits.Length; i++)
            sum += i == ClassIndex ? 0 : Math.Exp(logits[i] - (double)largest);
        for (int i = 0; i < logits.Length; i++)
            relevance[i] = i == ClassIndex ? 1 : (float)(-Math.Exp(logits[i] - (double)largest) / sum);
    }

    private void WriteWeights(int count, Span<float> relevance)
    {
        if (Weights.Length != count)
            throw new ArgumentException($"The target has {Weights.Length} weights, but the model has {count} outputs.");
        for (int i = 0; i < count; i++)
        {
            float weight = Weights.Span[i];
            if (!float.IsFinite(weight))
                throw new ArgumentException($"Weight {i} of the target is {weight}; weights must be finite.");
            relevance[i] = weight;
        }
    }

    /// <summary>The target in words; a resolved <see cref="Top"/> names the class that it came to.</summary>
    public override string ToString() => Kind switch
    {
        TargetKind.Top => _isResolvedTop ? $"class {ClassIndex} (top)" : "top class",
        TargetKind.Class when Reference is { } reference => string.Create(
            CultureInfo.InvariantCulture, $"class {ClassIndex} against the value {reference}"),
        TargetKind.Class => $"class {ClassIndex}",
        TargetKind.Contrast => $"class {ClassIndex} against {OtherIndex}",
        TargetKind.LogOdds => $"log odds of class {ClassIndex}",
        _ => "weighted sum",
    };
}
