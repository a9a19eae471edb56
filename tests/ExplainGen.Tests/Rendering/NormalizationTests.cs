using CsCheck;
using ExplainGen.Rendering;

namespace ExplainGen.Tests.Rendering;

public sealed class NormalizationTests
{
    [Fact]
    public void Symmetric_reaches_to_the_largest_magnitude()
    {
        RelevanceScale scale = Measure([1, -4, 2], Normalization.Symmetric);
        Assert.Equal(new RelevanceScale(-4, 4, false, 0), scale);
        Assert.Equal([0.25, -1, 0, 2], new[] { 1.0, -4, 0, 8 }.Select(scale.Position));
        Assert.Equal([0.25, 1, 0, 1], new[] { 1.0, -4, 0, 8 }.Select(scale.Strength));
    }

    [Fact]
    public void Absolute_shows_magnitudes_from_the_first_color_on()
    {
        RelevanceScale scale = Measure([1, -4, 2], Normalization.Absolute);
        Assert.Equal(new RelevanceScale(0, 4, true, 0), scale);
        Assert.Equal([-1, -0.5, 1, 1], new[] { 0.0, -1, 4, -4 }.Select(scale.Position));
    }

    [Fact]
    public void Unaligned_reaches_from_smallest_to_largest()
    {
        RelevanceScale scale = Measure([1, 5, 2], Normalization.Unaligned);
        Assert.Equal(new RelevanceScale(1, 5, false, 0), scale);
        Assert.Equal([-1, 0, 1], new[] { 1.0, 3, 5 }.Select(scale.Position));
        Assert.Equal(0.6, scale.Strength(3));
    }

    [Fact]
    public void Fixed_does_not_look_at_the_numbers()
    {
        Assert.Equal(new RelevanceScale(-2, 2, false, 0), Measure([100], Normalization.Fixed(2)));
        Assert.Equal(new RelevanceScale(-2, 2, false, 1), Measure([float.NaN], Normalization.Fixed(2)));
    }

    [Theory]
    [InlineData(100, 4)]
    [InlineData(75, 3)]
    [InlineData(50, 2)]
    [InlineData(62.5, 2.5)]
    public void Percentile_interpolates_between_ranks(double percent, double range) =>
        Assert.Equal(new RelevanceScale(-range, range, false, 0), Measure([0, -1, 2, 3, -4], Normalization.Percentile(percent)));

    [Fact]
    public void A_percentile_of_zero_gives_way_to_the_largest()
    {
        float[] sparse = new float[1000];
        sparse[7] = -3;
        Assert.Equal(new RelevanceScale(-3, 3, false, 0), Measure(sparse, Normalization.Percentile(99)));
    }

    [Fact]
    public void What_is_not_finite_takes_no_part()
    {
        float[] values = [1, float.NaN, -2, float.PositiveInfinity, float.NegativeInfinity];
        Assert.Equal(new RelevanceScale(-2, 2, false, 3), Measure(values, Normalization.Symmetric));
        Assert.Equal(new RelevanceScale(-2, 1, false, 3), Measure(values, Normalization.Unaligned));
        Assert.Equal(new RelevanceScale(-2, 2, false, 3), Measure(values, Normalization.Percentile(100)));
        Assert.Equal(new RelevanceScale(0, 2, true, 3), Measure(values, Normalization.Absolute));
        Assert.True(double.IsNaN(Measure(values, Normalization.Symmetric).Position(double.NegativeInfinity)));
        Assert.Equal(0, Measure(values, Normalization.Symmetric).Strength(double.PositiveInfinity));
    }

    [Fact]
    public void Without_extent_everything_is_at_the_center()
    {
        foreach (Normalization normalization in new[] { Normalization.Symmetric, Normalization.Percentile(99), Normalization.Unaligned })
        {
            Assert.Equal(0, Measure([0, 0], normalization).Position(0));
            Assert.Equal(0, Measure([float.NaN], normalization).Position(0));
        }

        Assert.Equal(0, Measure([5, 5], Normalization.Unaligned).Position(5));
        Assert.Equal(-1, Measure([0, 0], Normalization.Absolute).Position(0));
    }

    [Fact]
    public void Positions_are_odd_bounded_and_exact_at_zero() => Gen.Float.Array[1, 50].Sample(values =>
    {
        RelevanceScale scale = Measure(values, Normalization.Symmetric);
        Assert.Equal(0, scale.Position(0));
        foreach (float value in values.Where(float.IsFinite))
        {
            Assert.InRange(scale.Position(value), -1, 1);
            Assert.Equal(scale.Position(value), -scale.Position(-value));
            Assert.Equal(Math.Abs(scale.Position(value)), scale.Strength(value));
        }
    });

    [Fact]
    public void Wrong_parameters_are_named()
    {
        Assert.Throws<ArgumentOutOfRangeException>("percent", () => Normalization.Percentile(0));
        Assert.Throws<ArgumentOutOfRangeException>("percent", () => Normalization.Percentile(100.1));
        Assert.Throws<ArgumentOutOfRangeException>("percent", () => Normalization.Percentile(double.NaN));
        Assert.Throws<ArgumentOutOfRangeException>("range", () => Normalization.Fixed(0));
        Assert.Throws<ArgumentOutOfRangeException>("range", () => Normalization.Fixed(double.PositiveInfinity));
    }

    [Fact]
    public void Normalizations_compare_and_read_by_value()
    {
        Assert.Equal(Normalization.Percentile(99.5), Normalization.Percentile(99.5));
        Assert.NotEqual(Normalization.Percentile(1), Normalization.Fixed(1));
        Assert.Equal("Percentile(99.5)", Normalization.Percentile(99.5).ToString());
        Assert.Equal("Symmetric", Normalization.Symmetric.ToString());
    }

    private static RelevanceScale Measure(float[] values, Normalization normalization) =>
        Heatmap.Measure(values, 1, 1, values.Length, new HeatmapOptions { Normalization = normalization });
}
