using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;

namespace ExplainGen.Kernels;

/// <summary>
/// A fixed set of threads that share out the parts of one job at a time: part p always goes to thread p mod
/// <see cref="Threads"/>, the calling thread being thread 0. Nothing is allocated per job.
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
    /// Whatever a part throws; of several, that of the lowest-numbered thread, after all threads have finished.
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
        private static readonly long SpinTicks = Stopwatch.Frequency / 2_000;

        private readonly object _gate = new();
        private readonly int _threads;
        private readonly Exception?[] _failures;
        private delegate*<void*, int, void> _invoke;
        private void* _job;
        private int _parts;
        private int _busy;
        private volatile int _generation;
        private int _pending;
        private int _sleeping;
        private volatile bool _callerSleeps;
        private volatile bool _stopping;

        internal Crew(int threads)
        {
            _threads = threads;
            _failures = new Exception?[threads];
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
            lock (_gate)
            {
                if (_stopping)
                {
                    Volatile.Write(ref _busy, 0);
                    return false;
                }

                _invoke = invoke;
                _job = job;
                _parts = parts;
                _pending = _threads - 1;

                // Threads that still spin see the new number by themselves.
                _generation++;
                if (_sleeping > 0)
                    Monitor.PulseAll(_gate);
            }

            return true;
        }

        internal void Complete()
        {
            Execute(0);
            long limit = Stopwatch.GetTimestamp() + SpinTicks;
            while (Volatile.Read(ref _pending) != 0 && Stopwatch.GetTimestamp() < limit)
                Thread.SpinWait(8);
            if (Volatile.Read(ref _pending) != 0)
            {
                lock (_gate)
                {
                    // Either the last thread sees this, or this thread sees that none is pending.
                    _callerSleeps = true;
                    Interlocked.MemoryBarrier();
                    while (Volatile.Read(ref _pending) != 0)
                        Monitor.Wait(_gate);
                    _callerSleeps = false;
                }
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

        private void Serve(int number)
        {
            for (int seen = 0; ; seen++)
            {
                long limit = Stopwatch.GetTimestamp() + SpinTicks;
                while (_generation == seen && !_stopping && Stopwatch.GetTimestamp() < limit)
                    Thread.SpinWait(8);
                // A job that has begun is finished even when the stop comes meanwhile: its caller waits for it.
                if (_generation == seen && !Sleep(seen))
                    return;
                Execute(number);
                if (Interlocked.Decrement(ref _pending) == 0 && _callerSleeps)
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
                _sleeping++;
                while (_generation == seen && !_stopping)
                    Monitor.Wait(_gate);
                _sleeping--;
                return _generation != seen;
            }
        }

        private void Execute(int number)
        {
            try
            {
                for (int part = number; part < _parts; part += _threads)
                    _invoke(_job, part);
            }
            catch (Exception e)
            {
                _failures[number] = e;
            }
        }
    }
}
