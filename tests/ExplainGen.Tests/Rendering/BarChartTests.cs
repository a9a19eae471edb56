using System.Globalization;
using System.Xml.Linq;
using ExplainGen.Rendering;

namespace ExplainGen.Tests.Rendering;

public sealed class BarChartTests
{
    [Fact]
    public void Bars_start_at_zero_and_are_as_long_as_their_numbers()
    {
        double[] values = [4, 1, -2, 0, 0.5];
        XElement figure = Figure(Chart(values));
        double zero = Zero(figure);
        (double X, double Width)[] bars = Bars(figure);
        for (int i = 0; i < values.Length; i++)
        {
            double end = values[i] < 0 ? bars[i].X : bars[i].X + bars[i].Width;
            double start = values[i] < 0 ? bars[i].X + bars[i].Width : bars[i].X;
            Assert.Equal(zero, start, 0.02);
            Assert.Equal(values[i] / 4, (end - zero) / bars[0].Width, 1e-3);
        }
    }

    [Fact]
    public void Colors_tell_in_favor_against_and_what_is_no_feature()
    {
        XElement figure = Figure(new BarChart("chart").AddBar("a", 1).AddBar("b", -1).AddRemainder("rest", 0.5).AddRemainder("less", -0.5));
        Assert.Equal(["favor", "against", "rest", "rest"], figure.Descendants("rect").Select(bar => bar.Attribute("class")!.Value));
    }

    [Fact]
    public void Names_numbers_title_axis_and_caption_can_be_read()
    {
        XElement figure = Figure(new BarChart("Why") { Axis = "relevance (bits)", Caption = "One of many." }
            .AddBar("worst area", 30.149).AddRemainder("not attributed", -0.00012));
        Assert.Equal("Why", figure.Element("h3")!.Value);
        Assert.Equal("One of many.", figure.Element("figcaption")!.Value);
        Assert.Equal(["worst area: 30.1", "not attributed: -1.2e-4"], figure.Descendants("title").Select(title => title.Value));
        string[] texts = [.. figure.Descendants("text").Select(text => text.Value)];
        foreach (string expected in (string[])["worst area", "30.1", "not attributed", "-1.2e-4", "relevance (bits)", "0"])
            Assert.Contains(expected, texts);
    }

    [Fact]
    public void Numbers_at_the_axis_stand_where_their_bars_would_end()
    {
        XElement figure = Figure(Chart(30, -10, 20));
        (double X, double Width)[] bars = Bars(figure);
        Dictionary<string, double> ticks = figure.Descendants("text").Where(text => text.Attribute("class")!.Value == "tick")
            .ToDictionary(text => text.Value, text => Number(text, "x"));
        Assert.Equal(Zero(figure), ticks["0"], 0.02);
        Assert.Equal(bars[0].X + bars[0].Width, ticks["30"], 0.02);
        Assert.Equal(bars[1].X, ticks["-10"], 0.02);
        Assert.InRange(ticks.Count, 3, 10);
    }

    [Fact]
    public void Charts_that_cover_the_same_numbers_share_a_scale()
    {
        XElement small = Figure(Chart(1, 0.0123).Cover(10).Cover(-5)), large = Figure(Chart(10, -5));
        Assert.Equal(Zero(large), Zero(small));
        Assert.Equal(Bars(large)[0].Width / 10, Bars(small)[0].Width, 0.02);
    }

    [Theory]
    [InlineData(1d)]
    [InlineData(-1d)]
    [InlineData(0d)]
    [InlineData(5e-324)]
    [InlineData(-5e-324)]
    [InlineData(1.7e308)]
    [InlineData(-1.7e308)]
    [InlineData(123456.789)]
    public void Everything_stays_inside_whatever_the_numbers(double value)
    {
        foreach (BarChart chart in new[] { Chart(value), Chart(value, -value), Chart(value, 1), Chart(value, -1, 0.001) })
        {
            XElement figure = Figure(chart), svg = figure.Element("svg")!;
            double width = Number(svg, "width"), height = Number(svg, "height");
            foreach (XElement bar in figure.Descendants("rect"))
            {
                Assert.InRange(Number(bar, "x"), 0, width);
                Assert.InRange(Number(bar, "width"), 0, width - Number(bar, "x") + 0.01);
                Assert.InRange(Number(bar, "y") + Number(bar, "height"), 0, height);
            }

            foreach (XElement text in figure.Descendants("text"))
            {
                // Six pixels a digit: what common fonts take at this size.
                double length = 6 * text.Value.Length, x = Number(text, "x");
                string side = text.Attribute("class")!.Value;
                Assert.InRange(side == "label" ? x - length : side == "tick" ? x - (length / 2) : x, -0.5, width);
                double end = side == "label" ? x : side == "tick" ? x + (length / 2) : x + length;
                Assert.InRange(end, 0, width + (side == "tick" ? 12 : 0.5));
                Assert.InRange(Number(text, "y"), 0, height);
            }
        }
    }

    [Fact]
    public void Words_below_the_axis_stay_inside_and_numbers_stay_off_labels()
    {
        const string words = "relevance (squared standard deviations)";
        var chart = new BarChart("chart") { Axis = words, Width = 340 };
        XElement figure = Figure(chart.AddBar("nonflavanoid phenols, worst", -1).AddBar("hue", -0.0001));
        double middle = Number(figure.Descendants("text").Single(text => text.Value == words), "x");
        Assert.InRange(middle + (3 * words.Length), 0, 340);
        Assert.All(
            figure.Descendants("text").Where(text => text.Attribute("class")!.Value == "value"),
            number => Assert.True(Number(number, "x") > Zero(figure), $"The number {number.Value} is left of zero."));
    }

