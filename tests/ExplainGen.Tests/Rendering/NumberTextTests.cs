using System.Globalization;
using ExplainGen.Rendering;

namespace ExplainGen.Tests.Rendering;

public sealed class NumberTextTests
{
    [Theory]
    [InlineData(0, "0")]
    [InlineData(-0.0, "0")]
    [InlineData(1, "1")]
    [InlineData(0.12345, "0.123")]
    [InlineData(-0.98765, "-0.988")]
    [InlineData(0.001, "0.001")]
    [InlineData(0.0012345, "0.00123")]
    [InlineData(0.00099, "9.9e-4")]
    [InlineData(9.996, "10")]
    [InlineData(31.415, "31.4")]
    [InlineData(1234.5, "1235")]
    [InlineData(-2.5e-7, "-2.5e-7")]
    [InlineData(3.14159e12, "3.14e+12")]
    [InlineData(1e-300, "1e-300")]
    [InlineData(double.NaN, "NaN")]
    [InlineData(double.NegativeInfinity, "-Infinity")]
    public void Numbers_have_three_digits(double value, string text) => Assert.Equal(text, NumberText.Format(value));

    [Fact]
    public void The_culture_does_not_matter()
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        try
        {
            var culture = (CultureInfo)CultureInfo.InvariantCulture.Clone();
            culture.NumberFormat.NumberDecimalSeparator = ",";
            culture.NumberFormat.NegativeSign = "~";
            CultureInfo.CurrentCulture = culture;
            Assert.Equal("-0.5", NumberText.Format(-0.5));
            Assert.Equal("-2.5e-7", NumberText.Format(-2.5e-7));
            Assert.Contains("<dd>-0.5</dd>", ReportWithFact(-0.5));
            var error = Assert.Throws<ArgumentOutOfRangeException>(() => new HeatmapOptions { OverlayOpacity = 1.5 });
            Assert.Contains("found 1.5", error.Message);
            Assert.Equal("Percentile(99.5)", Normalization.Percentile(99.5).ToString());
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    private static string ReportWithFact(double value)
    {
        var report = new HtmlReport("report");
        report.AddSection("section").AddRow().AddFact("fact", value);
        return report.ToHtml();
    }
}
