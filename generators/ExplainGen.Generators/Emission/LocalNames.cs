using ExplainGen.Graph;

namespace ExplainGen.Generators.Emission;

/// <summary>The names of local variables in one method: the slots' own, made distinct from each other and from parameters.</summary>
internal sealed class LocalNames
{
    private readonly Dictionary<Slot, string> _names = [];
    private readonly HashSet<string> _taken = new(StringComparer.Ordinal) { "input", "workspace", "workers", "weights", "trace", "this" };

    public string Of(Slot slot)
    {
        if (_names.TryGetValue(slot, out string? known))
            return known;

        // The network's input as a parameter is the caller's span; as a tensor it is the x of the papers.
        string stem = slot.Role == SlotRole.Value && slot.Name == GraphBuilder.InputName ? "x" : slot.Name;
        string name = stem;
        for (int i = 2; !_taken.Add(name); i++)
            name = $"{stem}_{i}";
        return _names[slot] = Identifier.Escape(name);
    }
}
