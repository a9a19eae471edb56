using System.Text.Json;
using ExplainGen.Cli.Comparing;
using ExplainGen.Rendering;

namespace ExplainGen.Cli.Tests;

/// <summary>What is measured of methods, by hand and by the tool.</summary>
public sealed class ComparingTests
{
    [Theory]
    [InlineData(0.75, new double[] { 0, 0, 0, 1 })]
    [InlineData(0.75, new double[] { 0, -3, 0, 0 })]
    [InlineData(0, new double[] { 1, 1, 1, 1 })]
    [InlineData(0, new double[] { -2, 2, 2, -2 })]
    [InlineData(0, new double[] { 0, 0, 0, 0 })]
    [InlineData(0.25, new double[] { 4, -1, 3, 2 })]
    public void Sparseness_is_the_Gini_index_of_sizes(double index, double[] relevance) =>
        Assert.Equal(index, Sparseness.Of(relevance), 1e-12);

    [Fact]
    public void Equal_values_share_their_ranks()
    {
        Assert.Equal([2.5, 1, 2.5], RankCorrelation.Ranks([3, 1, 3]));
        Assert.Equal([2, 2, 2], RankCorrelation.Ranks([7, 7, 7]));
        Assert.Equal([3, 1, 2], RankCorrelation.Ranks([5, -9, 0]));
    }

    [Fact]
    public void Rankings_agree_from_minus_one_to_one()
    {
        double[] up = RankCorrelation.Ranks([1, 20, 300]), down = RankCorrelation.Ranks([9, 8, -7]);
        Assert.Equal(1, RankCorrelation.Of(up, up), 1e-12);
        Assert.Equal(-1, RankCorrelation.Of(up, down), 1e-12);
        Assert.Equal(0.5, RankCorrelation.Of(up, RankCorrelation.Ranks([1, 3, 2])), 1e-12);
        Assert.Equal(double.NaN, RankCorrelation.Of(up, RankCorrelation.Ranks([4, 4, 4])));
    }

    // Code that is shared compiles after so many calls of any method: whichever ran first would seem slow.
    [Fact]
    public void Times_do_not_depend_on_the_order_of_methods()
    {
        var time = new CountedTime();
        var order = new List<int>();
        double[] milliseconds = new MethodClock(time, TimeSpan.Zero).Measure(
            3,
            method =>
            {
                order.Add(method);
                time.Advance(TimeSpan.FromMilliseconds(order.Count <= 90 ? 20 : method + 1));
            },
            warmed: TimeSpan.Zero,
            CancellationToken.None);
        Assert.Equal([1, 2, 3], milliseconds);
        Assert.All(order.Chunk(3), round => Assert.Equal([0, 1, 2], round));
    }

    [Fact]
    public void Slow_methods_are_measured_for_a_bounded_time()
    {
        var time = new CountedTime();
        var clock = new MethodClock(time, TimeSpan.Zero);
        int runs = 0;
        clock.Measure(
            11,
            _ =>
            {
                runs++;
                time.Advance(TimeSpan.FromSeconds(2));
            },
            warmed: TimeSpan.FromSeconds(22),
            CancellationToken.None);
        Assert.Equal((11, 1), (runs, clock.Rounds));
        Assert.Contains("median of 1 round,", clock.Description, StringComparison.Ordinal);
        Assert.Contains("rough", clock.Description, StringComparison.Ordinal);
        Assert.Throws<OperationCanceledException>(() => clock.Measure(1, _ => { }, TimeSpan.Zero, new CancellationToken(canceled: true)));
    }

