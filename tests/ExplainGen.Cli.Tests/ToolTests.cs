using System.Text.Json;
using ExplainGen.TestKit;

namespace ExplainGen.Cli.Tests;

/// <summary>The tool as users run it, on real files.</summary>
public sealed class ToolTests
{
    private static readonly string[] s_caffe = ["--channels", "bgr", "--range", "0..255", "--mean", "104,117,123"];

    [SharedDataTheory]
    [InlineData("chelsea.png", 285, "Egyptian cat")]
    [InlineData("coffee.png", 967, "espresso")]
    [InlineData("china.jpg", 832, "stupa, tope")]
    public async Task A_picture_is_what_it_shows(string picture, int index, string name)
    {
        using var folder = new TemporaryFolder();
        ToolRun run = await ToolRun.Of([
            "explain", SharedData.Require("models/squeezenet1_1_fp16.onnx"), "--image", SharedData.Require($"pictures/{picture}"), .. s_caffe,
            "--labels", SharedData.Require("models/imagenet_labels.txt"), "--composite", "EpsilonPlusFlat", "EpsilonGammaBox", "--out", folder.Path, "--json"]);
        Assert.Equal("", run.Error);
        Assert.Equal(0, run.ExitCode);
        using JsonDocument document = JsonDocument.Parse(run.Output);
        JsonElement outcome = document.RootElement.GetProperty("inputs")[0];
        JsonElement top = outcome.GetProperty("classes")[0];
        Assert.Equal(index, top.GetProperty("index").GetInt32());
        Assert.Equal(name, top.GetProperty("name").GetString());

        // What is not handed to the picture was taken by biases: logit = relevance + biases.
        double logit = top.GetProperty("logit").GetDouble();
        foreach (JsonElement explanation in outcome.GetProperty("explanations").EnumerateArray())
        {
            Assert.Equal(logit, explanation.GetProperty("sum").GetDouble() + explanation.GetProperty("takenByBiases").GetDouble(), 1e-3 * logit);
            Assert.True(File.Exists(explanation.GetProperty("heatmap").GetString()));
            Assert.True(File.Exists(explanation.GetProperty("overlay").GetString()));
        }

        Assert.Contains("Why squeezenet1_1_fp16.onnx says so", File.ReadAllText(folder["index.html"]), StringComparison.Ordinal);
        Assert.True(File.Exists(folder["relevance.safetensors"]));
    }

    [SharedDataFact]
    public async Task An_imported_class_is_written_once()
    {
        using var folder = new TemporaryFolder();
        string[] import = ["import", SharedData.Require("models/resnet20_cifar10.onnx"), "--class", "CifarNet", "--namespace", "My.Models", "--out", folder.Path];
        ToolRun run = await ToolRun.Of(import);
        Assert.Equal("", run.Error);
        Assert.Equal(0, run.ExitCode);
        string source = File.ReadAllText(folder["CifarNet.cs"]);
        Assert.Contains("namespace My.Models;", source, StringComparison.Ordinal);
        Assert.Contains("// layer2.1\n[Conv2d(32, 3, Padding = 1, Bias = false, Name = \"layer2.1.conv1\")", source, StringComparison.Ordinal);
        Assert.Contains("[Weights(\"resnet20_cifar10.safetensors\")]", source, StringComparison.Ordinal);
        Assert.True(new FileInfo(folder["resnet20_cifar10.safetensors"]).Length > 1_000_000);

        File.WriteAllText(folder["CifarNet.cs"], "mine");
        run = await ToolRun.Of(import);
        Assert.Equal(1, run.ExitCode);
        Assert.Contains("is there already; --force replaces it", run.Error, StringComparison.Ordinal);
        Assert.Equal("mine", File.ReadAllText(folder["CifarNet.cs"]));
        Assert.Equal(2, Directory.GetFiles(folder.Path).Length);
        Assert.Equal(0, (await ToolRun.Of([.. import, "--force"])).ExitCode);
        Assert.Equal(source, File.ReadAllText(folder["CifarNet.cs"]));
    }

    [SharedDataFact]
    public async Task A_new_project_has_all_that_it_needs()
    {
        using var folder = new TemporaryFolder();
        ToolRun run = await ToolRun.Of(
            "new", SharedData.Require("models/mnist_cnn.onnx"), "--composite", "EpsilonGammaBox", "--bounds", "0,255", "--out", folder["Digits"]);
        Assert.Equal("", run.Error);
        string[] files = [.. Directory.GetFiles(folder["Digits"]).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];
        Assert.Equal(["Digits.csproj", "MnistCnn.cs", "Program.cs", "mnist_cnn.safetensors"], files);
        Assert.Contains("<PackageReference Include=\"ExplainGen\" Version=\"", File.ReadAllText(folder["Digits/Digits.csproj"]), StringComparison.Ordinal);
        Assert.Contains("[Lrp(Composite.EpsilonGammaBox, Low = 0, High = 255)]", File.ReadAllText(folder["Digits/MnistCnn.cs"]), StringComparison.Ordinal);
        Assert.Contains("MnistCnn net = MnistCnn.Create();", File.ReadAllText(folder["Digits/Program.cs"]), StringComparison.Ordinal);
    }

