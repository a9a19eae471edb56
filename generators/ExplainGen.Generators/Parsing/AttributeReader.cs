using System.Globalization;
using ExplainGen.Graph;
using Microsoft.CodeAnalysis;

namespace ExplainGen.Generators.Parsing;

/// <summary>The arguments of one attribute, by the Pascal-case names of its constructor's parameters and its properties.</summary>
internal sealed class AttributeReader
{
    private readonly List<(string Name, TypedConstant Value)> _written = [];
    private readonly List<Issue> _issues;

    /// <summary>Reads an attribute that the compiler understood.</summary>
    /// <param name="issues">Takes values that are legal C# but name nothing.</param>
    public AttributeReader(AttributeData attribute, int origin, List<Issue> issues)
    {
        _issues = issues;
        Kind = KnownNames.Kind(attribute.AttributeClass!);
        Origin = origin;

        // The graph knows the defaults; leaving them out keeps "was it written" answerable.
        for (int i = 0; i < attribute.ConstructorArguments.Length; i++)
        {
            IParameterSymbol parameter = attribute.AttributeConstructor!.Parameters[i];
            TypedConstant value = attribute.ConstructorArguments[i];
            if (!parameter.HasExplicitDefaultValue || !Equals(parameter.ExplicitDefaultValue, ScalarOf(value)))
                Add(Pascal(parameter.Name), value);
        }

        foreach (KeyValuePair<string, TypedConstant> named in attribute.NamedArguments)
            Add(named.Key, named.Value);
    }

    /// <summary>The attribute's kind, such as <c>Conv2d</c>.</summary>
    public string Kind { get; }

    /// <summary>The attribute's index among those of the class.</summary>
    public int Origin { get; }

    /// <summary>The Pascal-case form of a parameter's name, under which the graph knows the argument.</summary>
    public static string Pascal(string name) => char.ToUpperInvariant(name[0]) + name.Substring(1);

    /// <summary>The text of an argument, taken out of the rest; null when it was not written.</summary>
    public string? TakeText(string name) => Take(name) is { Kind: TypedConstantKind.Primitive } value ? value.Value as string : null;

    /// <summary>The texts of an argument, taken out of the rest; null when it was not written.</summary>
    public IReadOnlyList<string>? TakeTexts(string name) =>
        Take(name) is { Kind: TypedConstantKind.Array } value ? [.. value.Values.Select(item => item.Value as string ?? "")] : null;

    /// <summary>The integers of an argument, taken out of the rest; empty when it was not written.</summary>
    public IReadOnlyList<int> TakeIntegers(string name) =>
        Take(name) is { Kind: TypedConstantKind.Array } value ? [.. value.Values.Select(item => item.Value as int? ?? 0)] : [];

    /// <summary>A switch, taken out of the rest.</summary>
    public bool TakeFlag(string name, bool fallback) => Take(name) is { Value: bool flag } ? flag : fallback;

    /// <summary>A class, taken out of the rest; null when it was not written, or is none.</summary>
    public INamedTypeSymbol? TakeClass(string name) => Take(name) is { Kind: TypedConstantKind.Type } value ? value.Value as INamedTypeSymbol : null;

    /// <summary>Whether an argument was written, and is there still.</summary>
    public bool Has(string name) => _written.Exists(written => written.Name == name);

    /// <summary>An integer, left in place; null when it was not written.</summary>
    public int? Integer(string name) =>
        _written.Find(written => written.Name == name).Value is { Kind: TypedConstantKind.Primitive, Value: int value } ? value : null;

    /// <summary>An enum member's name, taken out of the rest; empty (and reported) when the value has none.</summary>
    public string TakeMember(string name) => Take(name) is { Kind: TypedConstantKind.Enum } value ? Member(name, value) ?? "" : "";

    /// <summary>All that was not taken out.</summary>
    public Arguments Rest()
    {
        var items = new List<Argument>(_written.Count);
        foreach ((string name, TypedConstant value) in _written)
        {
            if (ToArgument(name, value) is { } argument)
                items.Add(argument);
        }

        return items.Count == 0 ? Arguments.None : new Arguments(new EquatableArray<Argument>(items));
    }

    /// <summary>Reports a value that C# accepts and a network does not.</summary>
    public void Report(string argument, string expected, string found) =>
        _issues.Add(new Issue(IssueTable.BadArgument, Origin, argument, argument, Kind, expected, found));

    private void Add(string name, TypedConstant value)
    {
        if (!value.IsNull)
            _written.Add((name, value));
    }

    private TypedConstant? Take(string name)
    {
        int index = _written.FindIndex(written => written.Name == name);
        if (index < 0)
            return null;
        TypedConstant value = _written[index].Value;
        _written.RemoveAt(index);
        return value;
    }

    private Argument? ToArgument(string name, TypedConstant value) => value.Kind switch
    {
        TypedConstantKind.Array when value.Type is IArrayTypeSymbol { ElementType.SpecialType: SpecialType.System_String } =>
            new Argument(name, default, new(value.Values.Select(item => item.Value as string ?? ""))),
        TypedConstantKind.Array => Argument.List(name, value.Values.Select(Number)),
        TypedConstantKind.Enum => Member(name, value) is { } member ? Argument.Text(name, member) : null,
        _ when value.Value is string text => Argument.Text(name, text),
        _ => Argument.Number(name, Number(value)),
    };

    private string? Member(string name, TypedConstant value)
    {
        foreach (ISymbol member in value.Type!.GetMembers())
        {
            if (member is IFieldSymbol { HasConstantValue: true } field && Equals(field.ConstantValue, value.Value))
                return field.Name;
        }

        Report(name, $"a member of {value.Type.Name}", Convert.ToString(value.Value, CultureInfo.InvariantCulture));
        return null;
    }

    private static object? ScalarOf(TypedConstant value) => value.Kind == TypedConstantKind.Array ? null : value.Value;

    private static double Number(TypedConstant value) => value.Value switch
    {
        bool flag => flag ? 1 : 0,
        IConvertible number => number.ToDouble(CultureInfo.InvariantCulture),
        _ => double.NaN,
    };
}