    [Fact]
    public async Task A_method_that_overflows_is_left_out()
    {
        // Gradients are products of weights, 1e40 here; with a flat first layer relevance never meets them.
        using var folder = new TemporaryFolder();
        SmallModel.Write(folder["large.onnx"], 1e20f);
        File.WriteAllLines(folder["rows.csv"], ["0,0", "1e-15,1e-15"]);
        ToolRun run = await ToolRun.Of(
            "compare", folder["large.onnx"], "--values", folder["rows.csv"], "-c", "Gradient", "EpsilonPlusFlat", "--out", folder["out"],
            "--json");
        Assert.Equal("", run.Error);
        using JsonDocument document = JsonDocument.Parse(run.Output);
        Assert.Equal(2, document.RootElement.GetProperty("inputs").GetArrayLength());
        JsonElement method = Assert.Single(document.RootElement.GetProperty("methods").EnumerateArray());
        Assert.Equal("EpsilonPlusFlat", method.GetProperty("method").GetString());
        Assert.False(method.GetProperty("agreement").TryGetProperty("Gradient", out _));
        string reason = Assert.Single(document.RootElement.GetProperty("leftOut").EnumerateArray()).GetString()!;
        Assert.StartsWith("Gradient is left out: rows, row 2:", reason, StringComparison.Ordinal);
        Assert.Contains("beyond the range of float32", reason, StringComparison.Ordinal);
        Assert.Contains("Gradient is left out", File.ReadAllText(folder["out/index.html"]), StringComparison.Ordinal);
        using var reader = Weights.WeightReader.Open(folder["out/relevance.safetensors"]);
        Assert.Equal(
            ["rows.1.EpsilonPlusFlat", "rows.2.EpsilonPlusFlat"], reader.File.Tensors.Select(t => t.Name).Order(StringComparer.Ordinal));

        run = await ToolRun.Of("compare", folder["large.onnx"], "--values", folder["rows.csv"], "-c", "Gradient", "--out", folder["none"]);
        Assert.Equal(1, run.ExitCode);
        Assert.Contains("No method is left: Gradient is left out", run.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder["none"]));
    }

    [Fact]
    public async Task A_grid_shows_as_many_inputs_as_it_can()
    {
        using var folder = new TemporaryFolder();
        SmallModel.Write(folder["small.onnx"], 1);
        File.WriteAllLines(folder["rows.csv"], Enumerable.Range(1, MapGrid.MostRows + 5).Select(i => $"{i},1"));
        ToolRun run = await ToolRun.Of(
            "compare", folder["small.onnx"], "--values", folder["rows.csv"], "-c", "Gradient", "--out", folder["out"], "--json");
        Assert.Equal("", run.Error);
        using JsonDocument document = JsonDocument.Parse(run.Output);
        Assert.Equal(MapGrid.MostRows + 5, document.RootElement.GetProperty("inputs").GetArrayLength());
        string warning = Assert.Single(document.RootElement.GetProperty("warnings").EnumerateArray()).GetString()!;
        Assert.Contains($"the first {MapGrid.MostRows} of {MapGrid.MostRows + 5} inputs", warning, StringComparison.Ordinal);
        Assert.True(File.Exists(folder["out/grid.png"]));
    }

    [Fact]
    public void A_grid_takes_no_more_pixels_than_a_picture_can_have()
    {
        using var folder = new TemporaryFolder();
        var grid = new MapGrid();
        (RgbImage, string)[] large = [(new RgbImage(4000, 4000), "a"), (new RgbImage(1, 1), "b")];
        grid.Add(large);
        grid.Add(large);
        grid.Add([(new RgbImage(1, 1), "a"), (new RgbImage(1, 1), "b")]);
        Assert.Equal(1, grid.Rows);

        // One row that has no room of its own is no grid, and no error.
        var none = new MapGrid();
        none.Add([.. large, .. large]);
        none.Save(folder["grid.png"]);
        Assert.Equal(0, none.Rows);
        Assert.False(File.Exists(folder["grid.png"]));
    }

    private sealed class CountedTime : TimeProvider
    {
        private TimeSpan _now;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public void Advance(TimeSpan time) => _now += time;

        public override long GetTimestamp() => _now.Ticks;
    }
}