    [SharedDataFact]
    public async Task Rows_of_numbers_are_explained_number_by_number()
    {
        using var folder = new TemporaryFolder();
        var random = new Random(2);
        File.WriteAllLines(folder["rows.csv"], [string.Join(";", Enumerable.Range(0, 784).Select(i => $"pixel{i}")), Row(), Row()]);
        ToolRun run = await ToolRun.Of(
            "explain", SharedData.Require("models/mnist_cnn.onnx"), "--values", folder["rows.csv"], "--out", folder["out"], "--json");
        Assert.Equal("", run.Error);
        using JsonDocument document = JsonDocument.Parse(run.Output);
        JsonElement inputs = document.RootElement.GetProperty("inputs");
        Assert.Equal(2, inputs.GetArrayLength());
        JsonElement strongest = inputs[1].GetProperty("explanations")[0].GetProperty("strongest");
        Assert.StartsWith("pixel", strongest[0].GetProperty("name").GetString(), StringComparison.Ordinal);
        double[] sizes = [.. strongest.EnumerateArray().Select(f => Math.Abs(f.GetProperty("relevance").GetDouble()))];
        Assert.Equal(sizes.OrderDescending(), sizes);
        Assert.True(File.Exists(folder["out/rows.2.EpsilonPlusFlat.png"]));

        string Row() => string.Join(";", Enumerable.Range(0, 784).Select(_ => random.NextSingle().ToString(System.Globalization.CultureInfo.InvariantCulture)));
    }

    [SharedDataFact]
    public async Task Layers_are_listed_with_their_rules()
    {
        ToolRun run = await ToolRun.Of("inspect", SharedData.Require("models/mnist_cnn.onnx"), "--rule", "Convolution110=gamma:0.5");
        Assert.Equal(0, run.ExitCode);
        Assert.Contains("input 1x28x28, output 10; 5,994 weights, 786,560 multiply-adds", run.Output, StringComparison.Ordinal);
        run = await ToolRun.Of("inspect", SharedData.Require("models/mnist_cnn.onnx"), "--rule", "Convolution110=gamma:0.5", "--source");
        Assert.Contains("[Gamma(\"Convolution110\", 0.5)]", run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("There is no file 'nothing.onnx'", "inspect", "nothing.onnx")]
    [InlineData("--input '3x' is no shape", "inspect", "{file}", "--input", "3x")]
    [InlineData("it holds neither an operator set nor nodes", "inspect", "{file}")]
    public Task Files_that_are_no_models_are_one_error(string message, params string[] args) => AssertFails(message, args);

    [SharedDataTheory]
    [InlineData("There is no composite 'Lrp'", "inspect", "{mnist}", "--composite", "Lrp")]
    [InlineData("'conv1' is no layer=rule", "inspect", "{mnist}", "--rule", "conv1")]
    [InlineData("gives 2 numbers, where gamma takes 1", "inspect", "{mnist}", "--rule", "conv1=gamma:1,2")]
    [InlineData("'x' is no number", "inspect", "{mnist}", "--rule", "conv1=gamma:x")]
    [InlineData("no layer", "inspect", "{mnist}", "--rule", "nothing=gamma:1")]
    [InlineData("is none of: top", "explain", "{mnist}", "--image", "a.png", "--target", "a:b:c")]
    [InlineData("There is no file 'a.png'", "explain", "{mnist}", "--image", "a.png")]
    [InlineData("is no PNG, JPEG or BMP", "explain", "{mnist}", "--image", "{mnist}")]
    [InlineData("is no range such as 0..255", "explain", "{mnist}", "--image", "a.png", "--range", "5")]
    [InlineData("There are 3 means for 1 channels", "explain", "{mnist}", "--image", "a.png", "--mean", "1,2,3")]
    [InlineData("is no name of a class", "import", "{mnist}", "--class", "a b")]
    [InlineData("is no namespace", "import", "{mnist}", "--namespace", "a; b")]
    [InlineData("is no range such as 0,1", "import", "{mnist}", "--bounds", "1,0")]
    [InlineData("Either --image or --values", "explain", "{mnist}")]
    [InlineData("There is no file", "explain", "{mnist}", "--values", "nothing.csv")]
    [InlineData("line 1, has 3 numbers, where the model takes 784", "explain", "{mnist}", "--values", "{csv}")]
    public Task Mistakes_are_one_error_that_names_the_thing(string message, params string[] args) => AssertFails(message, args);

    [Fact]
    public async Task Help_names_the_commands()
    {
        ToolRun run = await ToolRun.Of("--help");
        Assert.Equal(0, run.ExitCode);
        foreach (string command in (string[])["import", "inspect", "explain", "new"])
            Assert.Contains(command, run.Output, StringComparison.Ordinal);
    }

    private static async Task AssertFails(string message, string[] args)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllBytes(folder["empty.onnx"], []);
        File.WriteAllText(folder["three.csv"], "1, 2, 3");
        args = Array.ConvertAll(args, a => a == "{file}" ? folder["empty.onnx"] : a == "{csv}" ? folder["three.csv"] : a == "{mnist}" ? SharedData.Require("models/mnist_cnn.onnx") : a);
        ToolRun run = await ToolRun.Of([.. args, .. args[0] == "inspect" ? Array.Empty<string>() : ["--out", folder["out"]]]);
        Assert.Equal(1, run.ExitCode);
        Assert.Contains(message, run.Error, StringComparison.Ordinal);
    }
}
