namespace ExplainGen;

/// <summary>
/// The product of two values, element by element: a gate (GLU, SwiGLU, squeeze and excitation); <see cref="LayerAttribute.Inputs"/> names
/// the factors. They have one shape, or one element on an axis, which is then repeated; a vector is one factor a channel for all positions.
/// </summary>
/// <remarks>
/// Composites give everything to the signal (<see cref="SignalTakesAllAttribute"/>) where one factor alone is provably within 0 and 1, as
/// behind a <see cref="SigmoidAttribute"/>, and else half to each factor (<see cref="UniformAttribute"/>).
/// </remarks>
/// <example>
/// <code>[Linear(64, Name = "value"), Linear(64, Input = "norm"), Silu(Name = "gate"), Multiply(Inputs = ["value", "gate"])]</code>
/// </example>
public sealed class MultiplyAttribute : LayerAttribute;
