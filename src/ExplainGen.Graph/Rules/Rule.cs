namespace ExplainGen.Graph;

/// <summary>What happens to the share of relevance that a layer's bias takes.</summary>
public enum BiasHandling
{
    /// <summary>It stays with the bias: part of the denominator, lost to the inputs (Zennit's default).</summary>
    Absorb,

    /// <summary>The bias is left out of the denominator.</summary>
    Ignore,

    /// <summary>It is spread evenly over the inputs that the output sees.</summary>
    Redistribute,
}

/// <summary>How epsilon enters a denominator.</summary>
public enum StabilizerMode
{
    /// <summary>z + eps*s(z).</summary>
    Add,

    /// <summary>s(z)*max(|z|, eps).</summary>
    Clip,
}

/// <summary>How denominators are kept away from zero: z + eps*s(z), or s(z)*max(|z|, eps), with s(0) = +1.</summary>
/// <param name="Clip">The second form.</param>
/// <param name="RmsScaled">Whether epsilon is in units of the root mean square of z.</param>
public readonly record struct StabilizerSpec(double Epsilon, bool Clip = false, bool RmsScaled = false)
{
    public override string ToString() =>
        ArgumentReader.Format(Epsilon) + (RmsScaled ? "*rms" : "") + (Clip ? " clip" : "");
}

/// <summary>A rule with its parameters: how one layer hands relevance to its inputs. One record a rule, equal by value.</summary>
public abstract record Rule
{
    /// <summary>The name in declarations.</summary>
    public abstract string Name { get; }

    public StabilizerSpec Stabilizer { get; init; } = new(1e-6);

    public BiasHandling Bias { get; init; }

    /// <summary>Whether this is a backward pass of gradients rather than of relevance, which nothing conserves.</summary>
    public virtual bool IsGradient => false;

    /// <summary>The classes of operators it can be given to.</summary>
    public abstract bool AppliesTo(Operator op);

    /// <summary>The parameters as printed in comments and tables; empty if it has none.</summary>
    protected virtual string Parameters => "";

    public sealed override string ToString()
    {
        string text = Name + (Parameters.Length == 0 ? "" : $"({Parameters})");
        return Bias switch
        {
            BiasHandling.Ignore => text + ", bias ignored",
            BiasHandling.Redistribute => text + ", bias redistributed",
            _ => text,
        };
    }

    protected static string Format(double value) => ArgumentReader.Format(value);
}
