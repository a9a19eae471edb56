namespace ExplainGen.Graph;

/// <summary>The arguments of one declaration, looked up by name; a name that was not written takes the default given.</summary>
public sealed record Arguments(EquatableArray<Argument> Items)
{
    public static Arguments None { get; } = new(Items: default);

    public static Arguments Of(params Argument[] items) => new(new EquatableArray<Argument>(items));

    public Argument? Find(string name)
    {
        foreach (Argument item in Items)
        {
            if (item.Name == name)
                return item;
        }

        return null;
    }

    public bool Has(string name) => Find(name) is not null;

    public double Number(string name, double fallback) => Find(name) is { Numbers.Count: > 0 } a ? a.Numbers[0] : fallback;

    public int Integer(string name, int fallback) => checked((int)Number(name, fallback));

    public bool Flag(string name, bool fallback) => Number(name, fallback ? 1 : 0) != 0;

    public string? Text(string name) => Find(name) is { Texts.Count: > 0 } a ? a.Texts[0] : null;

    public EquatableArray<double> Numbers(string name) => Find(name)?.Numbers ?? default;
}
