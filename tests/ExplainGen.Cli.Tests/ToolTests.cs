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
            "new", SharedData.Require("models/mnist_cnn.onnx"), "--composite", "EpsilonGammaBox", "--bounds", "0,255",
            "--out", folder["Digits"] + Path.DirectorySeparatorChar);
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
    public async Task Preprocessing_goes_into_the_class()
    {
        using var folder = new TemporaryFolder();
        string mnist = SharedData.Require("models/mnist_cnn.onnx");
        ToolRun run = await ToolRun.Of(
            "new", mnist, "--composite", "EpsilonGammaBox", "--range", "0..255", "--fit", "stretch", "--out", folder["Digits"]);
        Assert.Equal("", run.Error);
        string source = File.ReadAllText(folder["Digits/MnistCnn.cs"]);
        Assert.Contains("[Network(1, 28, 28)]\n[Picture(Fit = PictureFit.Stretch, High = 255)]\n", source, StringComparison.Ordinal);
        Assert.Contains("[Lrp(Composite.EpsilonGammaBox)]\n", source, StringComparison.Ordinal);
        Assert.Contains("net.Explain(picture)", File.ReadAllText(folder["Digits/Program.cs"]), StringComparison.Ordinal);
        Assert.Contains("StbImageSharp", File.ReadAllText(folder["Digits/Digits.csproj"]), StringComparison.Ordinal);

        // The same in a file beside the model.
        File.Copy(mnist, folder["digits.onnx"]);
        File.WriteAllText(folder["digits.preprocessing.json"], """{ "high": 255 }""");
        run = await ToolRun.Of("inspect", folder["digits.onnx"], "--composite", "EpsilonGammaBox");
        Assert.Contains("ZBox(0 .. 255)", run.Output, StringComparison.Ordinal);
    }

    [SharedDataFact]
    public async Task Methods_are_compared()
    {
        using var folder = new TemporaryFolder();
        ToolRun run = await ToolRun.Of([
            "compare", SharedData.Require("models/mnist_cnn.onnx"), "--image", SharedData.Require("pictures/coffee.png"),
            SharedData.Require("pictures/chelsea.png"), "--range", "0..255", "--out", folder.Path, "--json"]);
        Assert.Equal("", run.Error);
        using JsonDocument document = JsonDocument.Parse(run.Output);
        Assert.Equal(2, document.RootElement.GetProperty("inputs").GetArrayLength());
        JsonElement[] methods = [.. document.RootElement.GetProperty("methods").EnumerateArray()];
        Assert.Equal(11, methods.Length);
        foreach (JsonElement method in methods)
        {
            string name = method.GetProperty("method").GetString()!;
            Assert.InRange(method.GetProperty("sparseness").GetDouble(), 0, 1);
            Assert.Equal(1, method.GetProperty("agreement").GetProperty(name).GetDouble(), 1e-9);
            Assert.Equal(
                name is "Gradient" or "GuidedBackprop" or "DeconvNet", method.GetProperty("conserved").ValueKind == JsonValueKind.Null);
        }

        // LRP-0 and epsilon differ by epsilon alone.
        double alike = methods.Single(m => m.GetProperty("method").GetString() == "LrpZero").GetProperty("agreement")
            .GetProperty("Epsilon").GetDouble();
        Assert.InRange(alike, 0.999, 1.0001);
        string page = File.ReadAllText(folder["index.html"]);
        Assert.Contains("Spearman", page, StringComparison.Ordinal);
        Assert.True(File.Exists(folder["grid.png"]));
        Assert.True(File.Exists(folder["relevance.safetensors"]));
    }

    [SharedDataFact]
    public async Task Methods_that_do_not_apply_are_left_out_with_the_reason()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["bytes.csv"], string.Join(",", Enumerable.Range(0, 2048).Select(i => i % 257)));
        ToolRun run = await ToolRun.Of(
            "compare", SharedData.Require("models/magika_v3_3.onnx"), "--values", folder["bytes.csv"], "--out", folder["out"], "--json");
        Assert.Equal("", run.Error);
        using JsonDocument document = JsonDocument.Parse(run.Output);
        string[] reasons = [.. document.RootElement.GetProperty("leftOut").EnumerateArray().Select(r => r.GetString()!)];
        Assert.Contains(reasons, r => r.StartsWith("Gradient is left out:", StringComparison.Ordinal)
            && r.Contains("no gradient of a token", StringComparison.Ordinal));
        Assert.NotEqual(0, document.RootElement.GetProperty("methods").GetArrayLength());
    }

    [SharedDataFact]
    public async Task Relevance_of_layers_is_written_where_it_is_asked_for()
    {
        using var folder = new TemporaryFolder();
        var random = new Random(5);
        byte[] input = [.. Enumerable.Range(0, 784).SelectMany(_ => BitConverter.GetBytes(random.NextSingle()))];
        File.WriteAllBytes(folder["one.raw"], input);
        ToolRun run = await ToolRun.Of(
            "explain", SharedData.Require("models/mnist_cnn.onnx"), "--values", folder["one.raw"], "--layers", "Pooling*", "Times212", "--npy",
            "--out", folder["out"]);
        Assert.Equal("", run.Error);
        using var reader = Weights.WeightReader.Open(folder["out/relevance.safetensors"]);
        Assert.Equal(
            ["one.1.EpsilonPlusFlat", "one.1.EpsilonPlusFlat.Pooling160", "one.1.EpsilonPlusFlat.Pooling66", "one.1.EpsilonPlusFlat.Times212"],
            reader.File.Tensors.Select(t => t.Name).Order(StringComparer.Ordinal));
        byte[] array = File.ReadAllBytes(folder["out/one.1.EpsilonPlusFlat.Pooling66.npy"]);
        Assert.Equal(0, (array.Length - 8 * 14 * 14 * 4) % 64);
        Assert.Contains("'shape': (8, 14, 14)", System.Text.Encoding.Latin1.GetString(array), StringComparison.Ordinal);

        // What was written is read again.
        float[] map = Assert.Single(Values.ValueTable.Read(folder["out/one.1.EpsilonPlusFlat.npy"], 784).Rows);
        Assert.Equal(reader.Read("one.1.EpsilonPlusFlat", 1, 28, 28), map);
        Assert.True(map.Distinct().Count() > 100);
        float[] layer = Assert.Single(Values.ValueTable.Read(folder["out/one.1.EpsilonPlusFlat.Pooling66.npy"], 8 * 14 * 14).Rows);
        Assert.Equal(reader.Read("one.1.EpsilonPlusFlat.Pooling66", 8, 14, 14), layer);
        Assert.Contains(layer, r => r != 0);
    }

    [SharedDataFact]
    public async Task Layers_are_listed_as_JSON()
    {
        ToolRun run = await ToolRun.Of("inspect", SharedData.Require("models/mnist_cnn.onnx"), "-c", "EpsilonPlus", "Gradient", "--json");
        using JsonDocument document = JsonDocument.Parse(run.Output);
        JsonElement layer = document.RootElement.GetProperty("layers")[0];
        Assert.Equal(156_800, layer.GetProperty("multiplyAdds").GetInt64());
        Assert.Equal(208, layer.GetProperty("weights").GetInt64());
        Assert.Equal(["but bias", "no"], layer.GetProperty("conserves").EnumerateArray().Select(c => c.GetString()));
        long all = document.RootElement.GetProperty("layers").EnumerateArray().Sum(l => l.GetProperty("multiplyAdds").GetInt64());
        Assert.Equal(document.RootElement.GetProperty("multiplyAdds").GetInt64(), all);
    }

    // The bias of a convolution without one is that of the BatchNorm which is folded into it.
    [SharedDataFact]
    public async Task What_a_folded_layer_conserves_is_said_of_what_is_folded_in()
    {
        ToolRun run = await ToolRun.Of("inspect", SharedData.Require("models/resnet20_cifar10_exporter_raw.onnx"), "-c", "Epsilon", "--json");
        using JsonDocument document = JsonDocument.Parse(run.Output);
        JsonElement[] layers = [.. document.RootElement.GetProperty("layers").EnumerateArray()];
        Assert.All(
            layers.Where(l => l.GetProperty("kind").GetString() == "Conv2d"),
            l => Assert.Equal("but bias", l.GetProperty("conserves")[0].GetString()));
        Assert.Contains(layers, l => l.GetProperty("kind").GetString() == "BatchNorm" && l.GetProperty("conserves")[0].GetString() == "");
    }

    // Rows of numbers have no bounds unless they are given.
    [SharedDataFact]
    public async Task Methods_that_find_no_bounds_are_left_out()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["rows.csv"], string.Join(",", Enumerable.Range(0, 784).Select(i => i % 7)));
        ToolRun run = await ToolRun.Of(
            "compare", SharedData.Require("models/mnist_cnn.onnx"), "--values", folder["rows.csv"], "--out", folder["out"], "--json");
        Assert.Equal("", run.Error);
        using JsonDocument document = JsonDocument.Parse(run.Output);
        Assert.StartsWith(
            "EpsilonGammaBox is left out: Rule ZBox of layer 'Convolution28'",
            Assert.Single(document.RootElement.GetProperty("leftOut").EnumerateArray()).GetString(), StringComparison.Ordinal);
        Assert.Equal(10, document.RootElement.GetProperty("methods").GetArrayLength());
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

    // Whenever that is: before anything, in the middle, or too late.
    [SharedDataTheory]
    [InlineData(0)]
    [InlineData(100)]
    [InlineData(400)]
    public async Task A_command_that_is_broken_off_leaves_whole_files_or_none(int milliseconds)
    {
        using var folder = new TemporaryFolder();
        using var source = new CancellationTokenSource(milliseconds);
        if (milliseconds == 0)
            await source.CancelAsync();
        ToolRun run = await ToolRun.Of(
            ["import", SharedData.Require("models/resnet20_cifar10.onnx"), "--class", "CifarNet", "--out", folder["out"]], source.Token);
        string[] files = Directory.Exists(folder["out"]) ? Directory.GetFiles(folder["out"]) : [];
        Assert.Equal(run.ExitCode == 0 ? 2 : 0, files.Length);
        Assert.Contains(run.ExitCode, milliseconds == 0 ? new[] { Tool.Interrupted } : [0, Tool.Interrupted]);
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
    [InlineData("must be above Low (5), but is 1", "explain", "{mnist}", "--image", "a.png", "--range", "5..1")]
    [InlineData("is none of the layers Convolution28", "explain", "{mnist}", "--values", "{csv}", "--layers", "relu*")]
    [InlineData("There is no composite 'nothing'", "compare", "{mnist}", "--image", "a.png", "-c", "nothing")]
    [InlineData("Either --image or --values", "compare", "{mnist}")]
    [InlineData("is no range such as 0..255", "explain", "{mnist}", "--image", "a.png", "--range", "5")]
    [InlineData("--channels: '7' is none of Rgb, Bgr", "explain", "{mnist}", "--image", "a.png", "--channels", "7")]
    [InlineData("'Mean' of Picture must be 1 value, but is 3 values", "explain", "{mnist}", "--image", "a.png", "--mean", "1,2,3")]
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
        foreach (string command in (string[])["import", "inspect", "explain", "compare", "new", "completion"])
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
