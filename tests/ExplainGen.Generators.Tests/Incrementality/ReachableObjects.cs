using System.Collections;
using System.Reflection;
using Microsoft.CodeAnalysis;

namespace ExplainGen.Generators.Tests.Incrementality;

/// <summary>
/// Everything that a value keeps alive, found through its fields. A cached value that reaches into a compilation keeps all of that
/// compilation in memory, and cannot be compared with the next one's.
/// </summary>
internal static class ReachableObjects
{
    private const BindingFlags OwnFields =
        BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    /// <summary>Paths from <paramref name="root"/> to objects that belong to a compilation; empty is as it should be.</summary>
    public static IReadOnlyList<string> OfCompilation(object root)
    {
        var found = new List<string>();
        var seen = new HashSet<object>(ReferenceEqualityComparer.Instance);
        var open = new Stack<(object Value, string Path)>();
        open.Push((root, root.GetType().Name));
        while (open.TryPop(out (object Value, string Path) item))
        {
            if (!item.Value.GetType().IsValueType && !seen.Add(item.Value))
                continue;
            if (BelongsToCompilation(item.Value))
            {
                found.Add(item.Path);
                continue;
            }

            foreach ((object child, string name) in Children(item.Value))
                open.Push((child, item.Path + "." + name));
        }

        return found;
    }

    private static bool BelongsToCompilation(object value) => value
        is ISymbol or Compilation or SemanticModel or SyntaxNode or SyntaxTree or SyntaxReference or Location or AttributeData;

    private static IEnumerable<(object Child, string Name)> Children(object value)
    {
        Type type = value.GetType();
        if (type.IsPrimitive || type.IsEnum || type.IsPointer || value is string or Type or MemberInfo or Pointer)
            yield break;
        if (value is Array array)
        {
            int index = 0;
            foreach (object? element in (IEnumerable)array)
            {
                if (element is not null)
                    yield return (element, $"[{index}]");
                index++;
            }

            yield break;
        }

        for (Type? current = type; current is not null; current = current.BaseType)
        {
            foreach (FieldInfo field in current.GetFields(OwnFields))
            {
                if (!field.FieldType.IsPointer && !field.FieldType.IsByRefLike && field.GetValue(value) is { } child)
                    yield return (child, field.Name);
            }
        }
    }
}
