using System.Collections.Immutable;
using System.Globalization;

namespace ExplainGen.Weights;

/// <summary>Collects everything in which a file differs from a model's manifest.</summary>
internal sealed class ManifestComparison
{
    // More unexpected tensors than this are counted, not named: the file is then simply another model's.
    private const int ExtraShown = 20;

    private readonly ImmutableArray<string>.Builder _problems = ImmutableArray.CreateBuilder<string>();

    /// <summary>Compares the header of the file; no element is read.</summary>
    public ManifestComparison(SafetensorsFile file, ReadOnlySpan<WeightSpec> manifest, bool allowExtra)
    {
        var declared = new HashSet<string>(manifest.Length, StringComparer.Ordinal);
        foreach (WeightSpec spec in manifest)
            declared.Add(spec.Name);
        List<string> extra = [.. file.Names.Where(name => !declared.Contains(name) && !IsCounter(name))];

        foreach (WeightSpec spec in manifest)
        {
            if (!file.TryGet(spec.Name, out TensorEntry? tensor))
            {
                if (spec.Required)
                    _problems.Add(Missing(spec.Name, spec.Shape.AsSpan(), NameHints.Nearest(spec.Name, extra)));
            }
            else if (Mismatch(tensor, spec.Shape.AsSpan()) is { } mismatch)
            {
                _problems.Add(mismatch);
            }
        }

        if (!allowExtra)
            AddExtra(file, manifest, extra);
        Problems = _problems.DrainToImmutable();
    }

    /// <summary>The problems, each a sentence; missing, misshapen and mistyped tensors in manifest order, then the unexpected.</summary>
    public ImmutableArray<string> Problems { get; }

    /// <summary>What is wrong with a tensor that should be float numbers of this shape; null when nothing is.</summary>
    public static string? Mismatch(TensorEntry tensor, ReadOnlySpan<int> shape)
    {
        string name = WeightsException.Quote(tensor.Name);
        bool sameShape = Fits(tensor.Shape.AsSpan(), shape);
        string expected = WeightsException.Format(shape);
        string found = WeightsException.Format(tensor.Shape.AsSpan());
        return (tensor.DType.IsFloat(), sameShape) switch
        {
            (true, true) => null,
            (true, false) => $"tensor {name} has shape {found}; expected {expected}{LayoutHint(tensor.Shape.AsSpan(), shape)}",
            (false, true) => $"tensor {name} holds {tensor.DType}; expected F16, BF16, F32 or F64",
            (false, false) => $"tensor {name} holds {tensor.DType} of shape {found}; expected F16, BF16, F32 or F64 of shape {expected}",
        };
    }

    // A length that the file decides may be any but none.
    private static bool Fits(ReadOnlySpan<int> found, ReadOnlySpan<int> expected)
    {
        bool fits = found.Length == expected.Length;
        for (int axis = 0; fits && axis < found.Length; axis++)
            fits = expected[axis] == WeightSpec.Any ? found[axis] > 0 : found[axis] == expected[axis];
        return fits;
    }

    /// <summary>The sentence for a tensor that is not there.</summary>
    public static string Missing(string name, ReadOnlySpan<int> shape, string? near) =>
        $"tensor {WeightsException.Quote(name)} is missing; expected shape {WeightsException.Format(shape)}"
        + DidYouMean(near);

    private void AddExtra(SafetensorsFile file, ReadOnlySpan<WeightSpec> manifest, List<string> extra)
    {
        // Only a declared name the file lacks can have been meant.
        var absent = new List<string>();
        foreach (WeightSpec spec in manifest)
        {
            if (!file.TryGet(spec.Name, out _))
                absent.Add(spec.Name);
        }

        foreach (string name in extra.Take(ExtraShown))
        {
            file.TryGet(name, out TensorEntry? tensor);
            string what = $"{tensor!.DType} {WeightsException.Format(tensor.Shape.AsSpan())}";
            string hint = DidYouMean(NameHints.Nearest(name, absent));
            _problems.Add($"tensor {WeightsException.Quote(name)}, {what}, is not part of the model{hint}");
        }

        int further = extra.Count - ExtraShown;
        if (further > 0)
            _problems.Add(string.Create(CultureInfo.InvariantCulture, $"{further} further tensors are not part of the model"));
    }

    private static string DidYouMean(string? near) => near is null ? "" : $". Did you mean {WeightsException.Quote(near)}?";

    // Weights saved by frameworks with other layouts are the most common reason for a wrong shape.
    private static string LayoutHint(ReadOnlySpan<int> found, ReadOnlySpan<int> expected)
    {
        if (found.Length == 2 && expected.SequenceEqual([found[1], found[0]]))
            return " (it looks transposed: PyTorch's layout is [out, in])";
        if (found.Length == 4 && expected.SequenceEqual([found[3], found[2], found[0], found[1]]))
            return " (it looks like [height, width, in, out]: PyTorch's layout is [out, in, height, width])";
        return "";
    }

    // PyTorch counts batches in BatchNorm; inference has no use for the count.
    private static bool IsCounter(string name) => name.EndsWith("num_batches_tracked", StringComparison.Ordinal);
}
