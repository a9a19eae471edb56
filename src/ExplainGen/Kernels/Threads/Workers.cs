using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;

namespace ExplainGen.Kernels;

/// <summary>
/// A fixed set of threads that share out the parts of one job at a time. Each has a range of parts of its own, the same for jobs of as
/// many parts, and takes of the others' what is left when it is done, from their ends. The calling thread takes part. Nothing is
/// allocated per job.
/// </summary>
/// <remarks>
/// A call that comes while another one is running, from a second thread or from inside a part, does all its parts itself.
/// Threads spin for half a millisecond between jobs before they sleep, so that they stay awake from layer to layer; they end on
/// disposal or when this object is collected.
/// </remarks>
public sealed unsafe class Workers : IDisposable
{
    private readonly Crew? _crew;

    /// <summary>Starts the threads.</summary>
    /// <param name="threads">Number of threads that take part, the caller's included; at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number is below 1.</exception>
    public Workers(int threads)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        Threads = threads;
        if (threads > 1)
            _crew = new Crew(threads);
    }

    /// <summary>Stops the threads of an object that was not disposed.</summary>
    ~Workers() => _crew?.Stop();

    /// <summary>The calling thread alone.</summary>
    public static Workers Single { get; } = new(1);

    /// <summary>Number of threads that take part, the caller's included.</summary>
    public int Threads { get; }

    /// <summary>Does parts 0 to <paramref name="parts"/> - 1 of a job and returns when all are done.</summary>
    /// <typeparam name="TJob">The job's type.</typeparam>
    /// <param name="job">The job; every part sees the same copy of it.</param>
    /// <param name="parts">Number of parts; nothing is done when it is 0.</param>
    /// <exception cref="Exception">
    /// Whatever a part throws, after all threads have left the job. Which other parts are done then, and whose exception it is where several
    /// throw, is not determined.
    /// </exception>
    public void Run<TJob>(in TJob job, int parts)
        where TJob : struct, IWork
    {
        TJob copy = job;
        if (_crew is null || parts <= 1 || !_crew.TryBegin(&Invoke<TJob>, Unsafe.AsPointer(ref copy), parts))
        {
            for (int part = 0; part < parts; part++)
                copy.Execute(part);
            return;
        }

        _crew.Complete();
        GC.KeepAlive(this);
    }

    /// <summary>Ends the threads. Later jobs run on the caller's thread alone.</summary>
    public void Dispose()
    {
        _crew?.Stop();
        GC.SuppressFinalize(this);
    }

    private static void Invoke<TJob>(void* job, int part)
        where TJob : struct, IWork => Unsafe.AsRef<TJob>(job).Execute(part);

    /// <summary>What the threads hold on to; kept apart from <see cref="Workers"/> so that those can be collected.</summary>
    private sealed class Crew
    {
        /// <summary>Elements from one thread's range to the next one's, so that no two share a cache line.</summary>
        private const int RangeStride = 16;

        /// <summary>In <see cref="_state"/>: no thread may join the job any more.</summary>
        private const long Closed = 1L << 31;

        /// <summary>In <see cref="_state"/>: how many threads besides the caller are at work on the job.</summary>
        private const long JoinedMask = Closed - 1;

        private static readonly long SpinTicks = Stopwatch.Frequency / 2_000;

        private readonly object _gate = new();
        private readonly int _threads;
        private readonly Exception?[] _failures;

        /// <summary>The parts that are left of each thread's range: the first in the low half, the end in the high one.</summary>
        private readonly long[] _ranges;

        private delegate*<void*, int, void> _invoke;
        private void* _job;
        private int _busy;

        /// <summary>The job's number in the high half; in the low one whether it is closed, and how many threads have joined.</summary>
        private long _state = Closed;
        private int _sleeping;
        private volatile bool _callerSleeps;
        private volatile bool _stopping;

        internal Crew(int threads)
        {
            _threads = threads;
            _failures = new Exception?[threads];
            _ranges = new long[(threads + 1) * RangeStride];
            for (int i = 1; i < threads; i++)
            {
                int number = i;
                new Thread(() => Serve(number)) { IsBackground = true, Name = $"ExplainGen worker {number}" }.Start();
            }
        }

        internal bool TryBegin(delegate*<void*, int, void> invoke, void* job, int parts)
        {
            if (Interlocked.CompareExchange(ref _busy, 1, 0) != 0)
                return false;
            if (_stopping)
            {
                Volatile.Write(ref _busy, 0);
                return false;
            }

            _invoke = invoke;
            _job = job;
            for (int i = 0; i < _threads; i++)
                RangeOf(i) = Range((int)((long)parts * i / _threads), (int)((long)parts * (i + 1) / _threads));

            // Threads that still spin see the new number by themselves. One that is about to sleep sees it, or is seen here.
            Interlocked.Exchange(ref _state, (long)(Number(_state) + 1) << 32);
            if (Volatile.Read(ref _sleeping) > 0)
                Guarded(static crew => Monitor.PulseAll(crew._gate));
            return true;
        }

        internal void Complete()
        {
            Execute(0);

            // All parts are taken, or one of this thread's failed. A thread that was not there in time is not waited for.
            Interlocked.Or(ref _state, Closed);
            long limit = Stopwatch.GetTimestamp() + SpinTicks;
            while (AnyJoined && Stopwatch.GetTimestamp() < limit)
                Thread.SpinWait(8);
            if (AnyJoined)
            {
                Guarded(static crew =>
                {
                    // Either the last thread sees this, or this thread sees that none is left.
                    crew._callerSleeps = true;
                    Interlocked.MemoryBarrier();
                    while (crew.AnyJoined)
                        Monitor.Wait(crew._gate);
                    crew._callerSleeps = false;
                });
            }

            Exception? first = null;
            for (int i = 0; i < _threads; i++)
            {
                first ??= _failures[i];
                _failures[i] = null;
            }

            Volatile.Write(ref _busy, 0);
            if (first is not null)
                ExceptionDispatchInfo.Throw(first);
        }

        internal void Stop()
        {
            lock (_gate)
            {
                _stopping = true;
                Monitor.PulseAll(_gate);
            }
        }

        /// <summary>
        /// Does something under the lock. The job lies on the caller's stack, so an interruption must not make it leave while others are at
        /// work: it is kept for what the thread waits for next.
        /// </summary>
        private void Guarded(Action<Crew> action)
        {
            bool interrupted = false;
            while (true)
            {
                try
                {
                    lock (_gate)
                        action(this);
                    break;
                }
                catch (ThreadInterruptedException)
                {
                    interrupted = true;
                }
            }

            if (interrupted)
                Thread.CurrentThread.Interrupt();
        }

        private bool AnyJoined => (Volatile.Read(ref _state) & JoinedMask) != 0;

        private static int Number(long state) => (int)(state >> 32);

        private static long Range(int begin, int end) => (long)end << 32 | (uint)begin;

        private ref long RangeOf(int thread) => ref _ranges[(thread + 1) * RangeStride];

        private void Serve(int number)
        {
            for (int seen = 0; ;)
            {
                long limit = Stopwatch.GetTimestamp() + SpinTicks;
                while (Number(Volatile.Read(ref _state)) == seen && !_stopping && Stopwatch.GetTimestamp() < limit)
                    Thread.SpinWait(8);
                if (Number(Volatile.Read(ref _state)) == seen && !Sleep(seen))
                    return;
                if (!TryJoin(out seen))
                    continue;
                Execute(number);
                long left = Interlocked.Decrement(ref _state);
                if ((left & JoinedMask) == 0 && _callerSleeps)
                {
                    lock (_gate)
                        Monitor.PulseAll(_gate);
                }
            }
        }

        /// <summary>Waits for the next job; false when there is none to come.</summary>
        private bool Sleep(int seen)
        {
            lock (_gate)
            {
                Interlocked.Increment(ref _sleeping);
                while (Number(Volatile.Read(ref _state)) == seen && !_stopping)
                    Monitor.Wait(_gate);
                Interlocked.Decrement(ref _sleeping);
                return !_stopping;
            }
        }

        /// <summary>
        /// Takes part in the job, unless it is closed. What it consists of may be read from here on, and until the thread leaves.
        /// </summary>
        private bool TryJoin(out int number)
        {
            long state = Volatile.Read(ref _state);
            while ((state & Closed) == 0)
            {
                long found = Interlocked.CompareExchange(ref _state, state + 1, state);
                if (found == state)
                {
                    number = Number(state);
                    return true;
                }

                state = found;
            }

            number = Number(state);
            return false;
        }

        private void Execute(int number)
        {
            try
            {
                int part;
                while ((part = Take(ref RangeOf(number), last: false)) >= 0)
                    _invoke(_job, part);
                for (int i = 1; i < _threads; i++)
                {
                    while ((part = Take(ref RangeOf((number + i) % _threads), last: true)) >= 0)
                        _invoke(_job, part);
                }
            }
            catch (Exception e)
            {
                _failures[number] = e;
            }
        }

        /// <summary>The first or last part that is left of a range, or -1.</summary>
        private static int Take(ref long range, bool last)
        {
            for (long left = Volatile.Read(ref range); ;)
            {
                int begin = (int)left, end = (int)(left >> 32);
                if (begin >= end)
                    return -1;
                long found = Interlocked.CompareExchange(ref range, last ? Range(begin, end - 1) : Range(begin + 1, end), left);
                if (found == left)
                    return last ? end - 1 : begin;
                left = found;
            }
        }
    }
}
