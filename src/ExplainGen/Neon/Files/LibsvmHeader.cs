using System.Text;

namespace ExplainGen.Neon;

/// <summary>What stands before the support vectors in a model's file, checked entry by entry and then as a whole.</summary>
internal sealed class LibsvmHeader
{
    private static readonly string[] s_types = ["c_svc", "nu_svc", "one_class", "epsilon_svr", "nu_svr"];
    private static readonly string[] s_kernels = ["linear", "rbf"];

    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);
    private int _classes;

    public LibsvmType Type { get; private set; }

    public int TypeLine { get; private set; }

    public LibsvmKernel Kernel { get; private set; }

    public int KernelLine { get; private set; }

    public double? Gamma { get; private set; }

    /// <summary>How many support vectors the header announces.</summary>
    public int VectorCount { get; private set; }

    public double[] Rho { get; private set; } = [];

    public int[] Labels { get; private set; } = [];

    public int[] Counts { get; private set; } = [];

    public bool IsClassifier => Type is LibsvmType.CSvc or LibsvmType.NuSvc;

    /// <summary>How many coefficients a support vector has.</summary>
    public int CoefficientCount => IsClassifier ? _classes - 1 : 1;

    public static string NameOf(LibsvmType type) => s_types[(int)type];

    /// <summary>Reads an entry, whose key was the first word of the line.</summary>
    public void Read(LibsvmLines lines, string key)
    {
        if (!_seen.Add(key))
            throw lines.Error($"{key} occurs twice; expected it once");
        switch (key)
        {
            case "svm_type":
                (Type, TypeLine) = ((LibsvmType)OneOf(lines, key, s_types), lines.Number);
                break;
            case "kernel_type":
                (Kernel, KernelLine) = ((LibsvmKernel)OneOf(lines, key, s_kernels), lines.Number);
                break;
            case "gamma":
                Gamma = lines.Number64(Only(lines, key), key);
                if (Gamma <= 0)
                    throw lines.Error($"gamma is {Gamma}; expected a number above 0");
                break;
            case "degree" or "coef0":
                lines.Number64(Only(lines, key), key);
                break;
            case "nr_class":
                _classes = lines.Integer(Only(lines, key), 2, key);
                break;
            case "total_sv":
                VectorCount = lines.Integer(Only(lines, key), 1, key);
                break;
            case "rho":
                Rho = All(lines, key, lines.Number64);
                break;
            case "label":
                Labels = All(lines, key, (word, what) => lines.Integer(word, int.MinValue, what));
                break;
            case "nr_sv":
                Counts = All(lines, key, (word, what) => lines.Integer(word, 0, what));
                break;
            case "probA" or "probB" or "prob_density_marks":
                All(lines, key, lines.Number64);
                break;
            default:
                throw lines.Error($"{LibsvmLines.Quote(Encoding.UTF8.GetBytes(key))} is no entry of a model; expected one or SV");
        }
    }

    /// <summary>Whether the entries that the type needs are there and have the sizes that follow from the number of classes.</summary>
    public void Check(LibsvmLines lines)
    {
        string[] needed = ["svm_type", "kernel_type", "nr_class", "total_sv", "rho"];
        if (Kernel == LibsvmKernel.Gaussian)
            needed = [.. needed, "gamma"];
        if (IsClassifier)
            needed = [.. needed, "label", "nr_sv"];
        if (needed.FirstOrDefault(key => !_seen.Contains(key)) is { } missing)
            throw lines.Error($"the header ends without {missing}; expected it before SV");

        if (Kernel == LibsvmKernel.Linear)
            Gamma = null;
        if (!IsClassifier)
        {
            (Labels, Counts) = ([], []);
            Size(lines, "rho", Rho.Length, 1);
            return;
        }

        Size(lines, "rho", Rho.Length, (long)_classes * (_classes - 1) / 2);
        Size(lines, "label", Labels.Length, _classes);
        Size(lines, "nr_sv", Counts.Length, _classes);
        if (Labels.Distinct().Count() != _classes)
            throw lines.Error($"label has one number twice; expected {_classes} different ones");
        if (Counts.Sum(count => (long)count) is long sum && sum != VectorCount)
            throw lines.Error($"nr_sv adds up to {sum}; expected total_sv, {VectorCount}");
    }

    private static void Size(LibsvmLines lines, string key, int found, long expected)
    {
        if (found != expected)
            throw lines.Error($"{key} has {found} numbers; expected {expected}");
    }

    private static int OneOf(LibsvmLines lines, string key, string[] names)
    {
        ReadOnlySpan<byte> word = Only(lines, key);
        for (int i = 0; i < names.Length; i++)
        {
            if (Ascii.Equals(word, names[i]))
                return i;
        }

        throw lines.Error($"{key} is {LibsvmLines.Quote(word)}; expected {string.Join(", ", names)}");
    }

    private static ReadOnlySpan<byte> Only(LibsvmLines lines, string key)
    {
        if (!lines.NextWord(out ReadOnlySpan<byte> word))
            throw lines.Error($"{key} has no value; expected one");
        if (lines.NextWord(out ReadOnlySpan<byte> more))
            throw lines.Error($"{key} is followed by {LibsvmLines.Quote(more)} after its value; expected one value");
        return word;
    }

    private delegate T Parse<T>(ReadOnlySpan<byte> word, string what);

    private static T[] All<T>(LibsvmLines lines, string key, Parse<T> parse)
    {
        var values = new List<T>();
        while (lines.NextWord(out ReadOnlySpan<byte> word))
            values.Add(parse(word, key));
        return [.. values];
    }
}
