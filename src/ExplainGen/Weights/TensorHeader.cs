using System.Collections.Immutable;

namespace ExplainGen.Weights;

/// <summary>What the header says of one tensor.</summary>
/// <param name="Name">The name.</param>
/// <param name="DType">The element type.</param>
/// <param name="Shape">The size of each axis.</param>
/// <param name="Begin">The first byte, counted from the end of the header.</param>
/// <param name="End">The byte after the last.</param>
internal readonly record struct TensorHeader(string Name, DType DType, ImmutableArray<int> Shape, long Begin, long End);
