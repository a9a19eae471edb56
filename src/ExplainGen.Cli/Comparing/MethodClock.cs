using System.Globalization;

namespace ExplainGen.Cli.Comparing;

/// <summary>
/// Measures how long methods take beside each other. They share most of their code, so whichever runs first would pay for compiling it:
/// all are warmed up before any is measured. Then they take turns, so that whatever else the machine does meets all of them alike.
/// </summary>
/// <param name="time">Tells the time.</param>
/// <param name="settling">How long the runtime is left alone after the warm-up, to compile what ran often once more and better.</param>
internal sealed class MethodClock(TimeProvider time, TimeSpan settling)
{
    // The runtime looks at a method again after 30 calls and a tenth of a second without new ones.
    private const int WarmRounds = 32, MostRounds = 25;

    private const int FewRounds = 5;

    private static readonly TimeSpan s_settling = TimeSpan.FromMilliseconds(200);

    // A method each. A round that has begun is finished, so a slow network gets one and takes what it takes.
    private static readonly TimeSpan s_warming = TimeSpan.FromSeconds(0.4), s_measuring = TimeSpan.FromSeconds(0.5);

    /// <summary>A clock for this process.</summary>
    public MethodClock()
        : this(TimeProvider.System, s_settling)
    {
    }

    /// <summary>How many rounds were measured.</summary>
    public int Rounds { get; private set; }

    /// <summary>What the numbers are, in a sentence.</summary>
    public string Description => string.Create(
        CultureInfo.InvariantCulture,
        $"Milliseconds: one explanation of the first input with its forward pass, on this machine, after a warm-up; the median of {Rounds} "
            + $"round{(Rounds == 1 ? "" : "s")}, in which the methods took turns{(Rounds < FewRounds ? ": few, so a rough number" : "")}.");

    /// <summary>The milliseconds of each method, the median over the rounds.</summary>
    /// <param name="methods">How many there are.</param>
    /// <param name="run">Runs one of them, once.</param>
    /// <param name="warmed">How long all of them ran already; a slow network needs no more of that.</param>
    /// <param name="cancellation">Ends the rounds early, by an exception.</param>
    public double[] Measure(int methods, Action<int> run, TimeSpan warmed, CancellationToken cancellation)
    {
        TimeSpan warming = s_warming * methods - warmed;
        if (warming > TimeSpan.Zero)
            Repeat(WarmRounds, warming, methods, run, cancellation);
        cancellation.WaitHandle.WaitOne(settling);
        var times = new List<double>[methods];
        for (int m = 0; m < methods; m++)
            times[m] = [];
        Rounds = Repeat(MostRounds, s_measuring * methods, methods, Timed, cancellation);
        return Array.ConvertAll(times, Median);

        void Timed(int method)
        {
            long start = time.GetTimestamp();
            run(method);
            times[method].Add(time.GetElapsedTime(start).TotalMilliseconds);
        }
    }

    private int Repeat(int most, TimeSpan budget, int methods, Action<int> run, CancellationToken cancellation)
    {
        long start = time.GetTimestamp();
        int rounds = 0;
        do
        {
            for (int m = 0; m < methods; m++)
            {
                cancellation.ThrowIfCancellationRequested();
                run(m);
            }

            rounds++;
        }
        while (rounds < most && time.GetElapsedTime(start) < budget);
        return rounds;
    }

    private static double Median(List<double> values)
    {
        values.Sort();
        return (values[(values.Count - 1) / 2] + values[values.Count / 2]) / 2;
    }
}
