using ExplainGen.Onnx.Tests.Building;

namespace ExplainGen.Onnx.Tests.Neon;

/// <summary>A random support vector classifier in the layout of libsvm.</summary>
/// <param name="features">Features of an input.</param>
/// <param name="counts">Support vectors of each class.</param>
/// <param name="kernel">RBF or LINEAR.</param>
internal sealed class SvmData(int features, int[] counts, string kernel)
{
    private const float Gamma = 0.6f;

    /// <summary>How many classes there are.</summary>
    public int Classes => counts.Length;

    /// <summary>The pairs of classes in their order.</summary>
    public IEnumerable<(int First, int Second)> Pairs => Enumerable.Range(0, Classes)
        .SelectMany(i => Enumerable.Range(i + 1, Classes - i - 1).Select(j => (i, j)));

    /// <summary>The vectors, those of the first class first.</summary>
    public float[] Vectors { get; } = ModelFiles.Numbers(features * counts.Sum(), 31);

    /// <summary>What each vector counts against the other classes; positive against those behind its own, as libsvm's are.</summary>
    public float[] Coefficients { get; } = Signed(counts);

    /// <summary>What is added to the decision of each pair.</summary>
    public float[] Offsets { get; } = ModelFiles.Numbers(counts.Length * (counts.Length - 1) / 2, 33, -0.3f, 0.3f);

    /// <summary>The node that decides.</summary>
    public OnnxFile Write(OnnxFile file, params (string Name, object Value)[] more) => file.Model(
        "label scores", "SVMClassifier", "x",
        [.. new (string Name, object Value)[]
            {
                ("kernel_type", kernel), ("kernel_params", new[] { Gamma, 0f, 3f }), ("support_vectors", Vectors),
                ("coefficients", Coefficients), ("rho", Offsets), ("vectors_per_class", counts), ("post_transform", "NONE"),
                ("classlabels_ints", Enumerable.Range(0, Classes).ToArray()),
            }.Where(a => !more.Any(m => m.Name == a.Name)), .. more])
        .Output("label", Files.OnnxDataType.Int64).Output("scores");

    /// <summary>
    /// The positive or the negative part of the decision between two classes, as a file of its own: a sum over kernels that ONNX Runtime
    /// computes. What is added to the decision belongs to one of them, as the value of a support vector at the input itself.
    /// </summary>
    public byte[] Part(int first, int second, bool positive)
    {
        int pair = Pairs.ToList().IndexOf((first, second)), vectors = counts.Sum();
        float sign = positive ? 1 : -1;
        var chosen = new List<(int Vector, float Coefficient)>();
        for (int s = 0; s < vectors; s++)
        {
            int own = Class(s);
            if (own != first && own != second)
                continue;
            float coefficient = Coefficients[(own == first ? second - 1 : first) * vectors + s];
            if (coefficient * sign > 0)
                chosen.Add((s, Math.Abs(coefficient)));
        }

        return ModelFiles.Start(features).Model(
            "part", "SVMRegressor", "x", ("kernel_type", kernel), ("kernel_params", new[] { Gamma, 0f, 3f }),
            ("support_vectors", chosen.SelectMany(c => Vectors.Skip(c.Vector * features).Take(features)).ToArray()),
            ("coefficients", chosen.Select(c => c.Coefficient).ToArray()), ("rho", new[] { Math.Max(0, sign * Offsets[pair]) }),
            ("n_supports", chosen.Count), ("post_transform", "NONE")).ToArray();
    }

    private int Class(int vector)
    {
        int own = 0;
        for (int end = counts[0]; vector >= end; end += counts[own])
            own++;
        return own;
    }

    private static float[] Signed(int[] counts)
    {
        int vectors = counts.Sum(), start = 0;
        float[] values = ModelFiles.Numbers((counts.Length - 1) * vectors, 32, 0.1f, 1);
        for (int own = 0; own < counts.Length; start += counts[own++])
        {
            for (int row = 0; row < own; row++)
            {
                for (int s = start; s < start + counts[own]; s++)
                    values[row * vectors + s] *= -1;
            }
        }

        return values;
    }
}
