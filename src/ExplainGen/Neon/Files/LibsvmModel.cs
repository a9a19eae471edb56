namespace ExplainGen.Neon;

/// <summary>
/// A model that libsvm's <c>svm-train</c> saved (Chang and Lin, LIBSVM: a library for support vector machines, ACM TIST 2, 2011), with
/// the Gaussian or the linear kernel. Probability estimates in the file are passed over.
/// </summary>
/// <remarks>
/// Files are not trusted: what the header says is believed only as far as lines are there, so memory is bounded by a small multiple of
/// the file's size.
/// </remarks>
public sealed record LibsvmModel
{
    private readonly string _fileName;
    private readonly SparseRows _vectors;
    private readonly int _typeLine;
    private readonly int _kernelLine;
    private readonly int _firstVectorLine;

    internal LibsvmModel(string fileName, LibsvmHeader header, SparseRows vectors, double[] coefficients, int firstVectorLine)
    {
        _fileName = fileName;
        _vectors = vectors;
        _typeLine = header.TypeLine;
        _kernelLine = header.KernelLine;
        _firstVectorLine = firstVectorLine;
        Type = header.Type;
        Kernel = header.Kernel;
        Gamma = header.Gamma;
        Rho = header.Rho;
        Labels = header.Labels;
        Counts = header.Counts;
        Coefficients = coefficients;
    }

    /// <summary>What the model does.</summary>
    public LibsvmType Type { get; }

    /// <summary>Its kernel.</summary>
    public LibsvmKernel Kernel { get; }

    /// <summary>The Gaussian kernel's scale, above 0; null for the linear kernel.</summary>
    public double? Gamma { get; }

    /// <summary>
    /// What is subtracted from the decisions: one a pair of classes (0, 1), (0, 2), ... (1, 2), ..., or one when there are no classes.
    /// </summary>
    public double[] Rho { get; }

    /// <summary>The labels of the classes, in the order of the file, which is that of all else; empty when there are no classes.</summary>
    public int[] Labels { get; }

    /// <summary>How many support vectors each class has; empty when there are no classes.</summary>
    public int[] Counts { get; }

    /// <summary>How many support vectors there are, S.</summary>
    public int VectorCount => _vectors.Count;

    /// <summary>The largest index of a feature in the file, 0 when all vectors are zero; a model has at least as many features.</summary>
    public int LargestIndex => _vectors.LargestIndex;

    /// <summary>The dual coefficients, [K - 1, S] for K classes (see <see cref="RbfSvmParameters"/>), else [1, S].</summary>
    public double[] Coefficients { get; }

    /// <summary>Reads a model's file.</summary>
    /// <param name="path">The path of the file.</param>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="LibsvmException">It is no valid model, or one with another kernel.</exception>
    public static LibsvmModel Read(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        using FileStream file = File.OpenRead(path);
        return Read(file, path);
    }

