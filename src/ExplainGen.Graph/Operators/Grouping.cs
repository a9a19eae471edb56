namespace ExplainGen.Graph;

/// <summary>Channels and groups, as both kinds of convolution have them.</summary>
internal static class Grouping
{
    public static (int Channels, int Groups) Read(ArgumentReader reader)
    {
        int channels = reader.Positive("Channels"), groups = reader.Positive("Groups", 1);
        if (!reader.Failed && channels % groups != 0)
            reader.Report("Groups", $"a divisor of the {channels} output channels", ArgumentReader.Format(groups));
        return (channels, groups);
    }

    /// <summary>Whether an input's channels split into the groups; reported if not.</summary>
    public static bool Accepts(int groups, Shape input, ShapeCheck check)
    {
        if (input.Channels % groups == 0)
            return true;
        check.Fail(0, input, $"its {input.Channels} channels are not divisible into {groups} groups");
        return false;
    }
}
