using System.Runtime.InteropServices;
using System.Security.Cryptography;
using ExplainGen.Kernels;
using ExplainGen.TestKit;

namespace ExplainGen.Tests.Kernels;

/// <summary>
/// Element-wise passes, pooling and the maps without learned mixing: one thread or many give the same bits, and no call
/// allocates managed memory. The tensors are large enough for the work to be shared out.
/// </summary>
public class PassDeterminismTests
{
    public static TheoryData<string> Passes => [.. s_passes.Keys];

    public static TheoryData<string> ElementwisePasses => [.. s_elementwise.Keys];

    private static readonly Stabilizer s_plain = new(0.1f);
    private static readonly Stabilizer s_scaled = new(0.1f, RmsScaled: true);

    private static readonly Dictionary<string, Action<Data, Workers>> s_elementwise = new()
    {
        ["relu"] = (d, w) => Activations.Forward(d.X, Activation.Relu, d.Out, w),
        ["gelu"] = (d, w) => Activations.Forward(d.X, new Activation(ActivationKind.Gelu), d.Out, w),
        ["prelu"] = (d, w) => Activations.Forward(d.X, d.Bias, d.Out, w),
        ["gradient"] = (d, w) => Activations.Gradient(d.X, new Activation(ActivationKind.Silu), d.R, true, d.Out, w),
        ["slopes"] = (d, w) => Activations.Gradient(d.X, d.Bias, d.R, false, d.Out, w),
        ["guided"] = (d, w) => Activations.GuidedGradient(d.X, d.R, false, d.Out, w),
        ["deconvolution"] = (d, w) => Activations.DeconvolutionGradient(d.R, false, d.Out, w),
        ["beta smooth"] = (d, w) => Activations.BetaSmoothGradient(d.X, 10, d.R, false, d.Out, w),
        ["norm"] = (d, w) => Activations.Norm(d.X, Activation.Relu, d.Y, d.R, s_plain, false, d.Out, w, null),
        ["norm traced"] = (d, w) => Activations.Norm(d.X, Activation.Relu, d.Y, d.R, s_scaled, false, d.Out, w, d.Loss),
        ["quotient"] = (d, w) => Elementwise.Quotient(d.X, d.Bias, d.Y, d.R, s_plain, 2, d.Out, null, w, null),
        ["quotient traced"] = (d, w) => Elementwise.Quotient(d.X, d.Bias, d.Y, d.R, s_scaled, 2, d.Out, d.Bias, w, d.Loss),
        ["gamma"] = (d, w) => Elementwise.GammaQuotient(d.X, d.Y, d.Bias, false, 0.25f, d.R, s_plain, d.Out, d.Out2, w, null),
        ["gamma traced"] = (d, w) => Elementwise.GammaQuotient(d.X, d.Y, d.Bias, true, 0.25f, d.R, s_scaled, d.Out, d.Out2, w, d.Loss),
        ["multiply"] = (d, w) => Elementwise.Multiply(d.X, d.R, 2, true, d.Out, w),
        ["add"] = (d, w) => Elementwise.Add(d.X, d.Y, Activation.Relu, d.Out, w),
        ["copy"] = (d, w) => Elementwise.Copy(d.X, false, d.Out, w),
        ["absolute"] = (d, w) => Elementwise.Absolute(d.X, d.Out, w),
    };

    private static readonly Dictionary<string, Action<Data, Workers>> s_passes = new(s_elementwise)
    {
        ["fill"] = (d, _) => Elementwise.Fill(d.Out, 2),
        ["scale"] = (d, w) => RunMap(d.Scale, d.ScaleFilter, d.X, d.R, d.Out, d.Out2, d, w),
        ["average"] = (d, w) => RunMap(d.Average, null, d.X, d.Pooled, d.PooledOut, d.Out, d, w),
        ["upsample"] = (d, w) => RunMap(d.Upsample, null, d.Small, d.X, d.Out, d.SmallOut, d, w),
        ["relayout"] = (d, w) => RunMap(d.Relayout, null, d.X, d.Vector, d.VectorOut, d.Out, d, w),
        ["window"] = (d, w) => RunMap(d.Window, null, d.Small, d.X, d.Out, d.SmallOut, d, w),
        ["max"] = (d, w) => d.Max.Forward(d.X, d.PooledOut, w),
        ["winner"] = (d, w) => d.Max.Redistribute(MaxPoolRule.Winner, d.X, d.Maxima, d.Pooled, s_plain, false, d.Out, w, null),
        ["ties"] = (d, w) => d.Max.Redistribute(MaxPoolRule.TieSplit, d.X, d.Maxima, d.Pooled, s_plain, true, d.Out, w, d.Loss),
        ["proportional"] = (d, w) => d.Max.Redistribute(
            MaxPoolRule.Proportional, d.X, d.Maxima, d.Pooled, s_scaled, false, d.Out, w, null),
        ["proportional traced"] = (d, w) => d.Max.Redistribute(
            MaxPoolRule.Proportional, d.X, d.Maxima, d.Pooled, s_plain, false, d.Out, w, d.Loss),
    };

    /// <summary>
    /// Tensors without halo, which are walked as one row where they are small: of sizes between that and those above, with fewer rows than
    /// threads, and a vector.
    /// </summary>
    private static readonly TensorLayout[] s_bare =
        [new(33, height: 20, width: 21), new(90, height: 25, width: 27), new(100, height: 32, width: 33), new(33, width: 500), new(40_001)];

