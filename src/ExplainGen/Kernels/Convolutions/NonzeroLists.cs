namespace ExplainGen.Kernels;

/// <summary>The lists of some pixels, one behind the other.</summary>
/// <param name="entries">The entries that starts count from.</param>
/// <param name="starts">Where each list begins, and where the last one ends.</param>
/// <param name="count">Number of pixels.</param>
internal readonly unsafe struct NonzeroLists(NonzeroEntry* entries, int* starts, int count)
{
    internal readonly NonzeroEntry* Entries = entries;
    internal readonly int* Starts = starts;
    internal readonly int Count = count;
}