    /// <summary>Reads a model from a stream, to its end.</summary>
    /// <param name="stream">A readable stream.</param>
    /// <param name="fileName">A name for messages.</param>
    /// <exception cref="LibsvmException">It is no valid model, or one with another kernel.</exception>
    public static LibsvmModel Read(Stream stream, string fileName = "(stream)")
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(fileName);
        return LibsvmModelParser.Read(new LibsvmLines(stream, fileName), fileName);
    }

    /// <summary>The support vectors with their zeros, [S, F].</summary>
    /// <param name="features">F, at least <see cref="LargestIndex"/>.</param>
    /// <exception cref="ArgumentException">There are no features.</exception>
    /// <exception cref="LibsvmException">A vector has more features, or all together more numbers than an array holds.</exception>
    public double[] SupportVectors(int features) => _vectors.ToDense(features, _fileName, _firstVectorLine);

    /// <summary>The parameters of a one-class SVM with the Gaussian kernel.</summary>
    /// <param name="features">F, the number of features, at least <see cref="LargestIndex"/>.</param>
    /// <exception cref="ArgumentException">There are no features.</exception>
    /// <exception cref="LibsvmException">The model is another one, or has more features.</exception>
    public OneClassSvmParameters ToOneClassSvm(int features)
    {
        Expect(Type == LibsvmType.OneClass, "one_class");
        double gamma = ExpectGaussian();
        return new OneClassSvmParameters(features, SupportVectors(features), Coefficients, gamma, Rho[0]);
    }

    /// <summary>The parameters of a classifier with the Gaussian kernel; class c is that of label <see cref="Labels"/>[c].</summary>
    /// <param name="features">F, the number of features, at least <see cref="LargestIndex"/>.</param>
    /// <exception cref="ArgumentException">There are no features.</exception>
    /// <exception cref="LibsvmException">The model is another one, or has more features.</exception>
    public RbfSvmParameters ToRbfSvm(int features)
    {
        Expect(Type is LibsvmType.CSvc or LibsvmType.NuSvc, "c_svc or nu_svc");
        double gamma = ExpectGaussian();
        return new RbfSvmParameters(
            features, SupportVectors(features), Coefficients, gamma, Array.ConvertAll(Rho, rho => 0 - rho), Counts);
    }

    /// <summary>
    /// The decisions of a model with the linear kernel, of any type, as a linear model: one output a pair of classes in the order of
    /// <see cref="Rho"/>, positive for the first of the pair; one output when there are no classes.
    /// </summary>
    /// <param name="features">F, the number of features, at least <see cref="LargestIndex"/>.</param>
    /// <param name="reference">The input that explanations compare with, [F]; null is the zero vector.</param>
    /// <exception cref="ArgumentException">There are no features, or the reference has another length.</exception>
    /// <exception cref="LibsvmException">The model has another kernel, more features, or weights that are not finite.</exception>
    public LinearModelParameters ToLinear(int features, double[]? reference = null)
    {
        if (Kernel != LibsvmKernel.Linear)
            throw new LibsvmException(_fileName, _kernelLine, "kernel_type is rbf; expected linear");
        double[] vectors = SupportVectors(features);
        if ((long)Rho.Length * features > int.MaxValue / sizeof(double))
        {
            throw new LibsvmException(
                _fileName, _typeLine, $"{Rho.Length} pairs of classes with {features} features; expected fewer");
        }

        double[] weight = new double[Rho.Length * features];
        int[] counts = Counts.Length == 0 ? [VectorCount, 0] : Counts;
        int pair = 0;
        for (int i = 0, startOfI = 0; i < counts.Length; startOfI += counts[i++])
        {
            for (int j = i + 1, startOfJ = startOfI + counts[i]; j < counts.Length; startOfJ += counts[j++], pair++)
            {
                Span<double> row = weight.AsSpan(pair * features, features);
                Add(row, vectors, startOfI, counts[i], (j - 1) * VectorCount);
                Add(row, vectors, startOfJ, counts[j], i * VectorCount);
            }
        }

        int infinite = Array.FindIndex(weight, value => !double.IsFinite(value));
        if (infinite >= 0)
        {
            throw new LibsvmException(
                _fileName,
                _firstVectorLine,
                FormattableString.Invariant(
                    $"the vectors give feature {(infinite % features) + 1} the weight {weight[infinite]}; expected a finite one"));
        }

        return new LinearModelParameters(features, weight, Array.ConvertAll(Rho, rho => 0 - rho), reference);
    }

    private void Add(Span<double> row, double[] vectors, int start, int count, int coefficients)
    {
        for (int s = start; s < start + count; s++)
        {
            double coefficient = Coefficients[coefficients + s];
            for (int f = 0; f < row.Length; f++)
                row[f] += coefficient * vectors[(s * row.Length) + f];
        }
    }

    private void Expect(bool fits, string expected)
    {
        if (!fits)
            throw new LibsvmException(_fileName, _typeLine, $"svm_type is {LibsvmHeader.NameOf(Type)}; expected {expected}");
    }

    private double ExpectGaussian() =>
        Gamma ?? throw new LibsvmException(_fileName, _kernelLine, "kernel_type is linear; expected rbf");
}
