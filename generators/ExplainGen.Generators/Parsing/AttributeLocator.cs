using ExplainGen.Graph;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace ExplainGen.Generators.Parsing;

/// <summary>Finds the place in the source that an issue is about.</summary>
internal sealed class AttributeLocator(ModelAttributes attributes, Location className, CancellationToken cancellation)
{
    /// <summary>
    /// The argument's value where the issue names one that was written, else the attribute, else the name of the class. An issue
    /// about the network as a whole that names an argument is about [Network].
    /// </summary>
    public Location Find(Issue issue)
    {
        int origin = issue.Origin;
        if (origin < 0 && issue.Argument is not null)
            origin = attributes.IndexOf(KnownNames.NetworkAttribute) is >= 0 and int network ? network : attributes.Head ?? -1;
        if (origin < 0 || origin >= attributes.Items.Count)
            return className;
        AttributeSyntax attribute = attributes.Syntax(origin, cancellation);
        return (issue.Argument is null ? null : FindArgument(attribute, attributes.Items[origin], issue.Argument))
            ?? attribute.GetLocation();
    }

    // Stride may have been written as Strides, Inputs as Input.
    private static Location? FindArgument(AttributeSyntax attribute, AttributeData data, string argument)
    {
        bool isPlural = argument.EndsWith("s", StringComparison.Ordinal);
        return FindExact(attribute, data, argument)
            ?? FindExact(attribute, data, isPlural ? argument.Substring(0, argument.Length - 1) : argument + "s");
    }

    private static Location? FindExact(AttributeSyntax attribute, AttributeData data, string argument)
    {
        if (attribute.ArgumentList is not { } list)
            return null;
        int position = 0;
        TextSpan? span = null;
        foreach (AttributeArgumentSyntax item in list.Arguments)
        {
            string? name = item.NameEquals?.Name.Identifier.ValueText
                ?? item.NameColon?.Name.Identifier.ValueText
                ?? ParameterAt(data.AttributeConstructor, position++);
            if (name is null || AttributeReader.Pascal(name) != argument)
                continue;

            // A params array is written as several arguments.
            TextSpan own = item.Expression.Span;
            span = span is { } first ? TextSpan.FromBounds(first.Start, own.End) : own;
        }

        return span is { } found ? Location.Create(attribute.SyntaxTree, found) : null;
    }

    private static string? ParameterAt(IMethodSymbol? constructor, int position) =>
        constructor is null || constructor.Parameters.Length == 0
            ? null
            : position < constructor.Parameters.Length
                ? constructor.Parameters[position].Name
                : constructor.Parameters[constructor.Parameters.Length - 1] is { IsParams: true } last ? last.Name : null;
}
