using System.Diagnostics;
using System.Globalization;

namespace ExplainGen.Cli.Commands;

/// <summary>Where a command's time goes, from the start of the process on.</summary>
internal sealed class PhaseClock
{
    private readonly List<(string Name, double Seconds)> _phases = [];
    private TimeSpan _last;

    /// <summary>Starts; what was before it, the runtime's start, is the first phase.</summary>
    public PhaseClock() => End("start");

    /// <summary>Each phase with its seconds, in the order in which they began.</summary>
    public IReadOnlyList<(string Name, double Seconds)> Phases => _phases;

    /// <summary>Ends a phase; one that comes several times is added up.</summary>
    public void End(string name)
    {
        TimeSpan now = DateTime.Now - Process.GetCurrentProcess().StartTime;
        double seconds = (now - _last).TotalSeconds;
        _last = now;
        int index = _phases.FindIndex(p => p.Name == name);
        if (index < 0)
            _phases.Add((name, seconds));
        else
            _phases[index] = (name, _phases[index].Seconds + seconds);
    }

    /// <summary>All phases in one line.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{_phases.Sum(p => p.Seconds):0.00} s: {string.Join(", ", _phases.Select(p => string.Create(CultureInfo.InvariantCulture, $"{p.Name} {p.Seconds:0.00}")))}");
}
