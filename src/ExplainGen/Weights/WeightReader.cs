using System.Globalization;
using System.Numerics.Tensors;
using System.Reflection;

namespace ExplainGen.Weights;

/// <summary>
/// Binds a weights file to the manifest a model declares. Generated models read through it: first
/// <see cref="Validate"/>, which reports everything that does not fit at once, then each tensor by name and shape.
/// </summary>
/// <remarks>
/// Every number that is read is checked: NaN and infinities, and F64 numbers beyond the range of float32 when float32 is asked
/// for, are rejected with the tensor and the index, because one of them would make every relevance it touches meaningless.
/// Safe to use from several threads.
/// </remarks>
public sealed class WeightReader : IDisposable
{
    /// <summary>Numbers that one thread checks at a time.</summary>
    private const int ChunkLength = 1 << 18;

    /// <summary>Reads from an opened file, which the reader then owns.</summary>
    /// <param name="file">The file.</param>
    public WeightReader(SafetensorsFile file)
    {
        ArgumentNullException.ThrowIfNull(file);
        File = file;
    }

    /// <summary>The file that is read.</summary>
    public SafetensorsFile File { get; }

    /// <summary>Maps a file into memory.</summary>
    /// <param name="path">The path of the file.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="WeightsException">The file is not a valid safetensors file.</exception>
    public static WeightReader Open(string path) => new(SafetensorsFile.Open(path));

    /// <summary>
    /// Reads an embedded resource, in place: the one named as the file, or else the only one whose name ends with a dot and the
    /// file's name (folders separated by dots).
    /// </summary>
    /// <param name="assembly">The assembly that embeds it.</param>
    /// <param name="fileName">The name of the file: <c>fashion.safetensors</c>.</param>
    /// <exception cref="WeightsException">There is no such resource, more than one, or it is not a valid safetensors file.</exception>
    public static WeightReader FromEmbedded(Assembly assembly, string fileName)
    {
        ArgumentNullException.ThrowIfNull(assembly);
        ArgumentException.ThrowIfNullOrEmpty(fileName);
        return FromStream(EmbeddedWeights.Open(assembly, fileName), fileName);
    }

    /// <summary>Reads a stream to its end; see <see cref="SafetensorsFile.FromStream"/>.</summary>
    /// <param name="stream">A readable stream.</param>
    /// <param name="fileName">A name for messages.</param>
    /// <exception cref="WeightsException">The stream does not hold a valid safetensors file.</exception>
    public static WeightReader FromStream(Stream stream, string fileName = "(stream)") =>
        new(SafetensorsFile.FromStream(stream, fileName));

    /// <summary>Whether the file has a tensor of this name.</summary>
    /// <param name="name">The name.</param>
    public bool Contains(string name) => File.TryGet(name, out _);

    /// <summary>
    /// Compares the file's header with the manifest: every required tensor is there, every tensor has the declared shape and a
    /// floating-point type, and there is nothing else, save PyTorch's <c>num_batches_tracked</c> counters.
    /// </summary>
    /// <param name="manifest">The tensors the model reads.</param>
    /// <param name="allowExtra">Accept tensors that the manifest does not name.</param>
    /// <exception cref="WeightsException">All that does not fit, with hints for names that nearly do.</exception>
    public void Validate(ReadOnlySpan<WeightSpec> manifest, bool allowExtra = false)
    {
        var comparison = new ManifestComparison(File, manifest, allowExtra);
        if (comparison.Problems is { IsEmpty: false } problems)
            throw new WeightsException(File.FileName, problems);
    }

    /// <summary>Reads a tensor as float32.</summary>
    /// <param name="name">The name.</param>
    /// <param name="shape">The shape it must have.</param>
    /// <returns>A new array in C order.</returns>
    /// <exception cref="WeightsException">It is missing, misshapen, not floating-point, or holds a number that is not finite.</exception>
    public float[] Read(string name, params ReadOnlySpan<int> shape)
    {
        TensorEntry tensor = Get(name, shape);
        float[] values = GC.AllocateUninitializedArray<float>(tensor.ElementCount);
        Copy(tensor, values);
        return values;
    }

    /// <summary>Reads a tensor of variances as float32: as <see cref="Read(string, ReadOnlySpan{int})"/>, and none is negative.</summary>
    /// <param name="name">The name.</param>
    /// <param name="shape">The shape it must have.</param>
    /// <returns>A new array in C order.</returns>
    /// <exception cref="WeightsException">
    /// It is missing, misshapen, not floating-point, or holds a number that is negative or not finite.
    /// </exception>
    public float[] ReadVariance(string name, params ReadOnlySpan<int> shape)
    {
        float[] values = Read(name, shape);
        int negative = Array.FindIndex(values, value => value < 0);
        return negative < 0 ? values : throw new WeightsException(
            File.FileName,
            string.Create(
                CultureInfo.InvariantCulture,
                $"tensor {WeightsException.Quote(name)} is {values[negative]:R} at element {negative}; expected variances, at least 0"),
            name);
    }

