using ExplainGen.Generators.Emission;
using ExplainGen.Graph;
using Microsoft.CodeAnalysis;

namespace ExplainGen.Generators.Parsing;

/// <summary>
/// Names of what is generated into a class: the members of every model, and those of its explainers. The class cannot have one of
/// them as its own name, nor members besides them that are no overloads.
/// </summary>
internal sealed class GeneratedMembers
{
    private static readonly string[] s_unique =
    [
        "GradientIndex", "Layers", "Layouts", "Maps", "Metadata", "ModelWeights", "_weights", "_workspaces",
    ];

    private static readonly string[] s_methods =
    [
        "Create", "CreateWorkspace", "Explain", "ExplainBatch", "Forward", "Gradient", "GradientBatch", "Load", "Predict",
        "PredictBatch",
    ];

    private const string ReadPicture = nameof(ReadPicture);

    private readonly HashSet<string> _names;
    private readonly string[] _unique;
    private readonly string[] _passes;

    private GeneratedMembers(IReadOnlyList<string> explainers, bool readsPictures, bool isNeuralized)
    {
        _unique = isNeuralized ? [.. s_unique, NeonApiEmitter.Threshold] : s_unique;
        _passes = ["Forward", "Predict", .. explainers.Select(name => "Propagate" + name)];
        IEnumerable<string> explain = explainers.Skip(1).Select(name => "Explain" + name);
        _names = [.. _unique, .. s_methods, .. isNeuralized ? NeonApiEmitter.Names : [], .. _passes, .. explain.SelectMany(name => new[] { name, name + "Batch" })];
        if (readsPictures)
            _names.Add(ReadPicture);
    }

    /// <summary>The members that the attributes of a class ask for.</summary>
    public static GeneratedMembers Of(ModelAttributes attributes, CancellationToken cancellation)
    {
        ModelAttributes? encoder = attributes.IsSound ? HeadParser.EncoderOf(attributes, cancellation) : null;
        List<string> explainers = ExplainersOf(attributes);
        if (explainers.Count == 0 && encoder is not null)
            explainers = ExplainersOf(encoder);
        if (explainers.Count == 0 && attributes.Head is not null)
            explainers.Add(HeadParser.DefaultExplainer);
        if (attributes.IndexOf(KnownNames.GradientAttribute) >= 0)
            explainers.Add("Gradient");
        bool readsPictures = attributes.IndexOf(KnownNames.PictureAttribute) >= 0 || encoder?.IndexOf(KnownNames.PictureAttribute) >= 0;
        return new GeneratedMembers(explainers, readsPictures, attributes.Head is not null);
    }

    /// <summary>Whether a class of this name would have a member of its own name.</summary>
    public bool Contains(string name) => _names.Contains(name) || _passes.Any(pass => IsPart(name, pass));

    /// <summary>Whether a member of the user's cannot stand beside the generated one of its name: only methods can be overloads.</summary>
    public bool ClashesWith(ISymbol member) =>
        _unique.Contains(member.Name) || (member is not IMethodSymbol && Contains(member.Name));

    // A long pass goes on in methods with numbers.
    private static bool IsPart(string name, string pass)
    {
        string start = pass + "_Part";
        return name.StartsWith(start, StringComparison.Ordinal) && name.Length > start.Length && name.Skip(start.Length).All(char.IsDigit);
    }

    // Where the compiler did not understand an attribute, only stubs of what is known are generated.
    private static List<string> ExplainersOf(ModelAttributes attributes) => attributes.IsSound
        ? [.. attributes.Items.Where(item => item.AttributeClass!.Name == KnownNames.LrpAttribute).Select(Explainer)]
        : [];

    private static string Explainer(AttributeData attribute)
    {
        var reader = new AttributeReader(attribute, origin: -1, new List<Issue>());
        return reader.TakeText("Name") ?? reader.TakeMember("Composite");
    }
}
