using System.CommandLine;
using System.Globalization;

namespace ExplainGen.Cli.Commands;

/// <summary>How relevance is propagated: composites, and rules for single layers.</summary>
internal sealed class RuleOptions
{
    private readonly bool _forSingleLayers;
    private readonly Option<string[]> _composites;

    private static readonly Dictionary<string, (string Attribute, int MostNumbers)> s_rules = new(StringComparer.OrdinalIgnoreCase)
    {
        ["epsilon"] = ("Epsilon", 1),
        ["gamma"] = ("Gamma", 1),
        ["zplus"] = ("ZPlus", 0),
        ["alphabeta"] = ("AlphaBeta", 2),
        ["zbox"] = ("ZBox", 2),
        ["wsquare"] = ("WSquare", 0),
        ["flat"] = ("Flat", 0),
        ["pass"] = ("Pass", 0),
        ["norm"] = ("Norm", 0),
        ["winner"] = ("Winner", 0),
        ["proportional"] = ("Proportional", 0),
    };

    private static string Names { get; } = string.Join(", ", Enum.GetNames<Composite>().Where(name => name != nameof(Composite.Custom)));

    private readonly Option<string[]> _rules = new("--rule", "-r")
    {
        Description = "Rules for single layers, by name or pattern: \"conv*=gamma:0.5\", \"conv1=zbox:-1,1\".",
    };

    private readonly Option<string?> _bounds = new("--bounds")
    {
        Description = "The least and the largest value of the input, such as 0,1, for composites that need them.",
    };

    /// <summary>The options of a command.</summary>
    /// <param name="forSingleLayers">Whether single layers can be given rules of their own.</param>
    /// <param name="unlessGiven">Which composites count where none are written, in words.</param>
    public RuleOptions(bool forSingleLayers = true, string unlessGiven = nameof(Composite.EpsilonPlusFlat))
    {
        _forSingleLayers = forSingleLayers;
        _composites = new("--composite", "-c")
        {
            Description = $"Composites of rules: {Names}. Unless given: {unlessGiven}.",
            AllowMultipleArgumentsPerToken = true,
        };
        _composites.CompletionSources.Add(Names.Split(", "));
    }

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        command.Add(_composites);
        command.Add(_bounds);
        if (_forSingleLayers)
            command.Add(_rules);
    }

    /// <summary>The composites that were written; null where none were.</summary>
    /// <exception cref="CliException">One is none.</exception>
    public IReadOnlyList<Composite>? Composites(ParseResult result) => result.GetValue(_composites) is { Length: > 0 } written
        ? [.. written.Select(Parse).Distinct()]
        : null;

    /// <summary>The attributes that declare the explainers, one a line.</summary>
    /// <param name="result">What was written.</param>
    public IReadOnlyList<string> Attributes(ParseResult result) =>
        Attributes(result, Composites(result) ?? [Composite.EpsilonPlusFlat]);

    /// <summary>The attributes that declare explainers by the composites given, one a line.</summary>
    public IReadOnlyList<string> Attributes(ParseResult result, IReadOnlyList<Composite> composites)
    {
        string bounds = result.GetValue(_bounds) is { } range ? Bounds(range) : "";
        var attributes = new List<string>();
        foreach (Composite composite in composites)
        {
            bool needsBounds = composite is Composite.EpsilonGammaBox or Composite.DeepTaylor or Composite.VggReference;
            attributes.Add($"[Lrp(Composite.{composite}{(needsBounds ? bounds : "")})]");
        }

        if (_forSingleLayers)
            attributes.AddRange((result.GetValue(_rules) ?? []).Select(RuleAttribute));
        return attributes;
    }

    private static Composite Parse(string name)
    {
        bool isKnown = Enum.TryParse(name, ignoreCase: true, out Composite composite) && Enum.IsDefined(composite);
        return isKnown && composite != Composite.Custom
            ? composite
            : throw new CliException($"There is no composite '{name}'; there are {Names}.");
    }

    private static string Bounds(string text)
    {
        double[] numbers = [.. text.Split(',').Select(part =>
            double.TryParse(part, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) ? value : double.NaN)];
        if (numbers.Length != 2 || !numbers.All(double.IsFinite) || numbers[0] >= numbers[1])
            throw new CliException($"--bounds '{text}' is no range such as 0,1.");
        return string.Create(CultureInfo.InvariantCulture, $", Low = {numbers[0]:R}, High = {numbers[1]:R}");
    }

    // conv*=gamma:0.5
    private static string RuleAttribute(string text)
    {
        int split = text.LastIndexOf('=');
        string[] rule = split > 0 ? text[(split + 1)..].Split(':') : [];
        if (rule.Length is not (1 or 2) || !s_rules.TryGetValue(rule[0], out (string Attribute, int MostNumbers) known))
        {
            string names = string.Join(", ", s_rules.Keys.Order(StringComparer.Ordinal));
            throw new CliException($"--rule '{text}' is no layer=rule such as \"conv*=gamma:0.5\"; rules are {names}.");
        }

        string[] numbers = rule.Length == 2 ? rule[1].Split(',') : [];
        if (numbers.Length > known.MostNumbers)
            throw new CliException($"--rule '{text}' gives {numbers.Length} numbers, where {rule[0]} takes {known.MostNumbers}.");
        var arguments = new List<string> { Onnx.Source.CSharpText.Quoted(text[..split]) };
        foreach (string number in numbers)
        {
            bool isNumber = double.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out double value);
            arguments.Add(isNumber && double.IsFinite(value)
                ? value.ToString("R", CultureInfo.InvariantCulture)
                : throw new CliException($"--rule '{text}': '{number}' is no number."));
        }

        return $"[{known.Attribute}({string.Join(", ", arguments)})]";
    }
}
