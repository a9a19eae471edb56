using System.Text.Json;
using ExplainGen.Cli.Commands;
using ExplainGen.Cli.Pictures;
using ExplainGen.Rendering;
using ExplainGen.TestKit;

namespace ExplainGen.Cli.Tests;

/// <summary>What commands are given to explain, what it is called, and what is said of it.</summary>
public sealed class InputTests
{
    [Theory]
    [InlineData("a b", "a b")]
    [InlineData("cat cat cat", "cat cat.2 cat.3")]
    [InlineData("cat cat cat.2", "cat cat.3 cat.2")]
    [InlineData("cat.2 cat CAT", "cat.2 cat CAT.3")]
    [InlineData("a a.2 a.2 a", "a a.2 a.2.2 a.3")]
    public void Names_become_different(string names, string unique) =>
        Assert.Equal(unique, string.Join(" ", FileNames.Unique(names.Split(' '))));

    [SharedDataTheory]
    [InlineData("explain")]
    [InlineData("compare")]
    public async Task Pictures_of_the_same_name_stay_apart(string command)
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder["a"]);
        Directory.CreateDirectory(folder["b"]);
        new RgbImage(28, 28, RgbColor.White).Save(folder["a/cat.png"]);
        new RgbImage(28, 28).Save(folder["b/cat.png"]);
        new RgbImage(28, 28, new RgbColor(9, 9, 9)).Save(folder["b/cat.bmp"]);
        ToolRun run = await ToolRun.Of(
            command, SharedData.Require("models/mnist_cnn.onnx"), "--image", folder["a/cat.png"], folder["b/cat.png"], folder["b/cat.bmp"],
            "-c", "Epsilon", "--out", folder["out"], "--json");
        Assert.Equal("", run.Error);
        using var reader = Weights.WeightReader.Open(folder["out/relevance.safetensors"]);
        Assert.Equal(
            ["cat.2.Epsilon", "cat.3.Epsilon", "cat.Epsilon"], reader.File.Tensors.Select(t => t.Name).Order(StringComparer.Ordinal));
        using JsonDocument document = JsonDocument.Parse(run.Output);
        Assert.Equal(
            [folder["a/cat.png"], folder["b/cat.png"], folder["b/cat.bmp"]],
            document.RootElement.GetProperty("inputs").EnumerateArray().Select(i => i.GetProperty("input").GetString()));
        if (command == "explain")
        {
            Assert.NotEqual(
                File.ReadAllBytes(folder["out/cat.Epsilon.overlay.png"]), File.ReadAllBytes(folder["out/cat.2.Epsilon.overlay.png"]));
        }

        // Whoever says nothing of pixels is told what was done, in JSON too.
        Assert.Contains(
            document.RootElement.GetProperty("warnings").EnumerateArray(),
            w => w.GetString()!.Contains("No preprocessing was given", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("x|y", "x?y")]
    [InlineData("x_y", "X_y")]
    public async Task Layers_whose_names_would_be_the_same_file_stay_apart(string first, string second)
    {
        using var folder = new TemporaryFolder();
        SmallModel.Write(folder["small.onnx"], 1, first, second);
        File.WriteAllText(folder["row.csv"], "1,2");
        ToolRun run = await ToolRun.Of(
            "explain", folder["small.onnx"], "--values", folder["row.csv"], "--layers", "*y*", "--npy", "--out", folder["out"]);
        Assert.Equal("", run.Error);
        Assert.Equal(
            ["row.1.epsilonplusflat.npy", "row.1.epsilonplusflat.x_y.npy", "row.1.epsilonplusflat.x_y_2.npy"],
            Directory.GetFiles(folder["out"], "*.npy").Select(f => Path.GetFileName(f).ToLowerInvariant()).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("a b c", "a b c", false)]
    [InlineData("background a b c", "a b c", false)]
    [InlineData("__Background__ a b c", "a b c", false)]
    [InlineData("Dummy a b c", "a b c", false)]
    [InlineData("a b c d", "a b c", true)]
    [InlineData("a b", "a b ", true)]
    [InlineData("background a b", "background a b", false)]
    public void Names_are_those_of_classes(string names, string classes, bool warns)
    {
        var known = new ClassNames(names.Split(' '), 3);
        Assert.Equal(classes, string.Join(" ", Enumerable.Range(0, 3).Select(known.Of)));
        Assert.Equal(warns, known.Warning is not null);
    }

    [Fact]
    public async Task Labels_end_with_their_last_name()
    {
        using var folder = new TemporaryFolder();
        SmallModel.Write(folder["small.onnx"], 1);
        File.WriteAllText(folder["row.csv"], "1,2");
        File.WriteAllText(folder["labels.txt"], "one\ntwo\nthree\n\n \n");
        string[] explain =
        [
            "explain", folder["small.onnx"], "--values", folder["row.csv"], "--labels", folder["labels.txt"], "--out", folder["out"], "--json",
        ];
        using JsonDocument whole = JsonDocument.Parse((await ToolRun.Of(explain)).Output);
        Assert.Equal(0, whole.RootElement.GetProperty("warnings").GetArrayLength());
        JsonElement top = whole.RootElement.GetProperty("inputs")[0].GetProperty("classes").EnumerateArray()
            .Single(c => c.GetProperty("index").GetInt32() == 0);
        Assert.Equal("one", top.GetProperty("name").GetString());

        File.AppendAllText(folder["labels.txt"], "four\n");
        using JsonDocument wrong = JsonDocument.Parse((await ToolRun.Of(explain)).Output);
        Assert.Contains(
            "has 6 names, where the model has 3 classes",
            Assert.Single(wrong.RootElement.GetProperty("warnings").EnumerateArray()).GetString(), StringComparison.Ordinal);
        Assert.Contains("has 6 names", (await ToolRun.Of(explain[..^1])).Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{ \"channels\": 7 }", "channels: '7' is none of Rgb, Bgr")]
    [InlineData("{ \"channels\": \"7\" }", "channels: '7' is none of Rgb, Bgr")]
    [InlineData("{ \"fit\": -1 }", "fit: '-1' is none of")]
    [InlineData("{ \"high\": 1e999 }", "not finite")]
    [InlineData("{ \"mean\": [0, 1e999] }", "not finite")]
    public void Preprocessing_that_is_no_C_sharp_is_refused(string json, string message)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["p.json"], json);
        string error = Assert.Throws<CliException>(() => Preprocessing.Read(folder["p.json"])).Message;
        Assert.Contains(message, error, StringComparison.Ordinal);
        Assert.Contains("p.json", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("inspect")]
    [InlineData("explain", "--values", "{csv}", "--out", "{out}")]
    [InlineData("compare", "--values", "{csv}", "--out", "{out}", "-c", "Epsilon")]
    [InlineData("import", "--out", "{out}")]
    [InlineData("new", "--out", "{out}")]
    public async Task A_model_without_pictures_has_no_use_for_preprocessing(string command, params string[] others)
    {
        using var folder = new TemporaryFolder();
        SmallModel.Write(folder["small.onnx"], 1);
        File.WriteAllText(folder["row.csv"], "1,2");
        File.WriteAllText(folder["small.preprocessing.json"], """{ "high": 255 }""");
        string[] args =
            [command, folder["small.onnx"], .. others.Select(o => o == "{csv}" ? folder["row.csv"] : o == "{out}" ? folder["out"] : o)];
        ToolRun run = await ToolRun.Of(args);
        Assert.Equal(("", 0), (run.Error, run.ExitCode));

        run = await ToolRun.Of([.. args, "--mean", "1"]);
        Assert.Contains(
            "--mean says how pictures become inputs, but the model takes 2, which is no picture", run.Error, StringComparison.Ordinal);
        run = await ToolRun.Of([.. args, "--preprocessing", folder["small.preprocessing.json"]]);
        Assert.Contains("--preprocessing says how pictures become inputs", run.Error, StringComparison.Ordinal);
        Assert.Equal(1, run.ExitCode);
    }
}
