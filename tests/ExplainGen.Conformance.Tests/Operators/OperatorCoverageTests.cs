using System.Xml.Linq;
using ExplainGen.Conformance.Tests.Dynamic;
using ExplainGen.Graph;

namespace ExplainGen.Conformance.Tests.Operators;

/// <summary>No operator that a declaration can name is without a case, an oracle and documentation.</summary>
public sealed class OperatorCoverageTests
{
    // In use they do nothing, and are judged by that: the oracle of their cases is the network without them.
    private static readonly string[] s_withoutEffect = ["Dropout", "Softmax"];

    private static readonly Lazy<Dictionary<string, XElement>> s_documentation = new(() =>
        XDocument.Load(Path.ChangeExtension(typeof(LayerAttribute).Assembly.Location, ".xml")).Descendants("member")
            .ToDictionary(member => (string)member.Attribute("name")!));

    // Neuralized models have an oracle and cases of their own.
    public static TheoryData<string> Kinds => [.. OperatorTable.Kinds.Except(NeonTable.Kinds)];

    [Fact]
    public void Every_case_is_of_a_kind_that_can_be_declared() =>
        Assert.Equal(OperatorTable.Kinds.Except(NeonTable.Kinds).Order(), OperatorCases.All.Select(entry => entry.Kind).Distinct().Order());

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Every_kind_is_declared_in_a_case_and_has_an_oracle(string kind)
    {
        OperatorCase[] cases = [.. OperatorCases.All.Where(entry => entry.Kind == kind)];
        Assert.NotEmpty(cases);
        Assert.All(cases, entry => Assert.Contains($"[{kind}(", entry.ToText([]).ToString()));
        if (!s_withoutEffect.Contains(kind))
            Assert.All(cases, entry => Assert.Equal(kind, LayerText.KindOf(entry.Operator)));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Every_kind_has_a_documented_attribute(string kind)
    {
        Type attribute = typeof(LayerAttribute).Assembly.GetType($"ExplainGen.{kind}Attribute", throwOnError: true)!;
        Assert.True(attribute.IsSubclassOf(typeof(LayerAttribute)));
        AssertDocumented($"T:{attribute.FullName}");
        foreach (string property in attribute.GetProperties()
            .Where(property => property.DeclaringType == attribute).Select(property => property.Name))
            AssertDocumented($"P:{attribute.FullName}.{property}");
    }

    private static void AssertDocumented(string member)
    {
        Assert.True(s_documentation.Value.TryGetValue(member, out XElement? element), $"{member} has no documentation.");
        Assert.False(string.IsNullOrWhiteSpace(element.Element("summary")?.Value), $"{member} has an empty summary.");
    }
}
