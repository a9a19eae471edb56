using ExplainGen.Graph;

namespace ExplainGen.Generators.Emission;

/// <summary>
/// The names of generated files that more than one model would have. A class around the array, since the compiler's tables of a
/// pipeline's values are compiled anew, in every fresh process, for each structure that goes through them.
/// </summary>
internal sealed record HintNameClashes(EquatableArray<string> Names);
