using ExplainGen.Cli.Compiling;
using ExplainGen.Onnx.Lowering;
using ExplainGen.Onnx.Tests.Models;

namespace ExplainGen.Onnx.Tests.Operators;

/// <summary>Every operator that becomes layers computes what ONNX Runtime computes.</summary>
public sealed class OperatorTests
{
    public static TheoryData<string> Names => [.. OperatorCases.All.Select(c => c.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Outputs_are_those_of_ONNX_Runtime(string name)
    {
        int index = OperatorCases.All.ToList().FindIndex(c => c.Name == name);
        OperatorCase one = OperatorCases.All[index];
        ImportedNetwork network = CompiledCases.Import(index);
        CompiledModel model = CompiledCases.Load(index, network);
        var random = new Random(index);
        for (int round = 0; round < 2; round++)
        {
            int tokens = model.Metadata.TokenCount;
            float[] input =
                [.. Enumerable.Range(0, model.Metadata.InputCount).Select(_ => tokens > 0 ? random.Next(tokens) : random.NextSingle() * 4 - 2)];
            float[] written = RuntimeComparison.AsInFile(
                input, [.. network.Declaration.InputShape], network.InputOrder, out int[] axes);
            float[] expected = RuntimeComparison.Run(one.File.ToArray(), network, written, axes);
            float[] actual = model.Predict(input);
            if (model.Metadata.HasSoftmax)
                actual = RuntimeComparison.Softmax(actual);
            if (one.Operator == "LogSoftmax")
                actual = Array.ConvertAll(actual, MathF.Log);
            actual = RuntimeComparison.AsInFile(actual, [.. model.Metadata.OutputShape], network.OutputOrder, out _);
            Assert.InRange(RuntimeComparison.Difference(expected, actual), 0, one.Tolerance);
        }
    }

    [Fact]
    public void Every_operator_has_a_case() =>
        Assert.Empty(LoweringTable.Operators.Except(OperatorCases.All.Select(c => c.Operator)));

    [Fact]
    public void Cases_have_names_of_their_own() =>
        Assert.Empty(OperatorCases.All.GroupBy(c => c.Name).Where(g => g.Count() > 1).Select(g => g.Key));
}
