using ExplainGen.Graph;
using Microsoft.CodeAnalysis;

namespace ExplainGen.Generators.Diagnostics;

/// <summary>Turns issues into diagnostics.</summary>
internal static class IssueDiagnostics
{
    /// <summary>The diagnostic of an issue at a position.</summary>
    public static Diagnostic ToDiagnostic(this Issue issue, Location location) =>
        Diagnostic.Create(DiagnosticDescriptors.Of(issue.Descriptor), location, [.. issue.Values]);

    /// <summary>What a bug in the generator looks like to its user: an error that names the class, in place of a crashed build.</summary>
    public static Issue Internal(string className, Exception exception) => new(
        IssueTable.Internal, -1, null, className, $"{exception.GetType().Name}: {exception.Message}");

    /// <summary>Whether it is worth reporting as <see cref="Internal"/>: everything but the compiler's own cancellation.</summary>
    public static bool IsBug(this Exception exception) => exception is not OperationCanceledException;
}
