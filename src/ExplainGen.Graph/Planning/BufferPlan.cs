namespace ExplainGen.Graph;

/// <summary>Where each slot of a schedule lies in the workspace, in floats; slots whose lifetimes do not meet share memory.</summary>
/// <param name="Length">Floats of workspace that the plan needs.</param>
/// <param name="LargestLiveSet">The most floats that are alive at once: no plan can need less.</param>
public sealed record BufferPlan(IReadOnlyDictionary<Slot, long> Offsets, long Length, long LargestLiveSet)
{
    /// <summary>Plans a schedule.</summary>
    /// <param name="steps">In order of execution.</param>
    /// <param name="atStart">Slots that are written before the first step.</param>
    /// <param name="atEnd">Slots that must still stand after the last step.</param>
    /// <param name="resident">Slots that have their place already and are alive throughout.</param>
    public static BufferPlan Create(
        IReadOnlyList<Step> steps, IEnumerable<Slot> atStart, IEnumerable<Slot> atEnd, IReadOnlyDictionary<Slot, long>? resident = null)
    {
        var lifetimes = new Dictionary<Slot, Lifetime>();
        foreach (Slot slot in atStart)
            Touch(slot, -1);
        for (int i = 0; i < steps.Count; i++)
        {
            foreach (Slot slot in steps[i].Reads.Concat(steps[i].Writes))
                Touch(slot, i);
        }

        foreach (Slot slot in atEnd)
            Touch(slot, steps.Count);
        ShareInPlace(steps, lifetimes);

        var groups = lifetimes.Values.Distinct().ToList();
        foreach (Lifetime group in groups)
            group.Length = group.Slots.Max(s => s.Length);
        List<FixedRange> fixedRanges = resident is null ? [] : [.. resident.Select(r => new FixedRange(r.Value, r.Key.Length))];
        Place(groups, fixedRanges);

        long residentLength = fixedRanges.Sum(r => r.Length);
        long end = Math.Max(groups.Select(g => g.Offset + g.Length).DefaultIfEmpty().Max(), fixedRanges.Select(r => r.Offset + r.Length).DefaultIfEmpty().Max());
        var offsets = lifetimes.ToDictionary(l => l.Key, l => l.Value.Offset);
        if (resident is not null)
        {
            foreach (KeyValuePair<Slot, long> slot in resident)
                offsets[slot.Key] = slot.Value;
        }

        return new BufferPlan(offsets, end, LargestLive(groups, steps.Count) + residentLength);

        void Touch(Slot slot, int time)
        {
            if (resident is not null && resident.ContainsKey(slot))
                return;
            if (!lifetimes.TryGetValue(slot, out Lifetime? lifetime))
                lifetimes[slot] = new Lifetime(slot, time);
            else
                lifetime.End = Math.Max(lifetime.End, time);
        }
    }

    // A step that may write where it reads does so when the slot it reads ends with it.
    private static void ShareInPlace(IReadOnlyList<Step> steps, Dictionary<Slot, Lifetime> lifetimes)
    {
        for (int i = 0; i < steps.Count; i++)
        {
            foreach ((Slot from, Slot to) in steps[i].InPlace)
            {
                if (!lifetimes.TryGetValue(from, out Lifetime? read) || !lifetimes.TryGetValue(to, out Lifetime? written)
                    || ReferenceEquals(read, written) || read.End != i || written.Start != i || from.Shape != to.Shape)
                {
                    continue;
                }

                // One place, one layout.
                foreach (Slot slot in read.Slots)
                    to.RequireHalo(slot.Halo);
                foreach (Slot slot in read.Slots.Concat(written.Slots))
                    slot.RequireHalo(to.Halo);
                read.End = written.End;
                foreach (Slot slot in written.Slots)
                {
                    read.Slots.Add(slot);
                    lifetimes[slot] = read;
                }
            }
        }
    }

    // Largest first, each at the lowest gap that is free for its whole lifetime.
    private static void Place(List<Lifetime> groups, List<FixedRange> fixedRanges)
    {
        // In order of offset; ranges that are fixed are alive always, and those that touch are one.
        List<Lifetime> placed = Merge(fixedRanges);
        foreach (Lifetime group in groups.OrderByDescending(g => g.Length).ThenBy(g => g.Start).ThenBy(g => g.Slots[0].Name, StringComparer.Ordinal))
        {
            long offset = 0;
            int index = 0;
            for (int i = 0; i < placed.Count; i++)
            {
                Lifetime other = placed[i];
                if (other.Start > group.End || group.Start > other.End)
                    continue;
                if (other.Offset - offset >= group.Length)
                    break;
                offset = Math.Max(offset, other.Offset + other.Length);
            }

            while (index < placed.Count && placed[index].Offset < offset)
                index++;
            group.Offset = offset;
            placed.Insert(index, group);
        }
    }

    private static List<Lifetime> Merge(List<FixedRange> ranges)
    {
        var merged = new List<Lifetime>();
        foreach (FixedRange range in ranges.OrderBy(r => r.Offset))
        {
            (long offset, long length) = (range.Offset, range.Length);
            Lifetime? last = merged.Count == 0 ? null : merged[merged.Count - 1];
            if (last is not null && offset <= last.Offset + last.Length)
                last.Length = Math.Max(last.Length, offset + length - last.Offset);
            else
                merged.Add(new Lifetime(null, int.MinValue) { End = int.MaxValue, Offset = offset, Length = length });
        }

        return merged;
    }

    private static long LargestLive(List<Lifetime> groups, int steps)
    {
        long[] change = new long[steps + 3];
        foreach (Lifetime group in groups)
        {
            change[group.Start + 1] += group.Length;
            change[group.End + 2] -= group.Length;
        }

        long live = 0, most = 0;
        foreach (long c in change)
            most = Math.Max(most, live += c);
        return most;
    }

    // A class: generic code over classes is shared, over a structure it is compiled anew in every process.
    private sealed class FixedRange(long offset, long length)
    {
        public long Offset { get; } = offset;

        public long Length { get; } = length;
    }

    private sealed class Lifetime(Slot? slot, int start)
    {
        public List<Slot> Slots { get; } = slot is null ? [] : [slot];

        public int Start { get; } = start;

        public int End { get; set; } = start;

        public long Length { get; set; }

        public long Offset { get; set; }
    }
}
