using ExplainGen.Graph;

namespace ExplainGen.Generators.Parsing;

/// <summary>
/// Remembers the issues of the declarations seen last. Parsing runs for every model at every change of the compilation, that is at
/// every keystroke, and wants the issues anew for their places; the declaration itself has rarely changed, and what is wrong with
/// it follows from it alone. A network that compiled waits here for its emission, which is next and need not compile it again.
/// </summary>
internal sealed class IssueMemo(NetworkCompilation compile)
{
    /// <summary>More models than a project has; declarations are small.</summary>
    private const int Capacity = 256;

    /// <summary>Compiled networks are large, and one whose declaration changed before it was emitted is never asked for.</summary>
    private const int WaitingCapacity = 16;

    private readonly Dictionary<(NetworkDeclaration, string), EquatableArray<Issue>> _known = [];
    private readonly Queue<(NetworkDeclaration, string)> _oldest = new();
    private readonly Dictionary<(NetworkDeclaration, string), CompilationResult> _waiting = [];

    /// <summary>The issues of a declaration, compiled only when it has not been seen.</summary>
    public EquatableArray<Issue> Find(NetworkDeclaration declaration, string className, CancellationToken cancellation)
    {
        (NetworkDeclaration, string) key = (declaration, className);
        lock (_known)
        {
            if (_known.TryGetValue(key, out EquatableArray<Issue> known))
                return known;
        }

        CompilationResult result = compile(declaration, className, cancellation);
        EquatableArray<Issue> issues = result.Issues;
        lock (_known)
        {
            if (result.Network is not null)
            {
                if (_waiting.Count == WaitingCapacity)
                    _waiting.Clear();
                _waiting[key] = result;
            }

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

    /// <summary>The compiled network that finding the issues left over, given out once; null where there is none.</summary>
    public CompilationResult? Take(NetworkDeclaration declaration, string className)
    {
        (NetworkDeclaration, string) key = (declaration, className);
        lock (_known)
        {
            if (_waiting.TryGetValue(key, out CompilationResult? result))
                _waiting.Remove(key);
            return result;
        }
    }
}
