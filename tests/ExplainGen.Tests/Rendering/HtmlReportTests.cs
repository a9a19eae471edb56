using System.Text.RegularExpressions;
using System.Xml;
using System.Xml.Linq;
using ExplainGen.Rendering;

namespace ExplainGen.Tests.Rendering;

public sealed partial class HtmlReportTests
{
    private const string Hostile = "<script>alert('x')</script> & \"quoted\" \0";

    [Fact]
    public void Every_text_is_escaped()
    {
        var report = new HtmlReport(Hostile) { Introduction = Hostile, Footer = Hostile, Language = Hostile };
        HtmlSection section = report.AddSection(Hostile, Hostile)
            .AddText(Hostile)
            .AddLegend(ColorMap.Bwr, Hostile, Hostile, Hostile)
            .AddTable([Hostile], [[Hostile]]);
        section.AddRow(Hostile).AddPicture(new RgbImage(1, 1), Hostile).AddFact(Hostile, Hostile);
        string html = report.ToHtml();
        Assert.DoesNotContain("<script", html);
        Assert.DoesNotContain("alert('", html);
        Assert.DoesNotContain("\"quoted", html);
        Assert.DoesNotContain('\0', html);
        // Language, title (2), introduction, footer, heading, text (2), legend (3), table (2), row, caption (2), fact (2).
        Assert.Equal(18, Regex.Count(html, "&lt;script&gt;"));
    }

    [Fact]
    public void A_page_is_whole_and_well_formed()
    {
        XElement body = Body(Example());
        Assert.Equal("Digits", body.Descendants("h1").Single().Value);
        Assert.Equal(["Images", "Numbers"], body.Descendants("h2").Select(heading => heading.Value));
        Assert.Equal(["input", "EpsilonPlusFlat"], body.Descendants("figcaption").Select(caption => caption.Value));
        Assert.Equal(["input", "EpsilonPlusFlat"], body.Descendants("img").Select(image => image.Attribute("alt")!.Value));
        Assert.Equal(
            ["label: 7", "probability: 0.983", "conservation error: 3e-7"],
            body.Descendants("dl").Single().Elements("div").Select(fact => $"{fact.Element("dt")!.Value}: {fact.Element("dd")!.Value}"));
        Assert.Equal("one model, one page", body.Descendants("footer").Single().Value);
    }

    [Fact]
    public void Parts_stand_in_the_order_of_adding()
    {
        var report = new HtmlReport("report");
        HtmlSection section = report.AddSection("section", "first");
        section.AddRow("second");
        section.AddText("third").AddTable(["fourth"], []);
        XElement parts = Body(report).Descendants("section").Single();
        Assert.Equal(["h2", "p", "article", "p", "div"], parts.Elements().Select(part => part.Name.LocalName));
    }

    [Fact]
    public void Pictures_are_embedded_and_small_ones_enlarged()
    {
        var image = new RgbImage(28, 14);
        new Random(5).NextBytes(image.Pixels);
        var report = new HtmlReport("report");
        report.AddSection("section").AddRow()
            .AddPicture(image, "small")
            .AddPicture(PngWriter.Gray(300, 1, new byte[300]), "large");
        XElement[] images = [.. Body(report).Descendants("img")];
        Assert.Equal(["196 98 crisp", "300 1 "], images.Select(
            each => $"{each.Attribute("width")!.Value} {each.Attribute("height")!.Value} {each.Attribute("class")?.Value}"));
        string source = images[0].Attribute("src")!.Value;
        Assert.StartsWith("data:image/png;base64,", source);
        DecodedPng png = DecodedPng.Decode(Convert.FromBase64String(source["data:image/png;base64,".Length..]));
        Assert.Equal((28, 14), (png.Width, png.Height));
        Assert.Equal(image.Pixels.ToArray(), png.Samples);
    }

    [Fact]
    public void Nothing_is_loaded_from_elsewhere()
    {
        string html = Example().ToHtml();
        Assert.DoesNotContain("http:", html);
        Assert.DoesNotContain("https:", html);
        Assert.DoesNotContain("url(", html);
        Assert.DoesNotContain("<script", html);
        Assert.DoesNotContain("<link", html);
        Assert.Contains("default-src 'none'", html);
        Assert.DoesNotContain('\r', html);
    }

