using ExplainGen.Generators.Emission;
using ExplainGen.Generators.Tests.Driver;

namespace ExplainGen.Generators.Tests.Emission;

public sealed class SourceWriterTests
{
    [Fact]
    public void Blocks_indent_and_close()
    {
        using var writer = new SourceWriter();
        using (writer.Block("class A"))
        {
            using (writer.Block($"int[] {"Values"} =", "];"))
                writer.Lines(["1", "2"], ",");
        }

        Assert.Equal("class A\n{\n    int[] Values =\n    {\n        1,\n        2\n    ];\n}\n", writer.ToString());
    }

    [Fact]
    public void Raw_strings_are_indented_and_blank_lines_stay_empty()
    {
        using var writer = new SourceWriter();
        string body = "first();\r\n\r\n    second();   ";
        using (writer.Block())
        {
            writer.Line($$"""
                void M()
                {
                    {{body}}
                }
                """);
        }

        Assert.Equal("{\n    void M()\n    {\n        first();\n\n        second();\n    }\n}\n", writer.ToString());
    }

    [Fact]
    public void Separate_writes_one_blank_line_between_members_only()
    {
        using var writer = new SourceWriter();
        using (writer.Block("class A"))
        {
            writer.Separate().Line("int x;").Separate().Separate().Line("int y;");
            using (writer.Separate().Block("void M()"))
                writer.Separate();
            writer.Separate().Line("int z;");
        }

        Assert.Equal("class A\n{\n    int x;\n\n    int y;\n\n    void M()\n    {\n    }\n\n    int z;\n}\n", writer.ToString());
    }

    [Fact]
    public void Continuation_lines_indent_without_braces()
    {
        using var writer = new SourceWriter();
        writer.Line("Call(");
        using (writer.Indent())
            writer.Line($"{1}, {-2L}, {'c'});");

        Assert.Equal("Call(\n    1, -2, c);\n", writer.ToString());
    }

    [Fact]
    public void A_reused_buffer_starts_empty()
    {
        using (var first = new SourceWriter())
            first.Line("old");
        using var second = new SourceWriter();
        using var third = new SourceWriter();
        second.Line("second");
        third.Line("third");

        Assert.Equal("second\n", second.ToString());
        Assert.Equal("third\n", third.ToString());
    }

    [Fact]
    public void A_disposed_writer_refuses_to_write()
    {
        var writer = new SourceWriter();
        writer.Dispose();

        Assert.Throws<ObjectDisposedException>(() => writer.Line("late"));
    }

    [Fact]
    public void Integers_ignore_the_culture() => HostileCulture.Run(() =>
    {
        using var writer = new SourceWriter();
        writer.Line($"{-12345}, {-12345L}");
        Assert.Equal("-12345, -12345\n", writer.ToString());
    });
}
