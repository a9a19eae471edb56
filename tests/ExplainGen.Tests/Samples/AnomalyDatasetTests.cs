using Anomaly;

namespace ExplainGen.Tests.Samples;

public sealed class AnomalyDatasetTests
{
    private const string Small = "height,width,kind\n1,2.5,a\n-3e2,0,b\n";

    [Fact]
    public void Headings_numbers_and_classes_are_read()
    {
        Dataset data = Read(Small);
        Assert.Equal(["height", "width"], data.Features);
        Assert.Equal([1, 2.5, -300, 0], data.Values);
        Assert.Equal(["a", "b"], data.Classes);
        Assert.Equal(2, data.Count);
        Assert.Equal([-300, 0], data.Row(1).ToArray());
    }

    [Theory]
    [InlineData("", "line 1: expected headings")]
    [InlineData("kind\na\n", "line 1: expected headings")]
    [InlineData("height,kind\n", "expected rows below the headings, found none")]
    [InlineData("height,kind\n1\n", "line 2: expected 2 cells, found 1")]
    [InlineData("height,kind\n1,a\n1,2,a\n", "line 3: expected 2 cells, found 3")]
    [InlineData("height,kind\n1,a\n\n", "line 3: expected 2 cells, found 1")]
    [InlineData("height,kind\ntall,a\n", "line 2, 'height': expected a finite number, found 'tall'")]
    [InlineData("height,kind\nNaN,a\n", "line 2, 'height': expected a finite number, found 'NaN'")]
    [InlineData("height,kind\n1e999,a\n", "line 2, 'height': expected a finite number, found '1e999'")]
    public void A_malformed_table_is_refused_with_the_place(string text, string reason)
    {
        string message = Assert.Throws<InvalidDataException>(() => Read(text)).Message;
        Assert.StartsWith("table", message);
        Assert.Contains(reason, message);
    }

    // Numbers of rows, and smallest and largest numbers as the sources' own descriptions give them.
    [Fact]
    public void The_samples_are_those_of_their_source()
    {
        Dataset data = Dataset.Load("breast-cancer.csv");
        Assert.Equal((569, 30), (data.Count, data.Features.Length));
        Assert.Equal(212, data.Classes.Count(name => name == "malignant"));
        Assert.Equal(357, data.Classes.Count(name => name == "benign"));
        AssertRange(data, "mean radius", 6.981, 28.11);
        AssertRange(data, "area error", 6.802, 542.2);
        AssertRange(data, "worst perimeter", 50.41, 251.2);
        AssertRange(data, "worst symmetry", 0.1565, 0.6638);
    }

    [Fact]
    public void The_wines_are_those_of_their_source()
    {
        Dataset data = Dataset.Load("wine.csv");
        Assert.Equal((178, 13), (data.Count, data.Features.Length));
        Assert.Equal([59, 71, 48], new[] { "1", "2", "3" }.Select(cultivar => data.Classes.Count(name => name == cultivar)));
        AssertRange(data, "malic acid", 0.74, 5.80);
        AssertRange(data, "magnesium", 70, 162);
        AssertRange(data, "hue", 0.48, 1.71);
        AssertRange(data, "proline", 278, 1680);
    }

    [Fact]
    public void Standardized_features_have_mean_0_and_deviation_1()
    {
        Dataset data = Dataset.Load("wine.csv");
        int features = data.Features.Length;
        double[] rows = new Standardization(features, data.Values).Apply(data.Values);
        for (int f = 0; f < features; f++)
        {
            double[] column = [.. rows.Where((_, i) => i % features == f)];
            Assert.Equal(0, column.Average(), 1e-12);
            Assert.Equal(1, column.Average(value => value * value), 1e-12);
        }
    }

    [Fact]
    public void Other_rows_are_measured_by_those_of_the_beginning_and_constants_only_centered()
    {
        var standardization = new Standardization(2, [1, 7, 3, 7]);
        Assert.Equal([3, -2], standardization.Apply([5, 5]));
    }

    private static Dataset Read(string text) => Dataset.Parse("table", new StringReader(text));

    private static void AssertRange(Dataset data, string feature, double least, double most)
    {
        int f = Array.IndexOf(data.Features, feature), features = data.Features.Length;
        double[] column = [.. data.Values.Where((_, i) => i % features == f)];
        Assert.Equal((least, most), (column.Min(), column.Max()));
    }
}
