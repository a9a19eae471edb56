using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace ExplainGen.Kernels;

/// <summary>
/// The sums of one linear map in one direction, computed per unit of the destination and handed to an epilogue. Implement
/// it as a small struct around the map: calls are then resolved statically.
/// </summary>
internal unsafe interface IRowKernel
{
    /// <summary>
    /// Number of consecutive units that share preparation; divides the number of units. Ranges that are cut between such groups prepare
    /// nothing twice. 1 where units share nothing that is worth it.
    /// </summary>
    int Grain { get; }

    /// <summary>Number of units the destination divides into; units write disjoint memory and may run in any order.</summary>
    int Units(TensorLayout destination);

    /// <summary>Work of the whole map in multiply-adds, to decide whether threads are worth their cost.</summary>
    long Work(TensorLayout source, TensorLayout destination);

    /// <summary>Computes a range of units. Sums must not depend on the range.</summary>
    /// <param name="source">What the map reads.</param>
    /// <param name="weights">The packing for this direction, null for a map without weights.</param>
    /// <param name="destination">What the epilogue writes.</param>
    /// <param name="epilogue">Finishes each run of pixels.</param>
    /// <param name="begin">First unit.</param>
    /// <param name="end">One past the last unit.</param>
    void Execute<TEpilogue>(
        in Tensor source, float* weights, in Tensor destination, in TEpilogue epilogue, int begin, int end)
        where TEpilogue : struct, IRowEpilogue;
}

/// <summary>The passes of <see cref="ILinearMap"/> for any <see cref="IRowKernel"/>: epilogues, threads and halos.</summary>
internal static unsafe class RowKernel
{
    /// <summary>Multiply-adds below which waking other threads costs more than it saves.</summary>
    private const long ParallelWork = 200_000;

    /// <summary>Multiply-adds that are worth a part of their own: some microseconds.</summary>
    private const long PartWork = 400_000;

    /// <summary>Most parts that work is cut into for each thread.</summary>
    private const int PartsPerThread = 8;

    /// <summary>
    /// Multiply-adds that take as long as one float from another core's cache, which passes without arithmetic are bound by.
    /// </summary>
    internal const long WorkPerRead = 12;

    /// <summary>y = act(K x + addend + bias), see <see cref="ILinearMap.Forward"/>.</summary>
    internal static void Forward<TKernel>(
        in TKernel kernel, in Tensor x, float* weights, in Tensor addend, ChannelVector? bias, Activation activation, in Tensor y,
        Workers workers)
        where TKernel : struct, IRowKernel
    {
        CheckShape(addend, y, nameof(addend));
        CheckChannels(bias, y, nameof(bias));
        Run(kernel, x, weights, y, new ForwardEpilogue(addend, bias, activation, y.Layout.RowsPerBlock), workers);
        GC.KeepAlive(bias);
    }

    /// <summary>s = scale · R / st(K x + addend + bias), see <see cref="ILinearMap.Quotient"/>.</summary>
    internal static void Quotient<TKernel>(
        in TKernel kernel, in Tensor x, float* weights, in Tensor addend, ChannelVector? bias, in Tensor relevance,
        Stabilizer stabilizer, float scale, in Tensor s, Workers workers, QuotientLoss? loss)
        where TKernel : struct, IRowKernel
        => Quotient(kernel, x, weights, addend, bias, bias, relevance, stabilizer, scale, s, workers, loss);

    /// <summary>The same for denominators that hold another bias (<paramref name="lossBias"/>) than the one to add.</summary>
    internal static void Quotient<TKernel>(
        in TKernel kernel, in Tensor x, float* weights, in Tensor addend, ChannelVector? bias, ChannelVector? lossBias,
        in Tensor relevance, Stabilizer stabilizer, float scale, in Tensor s, Workers workers, QuotientLoss? loss)
        where TKernel : struct, IRowKernel
    {
        CheckShape(addend, s, nameof(addend));
        CheckShape(relevance, s, nameof(relevance));
        CheckChannels(bias, s, nameof(bias));
        CheckChannels(lossBias, s, nameof(lossBias));
        int rowsPerBlock = s.Layout.RowsPerBlock;
        if (loss is null && !stabilizer.RmsScaled)
        {
            Run(kernel, x, weights, s, new QuotientEpilogue(addend, bias, relevance, stabilizer, scale, rowsPerBlock), workers);
        }
        else
        {
            // The denominators go where s will stand; only when R stands there too do they need a place of their own.
            using var scratch = new NativeScratch(Overlap(s, relevance) ? s.Layout.Length : 0);
            Tensor z = scratch.Data == null ? s : new Tensor(scratch.Data, s.Layout);
            Run(kernel, x, weights, z, new ForwardEpilogue(addend, bias, Activation.Identity, rowsPerBlock), workers);
            DivideRows(z, relevance, QuotientMath.Resolve(stabilizer, z), scale, lossBias, s, loss);
            Halo.Clear(s);
        }

        GC.KeepAlive(bias);
        GC.KeepAlive(lossBias);
    }