    /// <summary>Reads a tensor as float32 into memory of the caller.</summary>
    /// <param name="name">The name.</param>
    /// <param name="shape">The shape it must have.</param>
    /// <param name="destination">As many elements as the shape says; on an exception its content is undefined.</param>
    /// <exception cref="ArgumentException">The destination has another length.</exception>
    /// <exception cref="WeightsException">It is missing, misshapen, not floating-point, or holds a number that is not finite.</exception>
    public void Read(string name, ReadOnlySpan<int> shape, Span<float> destination) => Copy(Get(name, shape), destination);

    /// <summary>Reads a tensor as float64.</summary>
    /// <param name="name">The name.</param>
    /// <param name="shape">The shape it must have.</param>
    /// <returns>A new array in C order.</returns>
    /// <exception cref="WeightsException">It is missing, misshapen, not floating-point, or holds a number that is not finite.</exception>
    public double[] ReadDouble(string name, params ReadOnlySpan<int> shape)
    {
        TensorEntry tensor = Get(name, shape);
        double[] values = GC.AllocateUninitializedArray<double>(tensor.ElementCount);
        tensor.CopyTo(values);
        if (!TensorPrimitives.IsFiniteAll<double>(values))
            throw NotFinite(tensor, asSingle: false);
        return values;
    }

    /// <summary>
    /// A tensor as float32 without a copy where it is stored so (F32, aligned), else converted into a new array. For code that
    /// packs weights into a layout of its own.
    /// </summary>
    /// <param name="name">The name.</param>
    /// <param name="shape">The shape it must have.</param>
    /// <returns>The elements in C order. Valid until the reader is disposed.</returns>
    /// <exception cref="WeightsException">It is missing, misshapen, not floating-point, or holds a number that is not finite.</exception>
    public ReadOnlySpan<float> View(string name, params ReadOnlySpan<int> shape)
    {
        TensorEntry tensor = Get(name, shape);
        if (!tensor.TryGetSpan(out ReadOnlySpan<float> values))
            return Read(name, shape);
        return AreFinite(values) ? values : throw NotFinite(tensor, asSingle: true);
    }

    /// <summary>Gives the file up. What <see cref="View"/> returned is no longer valid; arrays are.</summary>
    public void Dispose() => File.Dispose();

    private TensorEntry Get(string name, ReadOnlySpan<int> shape)
    {
        if (!File.TryGet(name, out TensorEntry? tensor))
            throw new WeightsException(File.FileName, ManifestComparison.Missing(name, shape, NameHints.Nearest(name, File.Names)), name);
        if (ManifestComparison.Mismatch(tensor, shape) is { } problem)
            throw new WeightsException(File.FileName, problem, name);
        return tensor;
    }

    private void Copy(TensorEntry tensor, Span<float> destination)
    {
        tensor.CopyTo(destination);
        if (!AreFinite(destination))
            throw NotFinite(tensor, asSingle: true);
    }

    // On all cores, as the time it takes is that of reading the file.
    private static unsafe bool AreFinite(ReadOnlySpan<float> values)
    {
        if (values.Length <= ChunkLength)
            return TensorPrimitives.IsFiniteAll(values);
        int length = values.Length;
        fixed (float* start = values)
        {
            float* from = start;
            ParallelLoopResult result = Parallel.For(0, ((length - 1) / ChunkLength) + 1, (chunk, loop) =>
            {
                int begin = chunk * ChunkLength;
                if (!TensorPrimitives.IsFiniteAll(new ReadOnlySpan<float>(from + begin, Math.Min(ChunkLength, length - begin))))
                    loop.Stop();
            });
            return result.IsCompleted;
        }
    }

    private WeightsException NotFinite(TensorEntry tensor, bool asSingle)
    {
        (int index, double value) = FloatConversion.FindNotFinite(tensor.DType, tensor.Bytes, asSingle);
        int[] position = new int[tensor.Shape.Length];
        for (int axis = position.Length - 1, rest = index; axis >= 0; rest /= tensor.Shape[axis--])
            position[axis] = rest % tensor.Shape[axis];
        string found = value switch
        {
            double.NaN => "NaN",
            double.PositiveInfinity => "+infinity",
            double.NegativeInfinity => "-infinity",
            _ => string.Create(CultureInfo.InvariantCulture, $"{value:R}, beyond the range of float32,"),
        };
        string where = $"index {WeightsException.Format(position)}, element {index}";
        return new WeightsException(
            File.FileName, $"tensor {WeightsException.Quote(tensor.Name)} is {found} at {where}; expected finite numbers", tensor.Name);
    }
}
