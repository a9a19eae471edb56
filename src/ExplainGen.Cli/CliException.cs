namespace ExplainGen.Cli;

/// <summary>What the user asked for cannot be done; the message says why and what would help.</summary>
internal sealed class CliException(string message) : Exception(message);