    [Fact]
    public void Scripts_of_the_world_stay_readable() =>
        Assert.Contains("<h1>Zürich → 東京 Ω</h1>", new HtmlReport("Zürich → 東京 Ω").ToHtml());

    [Fact]
    public void A_legend_runs_through_the_maps_colors()
    {
        string html = Example().ToHtml();
        Assert.Matches(@"linear-gradient\(90deg, #0000ff, .*#ffffff, .*#ff0000\)", html);
        Assert.Contains("<span>against</span><span>0</span><span>in favor</span>", html);
    }

    [Fact]
    public void Columns_of_numbers_are_aligned_at_the_right()
    {
        XElement table = Body(Example()).Descendants("table").Single();
        Assert.Equal(["", "number", "number", ""], table.Descendants("th").Select(cell => cell.Attribute("class")?.Value ?? ""));
        Assert.Equal(2, table.Descendants("tbody").Single().Elements("tr").Count());
        XElement last = table.Descendants("tr").Last();
        Assert.Equal(["EpsilonGammaBox", "-0.5", "6.3 ms", "n/a"], last.Elements("td").Select(cell => cell.Value));
    }

    [Fact]
    public void The_same_report_gives_the_same_page() => Assert.Equal(Example().ToHtml(), Example().ToHtml());

    [Fact]
    public void Wrong_inputs_are_named()
    {
        Assert.Throws<ArgumentException>("title", () => new HtmlReport(" "));
        var report = new HtmlReport("report");
        Assert.Throws<ArgumentException>("heading", () => report.AddSection(""));
        Assert.Throws<ArgumentNullException>("text", () => report.AddSection("a", null!));
        Assert.Throws<ArgumentNullException>("writer", () => report.Write(null!));
        HtmlSection section = report.AddSection("section");
        Assert.Throws<ArgumentException>("columns", () => section.AddTable([], []));
        var error = Assert.Throws<ArgumentException>("rows", () => section.AddTable(["a", "b"], [["1", "2"], ["1"]]));
        Assert.Contains("Expected 2 cells in row 1, found 1", error.Message);
        Assert.Throws<ArgumentException>("rows", () => section.AddTable(["a"], [null!]));
        Assert.Throws<ArgumentNullException>("colors", () => section.AddLegend(null!));
        Assert.Throws<ArgumentNullException>("title", () => section.AddRow(null!));
        Assert.Throws<ArgumentNullException>("image", () => section.AddRow().AddPicture((RgbImage)null!, "a"));
        Assert.Throws<ArgumentNullException>("caption", () => section.AddRow().AddPicture(new RgbImage(1, 1), null!));
        Assert.Throws<ArgumentNullException>("value", () => section.AddRow().AddFact("a", null!));
    }

    private static HtmlReport Example()
    {
        var report = new HtmlReport("Digits") { Introduction = "Two pictures.", Footer = "one model, one page" };
        report.AddSection("Images").AddLegend(ColorMap.Bwr).AddRow("Image 1")
            .AddPicture(new RgbImage(2, 2), "input")
            .AddPicture(new RgbImage(2, 2, RgbColor.White), "EpsilonPlusFlat")
            .AddFact("label", "7")
            .AddFact("probability", 0.98312)
            .AddFact("conservation error", 3e-7);
        report.AddSection("Numbers").AddTable(
            ["composite", "score", "time", "note"],
            [["EpsilonPlusFlat", "0.25", "4.1 ms", "1"], ["EpsilonGammaBox", "-0.5", "6.3 ms", "n/a"]]);
        return report;
    }

    /// <summary>The body, read as XML once the one kind of element that stays open is closed.</summary>
    private static XElement Body(HtmlReport report)
    {
        string html = report.ToHtml();
        Assert.StartsWith("<!DOCTYPE html>\n<html lang=\"en\">\n", html);
        Assert.EndsWith("</body>\n</html>\n", html);
        string body = html[html.IndexOf("<body>", StringComparison.Ordinal)..html.IndexOf("</html>", StringComparison.Ordinal)];
        using var reader = XmlReader.Create(new StringReader(OpenImage().Replace(body, "$1/>")));
        return XElement.Load(reader);
    }

    [GeneratedRegex("(<img[^>]*)>")]
    private static partial Regex OpenImage();
}
