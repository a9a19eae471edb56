using ExplainGen.Deployment;

namespace ExplainGen.Tests.Deployment;

public class InstructionSetLevelTests
{
    private const string Haswell =
        "flags\t\t: fpu sse sse2 fma movbe popcnt xsave avx f16c abm sse4_1 sse4_2 bmi1 avx2 bmi2";

    private const string Zen4 = Haswell + " avx512f avx512dq avx512ifma avx512cd avx512bw avx512vl avx512_vnni";

    private static readonly string[] _levels = [InstructionSetLevel.V4, InstructionSetLevel.V3];

    [Theory]
    [InlineData(Zen4, null, InstructionSetLevel.V4)]
    [InlineData(Zen4, InstructionSetLevel.V4, InstructionSetLevel.V4)]
    [InlineData(Zen4, InstructionSetLevel.V3, InstructionSetLevel.V3)]
    [InlineData(Zen4, "none", null)]
    [InlineData(Haswell, null, InstructionSetLevel.V3)]
    [InlineData(Haswell, InstructionSetLevel.V4, InstructionSetLevel.V3)]
    [InlineData("flags\t\t: fpu sse sse2 sse4_1 sse4_2 popcnt", null, null)]
    [InlineData("Features\t: fp asimd", null, null)]
    public void The_best_level_is_the_first_that_the_processor_runs(string flags, string? limit, string? expected)
    {
        HashSet<string> features = InstructionSetLevel.Features(["processor\t: 0", flags, "bugs\t\t:", "flags\t\t: none"]);

        Assert.Equal(expected, InstructionSetLevel.Best(_levels, limit, features));
    }

    [Theory]
    [InlineData("avx512vl")]
    [InlineData("avx512bw")]
    [InlineData("bmi2")]
    [InlineData("abm")]
    public void A_processor_that_lacks_one_feature_does_not_run_the_level(string missing)
    {
        HashSet<string> features = InstructionSetLevel.Features([Zen4]);
        Assert.True(InstructionSetLevel.RunsOn(InstructionSetLevel.V4, features));

        features.Remove(missing);

        Assert.False(InstructionSetLevel.RunsOn(InstructionSetLevel.V4, features));
    }

    [Fact]
    public void A_level_that_is_not_known_runs_nowhere() =>
        Assert.False(InstructionSetLevel.RunsOn("x86-64-v5", InstructionSetLevel.Features([Zen4])));
}