    [Fact]
    public void Long_names_are_cut_and_whole_under_the_pointer()
    {
        string name = string.Concat(Enumerable.Repeat("nonflavanoid phenols ", 20)).Trim();
        XElement figure = Figure(new BarChart("chart").AddBar(name, 1).AddBar("𝔘𝔙𝔚𝔛𝔜" + new string('x', 200), 1));
        XElement[] labels = [.. figure.Descendants("text").Where(text => text.Attribute("class")!.Value == "label")];
        Assert.EndsWith("…", labels[0].Value);
        Assert.StartsWith(labels[0].Value[..^1], name);
        Assert.InRange(labels[0].Value.Length, 20, 60);
        Assert.Equal($"{name}: 1", figure.Descendants("title").First().Value);
        Assert.True(Bars(figure)[0].Width > 150, "Bars keep their room beside long names.");
    }

    [Fact]
    public void A_name_is_never_cut_within_a_letter()
    {
        for (int prefix = 0; prefix < 4; prefix++)
        {
            string name = new string('x', prefix) + string.Concat(Enumerable.Repeat("𝔘", 200));
            string label = Figure(new BarChart("chart").AddBar(name, 1)).Descendants("text")
                .First(text => text.Attribute("class")!.Value == "label").Value;
            Assert.EndsWith("…", label);
            Assert.False(char.IsHighSurrogate(label[^2]));
        }
    }

    [Fact]
    public void Texts_are_escaped()
    {
        const string hostile = "<script>alert('x')</script> & \"quoted\"";
        var report = new HtmlReport("report");
        BarChart chart = new BarChart(hostile) { Axis = hostile, Caption = hostile, Width = 2000 }.AddBar(hostile, 1);
        report.AddSection("section").AddCharts(chart);
        string html = report.ToHtml();
        Assert.DoesNotContain("<script", html);
        Assert.DoesNotContain("\"quoted", html);
    }

    [Fact]
    public void What_is_added_later_does_not_show()
    {
        BarChart chart = Chart(1);
        var report = new HtmlReport("report");
        report.AddSection("section").AddCharts(chart);
        string before = report.ToHtml();
        chart.AddBar("later", 2);
        Assert.Equal(before, report.ToHtml());
    }

    [Fact]
    public void Wrong_inputs_are_named()
    {
        Assert.Throws<ArgumentException>("title", () => new BarChart(" "));
        Assert.Throws<ArgumentNullException>("value", () => new BarChart("a") { Axis = null! });
        Assert.Throws<ArgumentNullException>("value", () => new BarChart("a") { Caption = null! });
        var narrow = Assert.Throws<ArgumentOutOfRangeException>("value", () => new BarChart("a") { Width = 319 });
        Assert.Contains("320..2000, found 319", narrow.Message);
        Assert.Throws<ArgumentOutOfRangeException>("value", () => new BarChart("a") { Width = 2001 });
        Assert.Throws<ArgumentNullException>("label", () => new BarChart("a").AddBar(null!, 1));
        Assert.Throws<ArgumentOutOfRangeException>("value", () => new BarChart("a").AddBar("b", double.NaN));
        Assert.Throws<ArgumentOutOfRangeException>("value", () => new BarChart("a").AddRemainder("b", double.PositiveInfinity));
        Assert.Throws<ArgumentOutOfRangeException>("value", () => new BarChart("a").Cover(double.NegativeInfinity));
        HtmlSection section = new HtmlReport("report").AddSection("section");
        Assert.Throws<ArgumentException>("charts", () => section.AddCharts());
        Assert.Throws<ArgumentException>("charts", () => section.AddCharts((BarChart)null!));
        var empty = Assert.Throws<ArgumentException>("charts", () => section.AddCharts(new BarChart("empty")));
        Assert.Contains("'empty' without bars", empty.Message);
    }

    private static BarChart Chart(params double[] values)
    {
        var chart = new BarChart("chart") { Axis = "axis" };
        for (int i = 0; i < values.Length; i++)
            chart.AddBar($"feature {i}", values[i]);
        return chart;
    }

    /// <summary>The chart's figure, as a page holds it.</summary>
    private static XElement Figure(BarChart chart)
    {
        var report = new HtmlReport("report");
        report.AddSection("section").AddCharts(chart);
        string html = report.ToHtml();
        const string end = "</figure>";
        int from = html.IndexOf("<figure", StringComparison.Ordinal);
        return XElement.Parse(html[from..(html.IndexOf(end, from, StringComparison.Ordinal) + end.Length)]);
    }

    private static (double X, double Width)[] Bars(XElement figure) =>
        [.. figure.Descendants("rect").Select(bar => (Number(bar, "x"), Number(bar, "width")))];

    private static double Zero(XElement figure) =>
        Start(figure.Descendants("path").Single(path => path.Attribute("class")!.Value == "zero"));

    private static double Start(XElement path) =>
        double.Parse(path.Attribute("d")!.Value.Split(' ')[0][1..], CultureInfo.InvariantCulture);

    private static double Number(XElement element, string attribute) =>
        double.Parse(element.Attribute(attribute)!.Value, CultureInfo.InvariantCulture);
}
