using ExplainGen.Kernels;

namespace ExplainGen.Tests.Kernels;

/// <summary>Values and derivatives of every activation kind, lane by lane.</summary>
public unsafe class ActivationMathTests
{
    private static readonly float[] s_extremes =
    [
        0f, -0f, float.Epsilon, -float.Epsilon, 1e-38f, -1e-38f, 1e-6f, -1e-6f, 20f, -20f, 60f, -60f, 200f, -200f, 1e10f, -1e10f, 1e20f,
        -1e20f, float.MaxValue, float.MinValue,
    ];

    public static TheoryData<int> Activations => [.. Enumerable.Range(0, ActivationReference.All.Length)];

    [Fact]
    public void Every_kind_is_covered()
        => Assert.Equal(Enum.GetValues<ActivationKind>(), ActivationReference.All.Select(a => a.Kind).Distinct().Order());

    [Theory]
    [MemberData(nameof(Activations))]
    public void Values_are_those_of_the_definition(int index)
    {
        Activation a = ActivationReference.All[index];
        float[] arguments = [.. Sweep(), .. s_extremes[..^4]];
        float[] values = Apply(&ActivationMath.Apply, a, arguments);
        for (int i = 0; i < arguments.Length; i++)
            AssertClose(a, arguments[i], ActivationReference.Value(a, arguments[i]), values[i], 1e-6, 1e-7);
    }

    [Theory]
    [MemberData(nameof(Activations))]
    public void Derivatives_are_differences_of_the_values(int index)
    {
        Activation a = ActivationReference.All[index];
        (double X, double Derivative)[] kinks = ActivationReference.Kinks(a);
        float[] arguments = [.. Sweep().Where(x => kinks.All(k => Math.Abs(x - k.X) > 0.003))];
        float[] values = Apply(&ActivationMath.Differentiate, a, arguments);
        for (int i = 0; i < arguments.Length; i++)
            AssertClose(a, arguments[i], ActivationReference.Derivative(a, arguments[i]), values[i], 1e-6, 5e-7);
    }

    [Theory]
    [MemberData(nameof(Activations))]
    public void Derivatives_at_kinks_are_those_of_PyTorch(int index)
    {
        Activation a = ActivationReference.All[index];
        foreach ((double x, double derivative) in ActivationReference.Kinks(a))
            AssertClose(a, (float)x, derivative, Apply(&ActivationMath.Differentiate, a, [(float)x])[0], 1e-6, 0);
    }

    [Theory]
    [MemberData(nameof(Activations))]
    public void Derivatives_are_finite_for_finite_arguments(int index)
    {
        float[] derivatives = Apply(&ActivationMath.Differentiate, ActivationReference.All[index], s_extremes);
        Assert.All(derivatives, d => Assert.True(float.IsFinite(d)));
    }

    [Theory]
    [MemberData(nameof(Activations))]
    public void NaN_is_not_hidden(int index)
    {
        Activation a = ActivationReference.All[index];
        Assert.True(float.IsNaN(Apply(&ActivationMath.Apply, a, [float.NaN])[0]));
    }

    [Fact]
    public void An_unknown_kind_is_refused()
        => Assert.Throws<ArgumentOutOfRangeException>(() => Apply(&ActivationMath.Apply, new Activation((ActivationKind)99), [0f]));

    private static IEnumerable<float> Sweep()
    {
        for (int i = -20_000; i <= 20_000; i++)
            yield return i / 1500f;
    }

    private static float[] Apply(delegate*<Activation, float*, int, void> function, Activation a, float[] arguments)
    {
        var padded = new float[(arguments.Length + 15) / 16 * 16];
        arguments.CopyTo(padded, 0);
        fixed (float* p = padded)
            function(a, p, padded.Length);
        return padded[..arguments.Length];
    }

    private static void AssertClose(Activation a, float x, double expected, float actual, double relative, double absolute)
    {
        if (!(Math.Abs(actual - expected) <= relative * Math.Abs(expected) + absolute))
            Assert.Fail($"{a} at {x:R}: {actual:R}, expected {expected:R}.");
    }
}
