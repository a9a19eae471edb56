using System.Text.Json;
using ExplainGen.TestKit.Oracle;
using Xunit;

namespace ExplainGen.TestKit.Goldens;

/// <summary>A picture and what the network makes of it.</summary>
/// <param name="Input">Without batch axis.</param>
/// <param name="Logits">Of the run in double precision.</param>
/// <param name="Target">The class that is explained: the largest logit.</param>
public sealed record NetworkGoldenInput(string Name, OracleTensor Input, OracleTensor Logits, int Target);

/// <summary>A module of the network as PyTorch names it.</summary>
/// <param name="Type">Such as <c>Conv2d</c>; <c>OptionA</c> slices and pads, <c>Sum</c> adds.</param>
/// <param name="Rules">Zennit's rule by composite; null is the gradient.</param>
/// <param name="OnnxOutput">The tensor of the ONNX model that the module gives.</param>
public sealed record NetworkGoldenModule(
    string Name, string Type, IReadOnlyDictionary<string, string?> Rules, string OnnxOutput);

/// <summary>One picture under one composite, seeded with relevance 1 at the target.</summary>
/// <param name="Relevance">At the input, without batch axis, of the run in double precision.</param>
/// <param name="StoredAsDouble">Whether <paramref name="Relevance"/> was not rounded to single precision.</param>
/// <param name="SumOfSingleRun">The sum of Zennit's own run in single precision.</param>
/// <param name="ZennitSingleErrorL2">The error of that run, as <see cref="RelativeError"/>.L2.</param>
/// <param name="ModuleSums">The sum of the relevance at the output of modules, to nine digits.</param>
public sealed record NetworkGoldenCase(
    string Id, NetworkGoldenInput Input, string Composite, OracleTensor Relevance, bool StoredAsDouble, double Sum,
    double SumOfSingleRun, double AbsoluteSum, double ZennitSingleErrorL2, IReadOnlyDictionary<string, double> ModuleSums);

/// <summary>Whole networks under Zennit's composites.</summary>
public sealed class NetworkGoldens
{
    private static readonly Lazy<NetworkGoldens> s_mnist = new(() => new NetworkGoldens("mnist_cnn"));
    private static readonly Lazy<NetworkGoldens> s_resNet = new(() => new NetworkGoldens("resnet20_cifar10"));
    private static readonly Lazy<NetworkGoldens> s_squeezeNet = new(() => new NetworkGoldens("squeezenet1_1"));

    private readonly GoldenTensors _moduleTensors;
    private readonly Dictionary<string, IReadOnlyDictionary<string, string?>> _sameModules;

    private NetworkGoldens(string name)
    {
        Name = name;
        JsonElement file = GoldenJson.ReadFile(SharedData.Require($"goldens/networks/{name}.json"));
        GoldenTensors tensors = GoldenTensors.Open(SharedData.Require($"goldens/networks/{file.Text("tensors_file")}"));
        _moduleTensors = GoldenTensors.Open(SharedData.Require($"goldens/networks/{file.Text("module_tensors_file")}"));
        _sameModules = file.GetProperty("module_cases").EnumerateArray().ToDictionary(
            entry => entry.Text("id"), entry => Texts(entry.GetProperty("same_values_as")));
        Low = tensors["low"].Sample(0);
        High = tensors["high"].Sample(0);
        Inputs = file.GetProperty("inputs").EnumerateObject().ToDictionary(
            entry => entry.Name,
            entry => new NetworkGoldenInput(
                entry.Name,
                tensors[entry.Value.Text("input")].Sample(0),
                tensors[entry.Value.Text("logits_ref")],
                entry.Value.GetProperty("target").GetInt32()));
        Modules = file.GetProperty("modules").EnumerateArray().Select(entry => new NetworkGoldenModule(
            entry.Text("name"), entry.Text("type"), Texts(entry.GetProperty("rules")), entry.Text("onnx_output")))
            .ToDictionary(module => module.Name);
        Cases = file.GetProperty("cases").EnumerateArray().Select(entry => ParseCase(entry, tensors)).ToDictionary(c => c.Id);
    }

    /// <summary>A CNN of two convolutions on 28 x 28 digits; every case also has the relevance at every module.</summary>
    public static NetworkGoldens MnistCnn => s_mnist.Value;

    /// <summary>ResNet-20 on CIFAR-10; all cases but the plain gradient have batch normalization merged.</summary>
    public static NetworkGoldens ResNet20 => s_resNet.Value;

    /// <summary>SqueezeNet 1.1 on ImageNet.</summary>
    public static NetworkGoldens SqueezeNet => s_squeezeNet.Value;

    /// <summary>The ids of all cases of <see cref="MnistCnn"/>; none without shared data.</summary>
    public static TheoryData<string> MnistCnnIds => Ids(s_mnist);

    /// <summary>The ids of all cases of <see cref="ResNet20"/>; none without shared data.</summary>
    public static TheoryData<string> ResNet20Ids => Ids(s_resNet);

    /// <summary>The ids of all cases of <see cref="SqueezeNet"/>; none without shared data.</summary>
    public static TheoryData<string> SqueezeNetIds => Ids(s_squeezeNet);

    /// <summary>The file's name.</summary>
    public string Name { get; }

    /// <summary>The lower bounds of the input, <c>[channels, 1, 1]</c>.</summary>
    public OracleTensor Low { get; }

    /// <summary>The upper bounds of the input, <c>[channels, 1, 1]</c>.</summary>
    public OracleTensor High { get; }

    public IReadOnlyDictionary<string, NetworkGoldenInput> Inputs { get; }

    public IReadOnlyDictionary<string, NetworkGoldenModule> Modules { get; }

    /// <summary>By id: <c>input.composite</c>.</summary>
    public IReadOnlyDictionary<string, NetworkGoldenCase> Cases { get; }

    /// <summary>
    /// The relevance at the output of a module, without batch axis; null for cases and modules that have none stored.
    /// </summary>
    public OracleTensor? ModuleRelevance(string caseId, string module) =>
        _moduleTensors.Find(ModuleTensor(caseId, module))?.Sample(0);

    /// <summary>Whether the relevance at a module is stored in double precision.</summary>
    public bool ModuleStoredAsDouble(string caseId, string module) => _moduleTensors.IsDouble(ModuleTensor(caseId, module));

    // Of modules with equal values only one is stored.
    private string ModuleTensor(string caseId, string module)
    {
        string stored = _sameModules.GetValueOrDefault(caseId)?.GetValueOrDefault(module) ?? module;
        return $"{caseId}.modules.{stored}";
    }

    private static TheoryData<string> Ids(Lazy<NetworkGoldens> goldens) =>
        SharedData.Root is null ? [] : [.. goldens.Value.Cases.Keys];

    private static IReadOnlyDictionary<string, string?> Texts(JsonElement texts) =>
        texts.EnumerateObject().ToDictionary(entry => entry.Name, entry => entry.Value.GetString());

    private NetworkGoldenCase ParseCase(JsonElement entry, GoldenTensors tensors) => new(
        entry.Text("id"),
        Inputs[entry.Text("input")],
        entry.Text("composite"),
        tensors[entry.Text("relevance_ref")].Sample(0),
        tensors.IsDouble(entry.Text("relevance_ref")),
        entry.Number("sum"),
        entry.Number("sum_float32_run"),
        entry.Number("abs_sum"),
        entry.Number("float32_vs_ref_rel_l2"),
        entry.GetProperty("module_sums").EnumerateObject().ToDictionary(sum => sum.Name, sum => sum.Value.GetDouble()));
}
