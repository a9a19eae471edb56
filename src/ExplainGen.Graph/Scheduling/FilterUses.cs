namespace ExplainGen.Graph;

/// <summary>In which directions packed weights are read.</summary>
[Flags]
public enum FilterUse
{
    None = 0,
    Forward = 1,
    Adjoint = 2,
    Both = Forward | Adjoint,
}

/// <summary>In which directions steps, and constants that are made of filters, read them: no other needs to be packed.</summary>
public static class FilterUses
{
    public static IReadOnlyDictionary<FilterConstant, FilterUse> Of(IEnumerable<Step> steps, IEnumerable<Constant> constants)
    {
        var uses = new Dictionary<FilterConstant, FilterUse>();
        foreach (Step step in steps)
        {
            foreach ((FilterConstant? filter, FilterUse use) in step.FilterReads)
                Add(filter, use);
        }

        foreach (Constant constant in constants)
        {
            switch (constant)
            {
                case BoxOffsetConstant offset:
                    Add(offset.Positive, FilterUse.Forward);
                    Add(offset.Negative, FilterUse.Forward);
                    break;
                case SquaredSumConstant sum:
                    Add(sum.Squared, FilterUse.Forward);
                    break;
            }
        }

        return uses;

        void Add(FilterConstant? filter, FilterUse use)
        {
            if (filter is not null)
                uses[filter] = (uses.TryGetValue(filter, out FilterUse known) ? known : FilterUse.None) | use;
        }
    }
}
