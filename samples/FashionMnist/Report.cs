using ExplainGen;
using ExplainGen.Rendering;

namespace FashionMnist;

/// <summary>The report: one page with each picture beside its heatmaps, and the heatmaps as PNG files.</summary>
internal sealed class Report
{
    private const int Size = 28;

    private static readonly HeatmapOptions s_options = new() { Scale = 6 };

    private readonly string _folder;
    private readonly HtmlReport _page;
    private readonly HtmlSection _section;

    public Report(string folder)
    {
        _folder = folder;
        Directory.CreateDirectory(folder);
        _page = new HtmlReport("Why the network said so")
        {
            Introduction = "Forty test pictures of Fashion-MNIST, each with the relevance of its pixels for the class that the network chose. "
                + "EpsilonPlusFlat shows where it looked; Fine (EpsilonGammaBox) shows what spoke for the class and what against it.",
            Footer = "Pictures: Fashion-MNIST, Zalando SE, MIT license.",
        };
        _section = _page.AddSection("Pictures").AddLegend(s_options.ColorMap);
    }

    public void Add(int index, float[] pixels, int label, Explanation plain, Explanation fine)
    {
        int predicted = plain.Target.ClassIndex;
        RgbImage input = RgbImage.FromPlanar(pixels, 1, Size, Size);
        RgbImage plainMap = Heatmap.Render(plain.Relevance.Span, 1, Size, Size, s_options);
        RgbImage fineMap = Heatmap.Render(fine.Relevance.Span, 1, Size, Size, s_options);
        string name = $"{index:00}-{Pictures.Classes[label].ToLowerInvariant().Replace(' ', '-')}";
        input.Scale(s_options.Scale).Save(Path.Combine(_folder, name + ".png"));
        plainMap.Save(Path.Combine(_folder, name + ".epsilon-plus-flat.png"));
        fineMap.Save(Path.Combine(_folder, name + ".fine.png"));

        string verdict = predicted == label ? Pictures.Classes[predicted] : $"{Pictures.Classes[predicted]} (is a {Pictures.Classes[label]})";
        _section.AddRow(verdict)
            .AddPicture(input.Scale(s_options.Scale), "input")
            .AddPicture(plainMap, "EpsilonPlusFlat")
            .AddPicture(fineMap, "Fine")
            .AddPicture(Heatmap.Overlay(input, fine.Relevance.Span, 1, Size, Size, s_options), "Fine over input")
            .AddFact("probability", plain.Probabilities()[predicted].ToString("p1"))
            .AddFact("logit", plain.Logits.Span[predicted])
            .AddFact("sum of relevance", $"{plain.Sum:f3} / {fine.Sum:f3}")
            .AddFact("taken by biases", $"{plain.Ledger.Bias:f3} / {fine.Ledger.Bias:f3}")
            .AddFact("conservation error", $"{plain.Ledger.LargestError:0.0e-0} / {fine.Ledger.LargestError:0.0e-0}");
    }

    public void Save(ModelMetadata model)
    {
        _page.AddSection("Rules", "What each layer does with relevance.").AddTable(
            ["layer", .. model.Explainers.Select(e => e.Name)],
            [.. Enumerable.Range(1, model.Nodes.Length - 1).Select(n => (IReadOnlyList<string>)[model.Nodes[n], .. model.Explainers.Select(e => e.Rules[n])])]);
        _page.Save(Path.Combine(_folder, "index.html"));
    }
}