    [Theory]
    [MemberData(nameof(Passes))]
    public void Any_number_of_threads_gives_the_same_bits(string name) => CheckThreads(s_passes[name], () => new Data());

    [Theory]
    [MemberData(nameof(ElementwisePasses))]
    public void Any_number_of_threads_gives_the_same_bits_without_halo(string name)
    {
        foreach (TensorLayout layout in s_bare)
            CheckThreads(s_elementwise[name], () => new Data(layout));
    }

    private static void CheckThreads(Action<Data, Workers> pass, Func<Data> create)
    {
        string? expected = null;
        foreach (int threads in new[] { 1, 2, 3, 7 })
        {
            using var workers = new Workers(threads);
            using Data data = create();
            pass(data, workers);
            string digest = data.Digest();
            expected ??= digest;
            Assert.Equal(expected, digest);
        }
    }

    [Theory]
    [MemberData(nameof(Passes))]
    public void Calls_allocate_nothing(string name)
    {
        using var workers = new Workers(2);
        using var data = new Data();
        Action<Data, Workers> pass = s_passes[name];
        Assert.Equal(0, SteadyState.Allocation(() =>
        {
            pass(data, workers);
            pass(data, Workers.Single);
        }));
    }

    private static void RunMap(ILinearMap map, Filter? w, Tensor x, Tensor r, Tensor y, Tensor rIn, Data d, Workers workers)
    {
        map.Forward(x, w, default, null, Activation.Relu, y, workers);
        map.Quotient(x, w, y, null, r, s_plain, 1, y, workers, null);
        map.Quotient(x, w, y, null, r, s_scaled, 1, y, workers, d.Loss);
        map.Redistribute(y, w, x, null, 1, false, rIn, workers);
    }

    /// <summary>Inputs and outputs of odd shapes.</summary>
    private sealed class Data : IDisposable
    {
        private readonly List<OwnedTensor> _owned = [];
        private readonly Random _random = new(7);

        internal Data()
            : this(new TensorLayout(90, 1, 46, 46, 0, 1, 1))
        {
        }

        internal Data(TensorLayout large)
        {
            int channels = large.Channels, height = (large.Height + 1) / 2, width = (large.Width + 1) / 2;
            var small = new TensorLayout(channels, 1, height, width, 0, large.HaloHeight, large.HaloWidth);
            var geometry = new PoolGeometry
            {
                Channels = channels,
                Height = new PoolAxis(large.Height, height, 3, 2, 1, 1),
                Width = new PoolAxis(large.Width, width, 3, 2, 1, 1),
            };
            (Average, Max, Scale) = (new AveragePool(geometry), new MaxPool(geometry), new ChannelScale(channels));
            ScaleFilter = Scale.Pack(TestTensor.Random(_random, channels), default);
            Bias = new ChannelVector(TestTensor.Random(_random, channels));
            (X, Y, R, Out, Out2) = (Filled(large), Filled(large), Filled(large), Filled(large), Filled(large));
            (Small, SmallOut, Pooled, PooledOut, Maxima) = (Filled(small), Filled(small), Filled(small), Filled(small), Filled(small));
            (Vector, VectorOut) = (Filled(new TensorLayout(large.Count)), Filled(new TensorLayout(large.Count)));
            Max.Forward(X, Maxima, Workers.Single);
        }

        internal ILinearMap Average { get; }

        internal ILinearMap Upsample { get; } = new Upsample(1, 2, 2);

        internal ILinearMap Relayout { get; } = new Relayout();

        internal ILinearMap Window { get; } = new Window(-3, 0, 2, 5);

        internal ILinearMap Scale { get; }

        internal Filter? ScaleFilter { get; }

        internal MaxPool Max { get; }

        internal ChannelVector Bias { get; }

        internal QuotientLoss Loss { get; } = new();

        internal Tensor X { get; }

        internal Tensor Y { get; }

        internal Tensor R { get; }

        internal Tensor Out { get; }

        internal Tensor Out2 { get; }

        internal Tensor Small { get; }

        internal Tensor SmallOut { get; }

        internal Tensor Pooled { get; }

        internal Tensor PooledOut { get; }

        internal Tensor Maxima { get; }

        internal Tensor Vector { get; }

        internal Tensor VectorOut { get; }

        /// <summary>A hash of every bit of every tensor and of the account.</summary>
        internal unsafe string Digest()
        {
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            foreach (OwnedTensor tensor in _owned)
                hash.AppendData(new ReadOnlySpan<byte>(tensor.Tensor.Data, checked((int)tensor.Layout.Length * sizeof(float))));
            ReadOnlySpan<double> account = [Loss.Bias, Loss.Stabilizer, Loss.Dropped];
            hash.AppendData(MemoryMarshal.AsBytes(account));
            return Convert.ToHexString(hash.GetHashAndReset());
        }

        public void Dispose() => _owned.ForEach(tensor => tensor.Dispose());

        private Tensor Filled(TensorLayout layout)
        {
            OwnedTensor tensor = TestTensor.Of(layout, TestTensor.Random(_random, layout.Count));
            _owned.Add(tensor);
            return tensor.Tensor;
        }
    }
}
