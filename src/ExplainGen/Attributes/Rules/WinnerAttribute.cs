namespace ExplainGen;

/// <summary>For max-pooling: all relevance to the largest value of the window, the first of equals. The default.</summary>
/// <remarks>The order within a window is row-major, as in PyTorch's gradient.</remarks>
/// <param name="selector"><inheritdoc cref="RuleAttribute(string)" path="/param[@name='selector']"/></param>
public sealed class WinnerAttribute(string selector) : RuleAttribute(selector);
