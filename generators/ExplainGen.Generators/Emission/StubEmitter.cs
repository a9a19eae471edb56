using ExplainGen.Generators.Model;

namespace ExplainGen.Generators.Emission;

/// <summary>
/// Stands in for a network that does not compile: the public members, all of which throw, so that one mistake in a declaration is
/// one error and not one at every place where the class is used.
/// </summary>
internal static class StubEmitter
{
    private const string Floats = "global::System.ReadOnlySpan<float>";

    private static readonly string[] s_signatures =
    [
        "static {0} Create()",
        "static {0} Load(string path)",
        Floats + " Predict(" + Floats + " input)",
    ];

    /// <summary>The one file with the stubs, under its hint name.</summary>
    public static (string HintName, string Source) Emit(ModelSpec spec) =>
        (spec.HintName + ".Stub.g.cs", PartialClass.Write(spec, bases: "", writer =>
        {
            foreach (string signature in s_signatures)
            {
                writer.Separate();
                writer.Line(PartialClass.GeneratedCodeAttribute);
                writer.Line($"public {signature.Replace("{0}", Identifier.Escape(spec.ClassName))} =>");
                using (writer.Indent())
                {
                    writer.Line($"throw new global::System.InvalidOperationException({
                        Literal.Of($"'{spec.ClassName}' was declared with errors, which its build reported.")});");
                }
            }
        }));
}
