using System.Reflection;
using System.Text;
using ExplainGen.Cli.Compiling;
using ExplainGen.Onnx.Source;

namespace ExplainGen.Onnx.Tests.Operators;

/// <summary>Imported cases, all compiled at once: a compilation of one takes hardly longer than one of a hundred.</summary>
internal static class CompiledCases
{
    private const string Using = "using ExplainGen;\n";

    private static readonly Lazy<Assembly?> s_assembly = new(CompileAll);

    /// <summary>A case, imported and compiled.</summary>
    public static CompiledModel Load(int index, ImportedNetwork network)
    {
        // Where one class does not compile none does, and each stands for itself.
        if (s_assembly.Value is { } assembly)
            return new CompiledModelType(assembly.GetType(Name(index), throwOnError: true)!, []).Load(network.Weights);
        return ModelCompiler.Compile(Write(index, network), Name(index)).Load(network.Weights);
    }

    /// <summary>A case, imported.</summary>
    public static ImportedNetwork Import(int index)
    {
        OperatorCase one = OperatorCases.All[index];
        return OnnxImporter.Import(Reading.OnnxReader.Read(one.File.ToArray(), $"{one.Operator}.onnx"), $"{one.Operator}.onnx");
    }

    private static Assembly? CompileAll()
    {
        var source = new StringBuilder(Using);
        (int Index, ImportedNetwork Network)? first = null;
        for (int i = 0; i < OperatorCases.All.Count; i++)
        {
            try
            {
                ImportedNetwork network = Import(i);
                source.Append(Write(i, network)[Using.Length..]);
                first ??= (i, network);
            }
            catch (OnnxException)
            {
                // The case's own test says so.
            }
        }

        try
        {
            CompiledModelType compiled = ModelCompiler.Compile(source.ToString(), Name(first!.Value.Index));
            return compiled.Load(first.Value.Network.Weights).Passes.GetType().Assembly;
        }
        catch (ModelCompilationException)
        {
            return null;
        }
    }

    private static string Write(int index, ImportedNetwork network) =>
        ClassWriter.Write(network, new ClassOptions { ClassName = Name(index), Explainers = [] });

    private static string Name(int index) => $"Case{index}";
}