    /// <summary>r (+)= scale · (x - shift) · (K s), see <see cref="ILinearMap.Redistribute"/>; K is the adjoint's kernel.</summary>
    internal static void Redistribute<TKernel>(
        in TKernel kernel, in Tensor s, float* weights, in Tensor x, ChannelVector? shift, float scale, bool accumulate, in Tensor r,
        Workers workers)
        where TKernel : struct, IRowKernel
    {
        CheckShape(x, r, nameof(x));
        CheckChannels(shift, r, nameof(shift));
        if (x.IsNone && shift is not null)
            throw new ArgumentException("There is a shift but no input to shift.", nameof(shift));
        Run(kernel, s, weights, r, new RedistributeEpilogue(x, shift, scale, accumulate, r.Layout.RowsPerBlock), workers);
        GC.KeepAlive(shift);
    }

    /// <summary>
    /// Runs a kernel over all units of its destination, on as many threads as the work is worth. A method of its own: with several kernels
    /// in one caller, the compiler would run out of what it may inline and call vector operations one by one.
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal static void Run<TKernel, TEpilogue>(
        in TKernel kernel, in Tensor source, float* weights, in Tensor destination, in TEpilogue epilogue, Workers workers)
        where TKernel : struct, IRowKernel
        where TEpilogue : struct, IRowEpilogue
    {
        int units = kernel.Units(destination.Layout), grain = 1, parts = 1;
        if (workers.Threads > 1)
            (parts, grain) = Cut(kernel.Work(source.Layout, destination.Layout), units, kernel.Grain, workers.Threads);
        Halo.Clear(destination);
        if (parts == 1)
            kernel.Execute(source, weights, destination, epilogue, 0, units);
        else
            workers.Run(new Job<TKernel, TEpilogue>(kernel, source, weights, destination, epilogue, units, grain, parts), parts);
    }

    /// <summary>
    /// How work is cut: where it is worth that, into several parts for each thread, so that one which is held up, or whose parts turn out
    /// to be more work, leaves some of them to the others.
    /// </summary>
    internal static (int Parts, int Grain) Cut(long work, int units, int grain, int threads)
    {
        Debug.Assert(units % grain == 0, "Groups of units that share preparation are whole.");
        if (!IsWorthThreads(work))
            return (1, 1);

        // As many for each thread: parts are of one size, and one left over would be waited for.
        int most = (int)Math.Clamp(work / PartWork, threads, (long)threads * PartsPerThread), groups = units / grain;
        most -= most % threads;

        // Few groups that threads cannot share evenly are cut: to prepare one twice is the smaller loss.
        bool keepsGroups = grain == 1 || groups % threads == 0 || groups >= threads * PartsPerThread;
        return keepsGroups ? (Math.Min(groups, most), grain) : (Math.Min(units, threads), 1);
    }

    /// <summary>Whether work, in multiply-adds, is more than waking other threads costs.</summary>
    internal static bool IsWorthThreads(long work) => work >= ParallelWork;

    /// <summary>Checks that <paramref name="t"/> is absent or has the shape of <paramref name="like"/>.</summary>
    internal static void CheckShape(in Tensor t, in Tensor like, string name)
    {
        if (!t.IsNone && !t.Layout.SameShape(like.Layout))
            throw new ArgumentException($"The tensor is {t.Layout} where {like.Layout} is needed.", name);
    }

    /// <summary>Checks that <paramref name="t"/> is there and has the shape of <paramref name="like"/>.</summary>
    internal static void CheckPresent(in Tensor t, in Tensor like, string name)
    {
        if (t.IsNone)
            throw new ArgumentException($"A tensor {like.Layout} is needed.", name);
        CheckShape(t, like, name);
    }

    /// <summary>Checks that <paramref name="vector"/> is absent or has the channels of <paramref name="like"/>.</summary>
    internal static void CheckChannels(ChannelVector? vector, in Tensor like, string name)
    {
        if (vector is not null && vector.Channels != like.Layout.Channels)
            throw new ArgumentException($"The vector has {vector.Channels} channels where {like.Layout.Channels} are needed.", name);
    }

    private static void DivideRows(
        in Tensor z, in Tensor relevance, Stabilizer stabilizer, float scale, ChannelVector? bias, in Tensor s, QuotientLoss? loss)
    {
        TensorLayout layout = s.Layout;
        for (int row = 0; row < layout.Rows; row++)
        {
            if (loss is null)
            {
                QuotientMath.Divide(z.Row(row), relevance.Row(row), s.Row(row), layout.RowLength, stabilizer, scale);
                continue;
            }

            int block = row / layout.RowsPerBlock;
            float* b = bias is null ? null : bias.Data + (nint)block * TensorLayout.Lanes;
            QuotientMath.Divide(
                z.Row(row), relevance.Row(row), s.Row(row), layout.RowLength, stabilizer, scale, b, layout.LanesOf(block), loss);
        }
    }

    /// <summary>Whether two tensors have memory in common.</summary>
    internal static bool Overlap(in Tensor a, in Tensor b) =>
        a.Data < b.Data + b.Layout.Length && b.Data < a.Data + a.Layout.Length;

    private readonly struct Job<TKernel, TEpilogue>(
        TKernel kernel, Tensor source, float* weights, Tensor destination, TEpilogue epilogue, int units, int grain, int parts)
        : IWork
        where TKernel : struct, IRowKernel
        where TEpilogue : struct, IRowEpilogue
    {
        private readonly float* _weights = weights;

        public void Execute(int part)
        {
            int groups = units / grain;
            int begin = (int)((long)groups * part / parts) * grain, end = (int)((long)groups * (part + 1) / parts) * grain;
            kernel.Execute(source, _weights, destination, epilogue, begin, end);
        }
    }
}
