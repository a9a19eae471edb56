using ExplainGen.Files;
using ExplainGen.Rendering;

namespace ExplainGen.Tests.Rendering;

/// <summary>Files appear whole or not at all.</summary>
public sealed class SavingTests
{
    [Fact]
    public void A_file_is_replaced_and_nothing_else_is_left()
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("picture.png");
        File.WriteAllText(path, "old");
        var image = new RgbImage(2, 1, RgbColor.White);
        image.Save(path);
        Assert.Equal(image.ToPng(), File.ReadAllBytes(path));
        Assert.Equal([path], Directory.GetFiles(folder.Path));
    }

    [Fact]
    public void A_failure_leaves_the_old_file_and_no_temporary_one()
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("picture.png");
        File.WriteAllText(path, "old");
        Assert.Throws<InvalidOperationException>(() => AtomicFile.Write(path, stream =>
        {
            stream.WriteByte(1);
            throw new InvalidOperationException();
        }));
        Assert.Equal("old", File.ReadAllText(path));
        Assert.Equal([path], Directory.GetFiles(folder.Path));
    }

    [Fact]
    public void A_missing_folder_is_told()
    {
        using var folder = new TemporaryFolder();
        string missing = Path.Combine(folder.Path, "none"), path = Path.Combine(missing, "picture.png");
        DirectoryNotFoundException e = Assert.Throws<DirectoryNotFoundException>(() => new RgbImage(1, 1).Save(path));
        Assert.Equal($"'{path}' cannot be written: there is no folder '{missing}'.", e.Message);
        Assert.Throws<ArgumentException>("path", () => new RgbImage(1, 1).Save(string.Empty));
    }

    [Fact]
    public void A_report_is_saved_as_it_reads()
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("report.html");
        var report = new HtmlReport("Zürich → 東京");
        report.Save(path);
        Assert.Equal(report.ToHtml(), File.ReadAllText(path));
        Assert.NotEqual(0xEF, File.ReadAllBytes(path)[0]);
    }
}
