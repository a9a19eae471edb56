using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace ExplainGen.Generators.Tests;

/// <summary>
/// Compares generated text with a file beside the test: <c>{Test class}.{name}.verified.cs</c>. On a mismatch the text is
/// written to <c>.received.cs</c>; with the environment variable <c>EXPLAINGEN_ACCEPT_SNAPSHOTS=1</c> it becomes the verified
/// one.
/// </summary>
/// <remarks>This stands in for Verify.Xunit, whose file conventions it keeps, so that a change to it is a change of this file.</remarks>
internal static partial class Snapshot
{
    private static readonly bool s_accept = Environment.GetEnvironmentVariable("EXPLAINGEN_ACCEPT_SNAPSHOTS") == "1";

    /// <summary>Fails unless <paramref name="actual"/> is the verified text.</summary>
    /// <param name="name">What tells the snapshots of one test class apart.</param>
    /// <param name="testFile">The calling test's source file, filled in by the compiler.</param>
    public static void Verify(string actual, string name, [CallerFilePath] string testFile = "") => Verify(
        GeneratedCodeVersion().Replace(actual, "${start}{version}${end}"),
        Path.Combine(Path.GetDirectoryName(testFile)!, $"{Path.GetFileNameWithoutExtension(testFile)}.{name}"),
        s_accept);

    /// <summary>The same for any place and either mode.</summary>
    /// <param name="stem">Path of the files up to <c>.verified.cs</c>.</param>
    internal static void Verify(string actual, string stem, bool accept)
    {
        string verified = stem + ".verified.cs", received = stem + ".received.cs";
        if (File.Exists(verified) && File.ReadAllText(verified).ReplaceLineEndings("\n") == actual)
        {
            File.Delete(received);
            return;
        }

        File.WriteAllText(accept ? verified : received, actual);
        if (accept)
            File.Delete(received);
        else
            Assert.Equal(File.Exists(verified) ? File.ReadAllText(verified).ReplaceLineEndings("\n") : $"(no file {verified})", actual);
    }

    // A new version of the generator is no change of what it writes.
    [GeneratedRegex("""(?<start>GeneratedCode\("ExplainGen", ")[^"]*(?<end>"\))""")]
    private static partial Regex GeneratedCodeVersion();
}
