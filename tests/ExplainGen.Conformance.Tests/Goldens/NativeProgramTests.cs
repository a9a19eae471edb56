using System.Runtime.CompilerServices;
using ExplainGen.Conformance.Tests.Dynamic;
using ExplainGen.TestKit;
using ExplainGen.TestKit.Goldens;

namespace ExplainGen.Conformance.Tests.Goldens;

/// <summary>
/// The program that runs the golden cases ahead of time cannot compile models while it runs: their classes stand in its folder
/// <c>RuleModels</c>. With the environment variable <c>EXPLAINGEN_ACCEPT_SNAPSHOTS=1</c> they are written anew.
/// </summary>
public sealed class NativeProgramTests
{
    private const string Heading = "// Written by NativeProgramTests of the conformance tests, from the golden rule cases.\n\n";

    [SharedDataFact]
    public void Its_classes_are_those_of_the_golden_cases()
    {
        string folder = Folder();
        Dictionary<string, string> files = Files();
        if (Environment.GetEnvironmentVariable("EXPLAINGEN_ACCEPT_SNAPSHOTS") == "1")
        {
            Directory.CreateDirectory(folder);
            foreach (string old in Directory.GetFiles(folder))
                File.Delete(old);
            foreach ((string name, string text) in files)
                File.WriteAllText(Path.Combine(folder, name), text);
        }

        Assert.Equal(files.Keys.ToHashSet(), Directory.GetFiles(folder).Select(file => Path.GetFileName(file)).ToHashSet());
        Assert.All(files, file => Assert.Equal(file.Value, File.ReadAllText(Path.Combine(folder, file.Key)).ReplaceLineEndings("\n")));
    }

    private static Dictionary<string, string> Files()
    {
        ModelText[] texts = [.. RuleGoldenModels.Texts(RuleGoldens.All.Values, fusion: true)];
        Dictionary<string, string> files = texts.ToDictionary(
            text => text.ClassName + ".cs", text => $"{Heading}namespace ExplainGen.AotTests.RuleModels;\n\n{text}".TrimEnd() + "\n");
        string cases = string.Concat(texts.Select(
            text => $"        nameof({text.ClassName}) => DynamicModel.Of({text.ClassName}.Load(weights)),\n"));
        files.Add("RuleModel.cs", $$"""
            {{Heading}}using ExplainGen.Conformance.Tests.Dynamic;
            using ExplainGen.Weights;

            namespace ExplainGen.AotTests.RuleModels;

            /// <summary>The classes of this folder by name.</summary>
            internal static class RuleModel
            {
                /// <summary>Loads a model.</summary>
                public static DynamicModel Load(string className, WeightReader weights) => className switch
                {
            {{cases}}        _ => throw new ArgumentOutOfRangeException(nameof(className), className, "No class has this name."),
                };
            }

            """);
        return files;
    }

    private static string Folder([CallerFilePath] string testFile = "") =>
        Path.Combine(Path.GetDirectoryName(testFile)!, "..", "..", "ExplainGen.AotTests", "RuleModels");
}
