using System.Globalization;
using System.Text.RegularExpressions;
using ExplainGen.Weights;

namespace ExplainGen.TestKit;

/// <summary>
/// The weights of a Keras model in TensorFlow.js form, as scripts that packages bring: a manifest of names, shapes and ranges, and shards
/// in base64 that hold one byte an element. Tensors get PyTorch's suffixes and layouts.
/// </summary>
public sealed partial class TfjsWeights
{
    private readonly SortedDictionary<string, (int[] Shape, float[] Values)> _tensors = new(StringComparer.Ordinal);

    /// <summary>Reads a model.</summary>
    /// <param name="model">The script that holds topology and manifest; shards lie beside it.</param>
    /// <exception cref="InvalidDataException">Manifest and shards do not fit each other, or are not as known here.</exception>
    public TfjsWeights(string model)
    {
        string script = File.ReadAllText(model);
        string manifest = script[script.IndexOf("weightsManifest:", StringComparison.Ordinal)..];
        string folder = Path.GetDirectoryName(model)!;
        byte[] shards = [.. ShardNames(manifest).SelectMany(name => Shard(Path.Combine(folder, name + ".min.js")))];
        MatchCollection entries = Entry.Matches(manifest);
        if (entries.Count != AnyEntry.Count(manifest))
            throw new InvalidDataException($"'{model}' has tensors that are not of float32, stored in one byte an element.");

        int offset = 0;
        foreach (Match entry in entries)
        {
            int[] shape = [.. entry.Groups["shape"].Value.Split(',').Select(int.Parse)];
            int count = shape.Aggregate(1, (product, size) => product * size);
            double scale = Number(entry, "scale"), least = Number(entry, "min");
            float[] values = Array.ConvertAll(shards[offset..(offset + count)], q => (float)((q * scale) + least));
            Add(entry.Groups["layer"].Value, entry.Groups["kind"].Value, shape, values);
            offset += count;
        }

        if (offset != shards.Length)
            throw new InvalidDataException($"The shards of '{model}' hold {shards.Length} elements, its tensors {offset}.");
        AddScales();
    }

    /// <summary>The tensors, as a file of weights has them.</summary>
    public IEnumerable<NamedTensor> Tensors =>
        _tensors.Select(tensor => NamedTensor.Create(tensor.Key, tensor.Value.Shape, tensor.Value.Values));

    /// <summary>The elements of a tensor, such as <c>conv1.weight</c>.</summary>
    public float[] this[string name] => _tensors[name].Values;

    private static IEnumerable<string> ShardNames(string manifest) =>
        Paths.Match(manifest).Groups["paths"].Value.Split(',').Select(path => path.Trim('"'));

    private static byte[] Shard(string path) => Convert.FromBase64String(Base64.Match(File.ReadAllText(path)).Groups["text"].Value);

    private static double Number(Match entry, string group) => double.Parse(entry.Groups[group].Value, CultureInfo.InvariantCulture);

    private void Add(string layer, string kind, int[] shape, float[] values)
    {
        (string suffix, int[] order) = (kind, shape.Length) switch
        {
            ("kernel", 4) => ("weight", [3, 2, 0, 1]),
            ("kernel", 2) => ("weight", [1, 0]),

            // Input channels and how many outputs each has: one channel a group, its outputs behind each other.
            ("depthwise_kernel", 4) => ("weight", [2, 3, 0, 1]),
            ("bias" or "beta", 1) => ("bias", [0]),
            ("gamma", 1) => ("weight", [0]),
            ("moving_mean", 1) => ("running_mean", [0]),
            ("moving_variance", 1) => ("running_var", (int[])[0]),
            _ => throw new InvalidDataException($"'{layer}/{kind}' of {shape.Length} axes is nothing that is known here."),
        };
        int[] axes = [.. order.Select(axis => shape[axis])];
        float[] permuted = Permute(values, shape, order);
        if (kind == "depthwise_kernel")
            axes = [axes[0] * axes[1], 1, axes[2], axes[3]];
        _tensors.Add($"{layer}.{suffix}", (axes, permuted));
    }

    // Keras leaves out the scale of a normalization that has none (scale=False).
    private void AddScales()
    {
        foreach (string mean in _tensors.Keys.Where(name => name.EndsWith(".running_mean", StringComparison.Ordinal)).ToArray())
        {
            int[] shape = _tensors[mean].Shape;
            string scale = mean.Replace(".running_mean", ".weight", StringComparison.Ordinal);
            _tensors.TryAdd(scale, (shape, [.. Enumerable.Repeat(1f, shape[0])]));
        }
    }

    private static float[] Permute(float[] values, int[] shape, int[] order)
    {
        int[] strides = new int[shape.Length];
        for (int axis = shape.Length - 1, stride = 1; axis >= 0; stride *= shape[axis--])
            strides[axis] = stride;
        var permuted = new float[values.Length];
        for (int place = 0; place < permuted.Length; place++)
        {
            int source = 0;
            for (int i = order.Length - 1, rest = place; i >= 0; rest /= shape[order[i--]])
                source += rest % shape[order[i]] * strides[order[i]];
            permuted[place] = values[source];
        }

        return permuted;
    }

    [GeneratedRegex("""paths:\[(?<paths>[^\]]*)\]""")]
    private static partial Regex Paths { get; }

    [GeneratedRegex("""exports="(?<text>[A-Za-z0-9+/=]*)" """, RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Base64 { get; }

    [GeneratedRegex("""\{name:" """, RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex AnyEntry { get; }

    [GeneratedRegex(
        """
        \{name:"(?<layer>[^"/]+)/(?<kind>[^"/]+)",shape:\[(?<shape>[0-9,]+)\],dtype:"float32",
        quantization:\{min:(?<min>[-+.e0-9]+),scale:(?<scale>[-+.e0-9]+),dtype:"uint8"\}\}
        """,
        RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Entry { get; }
}
