using System.Diagnostics;
using System.IO.Compression;

namespace ExplainGen.Tests.Deployment;

public class PackageTests
{
#if DEBUG
    private const string Configuration = "Debug";
#else
    private const string Configuration = "Release";
#endif

    [Fact]
    public async Task The_package_carries_the_runtime_the_generator_and_what_native_publishing_needs()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("explaingen-package-");
        try
        {
            await Pack(folder.FullName);
            await using ZipArchive package = await ZipFile.OpenReadAsync(Assert.Single(folder.GetFiles("*.nupkg")).FullName);

            string[] content = [.. package.Entries.Select(entry => entry.FullName).Where(IsOurs).Order(StringComparer.Ordinal)];
            Assert.Equal(
                [
                    "README.md",
                    "analyzers/dotnet/cs/ExplainGen.Generators.dll",
                    "build/ExplainGen.targets",
                    "buildTransitive/ExplainGen.targets",
                    "lib/net10.0/ExplainGen.dll",
                    "lib/net10.0/ExplainGen.xml",
                ],
                content);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>Whether an entry is not one of those that every package has.</summary>
    private static bool IsOurs(string name) =>
        !name.StartsWith("_rels/", StringComparison.Ordinal) && !name.StartsWith("package/", StringComparison.Ordinal)
        && name is not ("[Content_Types].xml" or "ExplainGen.nuspec");

    private static async Task Pack(string folder)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true };
        foreach (string argument in (string[])["pack", Project(), "--no-build", "--configuration", Configuration, "--output", folder])
            start.ArgumentList.Add(argument);
        using Process process = Process.Start(start)!;
        string output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, output);
    }

    private static string Project()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "ExplainGen.sln")))
            folder = folder.Parent;
        Assert.NotNull(folder);
        return Path.Combine(folder.FullName, "src", "ExplainGen", "ExplainGen.csproj");
    }
}
