using System.Globalization;
using BenchmarkDotNet.Running;
using ExplainGen.Benchmarks;
using ExplainGen.Benchmarks.Comparison;
using ExplainGen.Benchmarks.Layers;
using ExplainGen.Benchmarks.Neon;
using ExplainGen.Benchmarks.Suites;

const string Usage = """
    compare [--networks vgg16,resnet50] [--threads 1,2] [--batch 1,8] [--forward] [--quick] [--fastest] [--aot] [--out file.md]
        generated networks against libtorch and ONNX Runtime
    layers [--networks resnet50] [--layer "k1 s2"] [--threads 1] [--quick] [--fastest]
        each convolution and dense layer by itself, as a share of the machine's peak
    neon [--threads 1,2] [--quick] [--fastest]
        scores and explanations of a one-class support vector machine, against libsvm
    profile network call threads seconds
        repeats Forward or an explainer of one network, for a profiler to look at
    kernels [arguments of BenchmarkDotNet]
        the same layers under BenchmarkDotNet
    calls [arguments of BenchmarkDotNet]
        predictions and explanations of each network under BenchmarkDotNet
    """;

try
{
    switch (args)
    {
        case ["compare", .. string[] options]:
            CompareCommand.Run(BenchmarkOptions.Parse(options));
            return 0;
        case ["layers", .. string[] options]:
            LayersCommand.Run(BenchmarkOptions.Parse(options));
            return 0;
        case ["neon", .. string[] options]:
            NeonCommand.Run(BenchmarkOptions.Parse(options));
            return 0;
        case ["profile", string network, string call, string threads, string seconds]:
            ProfileCommand.Run(network, call, int.Parse(threads, CultureInfo.InvariantCulture), double.Parse(seconds, CultureInfo.InvariantCulture));
            return 0;
        case ["kernels", .. string[] options]:
            BenchmarkRunner.Run<KernelBenchmarks>(new InProcess(), options);
            return 0;
        case ["calls", .. string[] options]:
            BenchmarkRunner.Run<CallBenchmarks>(new InProcess(), options);
            return 0;
        case [ColdStart.Command, string network, string weightsFile]:
            ColdStart.Run(network, weightsFile);
            return 0;
        default:
            Console.Error.WriteLine(Usage);
            return 2;
    }
}
catch (Exception e) when (e is ArgumentException or FormatException or DisagreementException)
{
    Console.Error.WriteLine(e.Message);
    return e is DisagreementException ? 1 : 2;
}
