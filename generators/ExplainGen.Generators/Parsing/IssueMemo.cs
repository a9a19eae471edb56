using ExplainGen.Graph;

namespace ExplainGen.Generators.Parsing;

/// <summary>
/// Remembers the issues of the declarations seen last. Parsing runs for every model at every change of the compilation, that is at
/// every keystroke, and wants the issues anew for their places; the declaration itself has rarely changed, and what is wrong with
/// it follows from it alone.
/// </summary>
internal sealed class IssueMemo(NetworkCompilation compile)
{
    /// <summary>More models than a project has; declarations are small, and compiled networks are not kept.</summary>
    private const int Capacity = 256;

    private readonly Dictionary<(NetworkDeclaration, string), EquatableArray<Issue>> _known = [];
    private readonly Queue<(NetworkDeclaration, string)> _oldest = new();

    /// <summary>The issues of a declaration, compiled only when it has not been seen.</summary>
    public EquatableArray<Issue> Find(NetworkDeclaration declaration, string className, CancellationToken cancellation)
    {
        (NetworkDeclaration, string) key = (declaration, className);
        lock (_known)
        {
            if (_known.TryGetValue(key, out EquatableArray<Issue> known))
                return known;
        }

        EquatableArray<Issue> issues = compile(declaration, className, cancellation).Issues;
        lock (_known)
        {
            if (!_known.ContainsKey(key))
            {
                if (_oldest.Count == Capacity)
                    _known.Remove(_oldest.Dequeue());
                _known.Add(key, issues);
                _oldest.Enqueue(key);
            }
        }

        return issues;
    }
}
