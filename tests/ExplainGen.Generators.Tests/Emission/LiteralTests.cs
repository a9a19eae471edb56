using ExplainGen.Generators.Emission;
using ExplainGen.Generators.Tests.Driver;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace ExplainGen.Generators.Tests.Emission;

public sealed class LiteralTests
{
    [Theory]
    [InlineData(0f, "0f")]
    [InlineData(-0f, "-0f")]
    [InlineData(1f, "1f")]
    [InlineData(0.01f, "0.01f")]
    [InlineData(-1e-6f, "-1E-06f")]
    [InlineData(16777217f, "16777216f")]
    [InlineData(0.1f + 0.2f, "0.3f")]
    [InlineData(1f / 3f, "0.333333343f")]
    [InlineData(float.MaxValue, "3.40282347E+38f")]
    [InlineData(float.Epsilon, "1.401298E-45f")]
    [InlineData(float.NaN, "float.NaN")]
    [InlineData(float.PositiveInfinity, "float.PositiveInfinity")]
    [InlineData(float.NegativeInfinity, "float.NegativeInfinity")]
    public void Floats(float value, string expected) => Assert.Equal(expected, Literal.Of(value));

    [Theory]
    [InlineData(0d, "0d")]
    [InlineData(-0d, "-0d")]
    [InlineData(1e-6, "1E-06d")]
    [InlineData(0.1, "0.1d")]
    [InlineData(0.1 + 0.2, "0.30000000000000004d")]
    [InlineData(double.NaN, "double.NaN")]
    [InlineData(double.PositiveInfinity, "double.PositiveInfinity")]
    [InlineData(double.NegativeInfinity, "double.NegativeInfinity")]
    public void Doubles(double value, string expected) => Assert.Equal(expected, Literal.Of(value));

    [Fact]
    public void The_compiler_reads_every_float_back_to_the_same_bits() => HostileCulture.Run(() =>
    {
        var random = new Random(20240);
        for (int i = 0; i < 100_000; i++)
        {
            float value = BitConverter.Int32BitsToSingle((int)random.NextInt64());
            if (float.IsFinite(value))
                Assert.Equal(BitConverter.SingleToInt32Bits(value), BitConverter.SingleToInt32Bits((float)ReadBack(Literal.Of(value))));
        }
    });

    [Fact]
    public void The_compiler_reads_short_decimal_floats_back_to_the_same_bits()
    {
        var random = new Random(20241);
        for (int i = 0; i < 100_000; i++)
        {
            float value = random.Next(1, 10_000_000) * MathF.Pow(10, random.Next(-12, 6));
            Assert.Equal(BitConverter.SingleToInt32Bits(value), BitConverter.SingleToInt32Bits((float)ReadBack(Literal.Of(value))));
        }
    }

    [Fact]
    public void The_compiler_reads_every_double_back_to_the_same_bits() => HostileCulture.Run(() =>
    {
        var random = new Random(20242);
        for (int i = 0; i < 100_000; i++)
        {
            double value = BitConverter.Int64BitsToDouble(random.NextInt64(long.MinValue, long.MaxValue));
            if (double.IsFinite(value))
                Assert.Equal(BitConverter.DoubleToInt64Bits(value), BitConverter.DoubleToInt64Bits((double)ReadBack(Literal.Of(value))));
        }
    });

    [Theory]
    [InlineData("plain")]
    [InlineData("quote\" backslash\\ brace{0}")]
    [InlineData("line\r\nbreak\ttab\0null")]
    [InlineData("Größe 尺寸 \u2028 \u200f \ud83d\ude00 \ud800")]
    public void The_compiler_reads_strings_back(string value)
    {
        string literal = Literal.Of(value);
        Assert.Equal(value, ReadBack(literal));
        Assert.DoesNotContain('\n', literal);
    }

    [Fact]
    public void Null_is_null() => Assert.Equal("null", Literal.Of((string?)null));

    [Fact]
    public void Lists_are_collection_expressions()
    {
        Assert.Equal("[1f, -0.5f]", Literal.List([1f, -0.5f]));
        Assert.Equal("[1, -2]", Literal.List([1, -2]));
        Assert.Equal("[\"a\", \"b\"]", Literal.List(["a", "b"]));
        Assert.Equal("[]", Literal.List(Array.Empty<int>()));
    }

    [Fact]
    public void Long_lists_have_rows()
    {
        string[] items = [.. Enumerable.Range(0, 100).Select(i => $"Item{i}")];
        Assert.Equal("[]", Literal.Rows([]));
        Assert.Equal("[Item0, Item1]", Literal.Rows(items[..2]));
        string[] rows = Literal.Rows(items).Split('\n');
        Assert.InRange(rows.Length, 6, 8);
        Assert.All(rows, row => Assert.InRange(row.Length, 1, 164));
        Assert.Equal(items, string.Concat(rows).Trim('[', ']').Split(',', StringSplitOptions.RemoveEmptyEntries).Select(item => item.Trim()));
        string longest = new('x', 300);
        Assert.Equal($"[\n    {longest},\n    y,\n]", Literal.Rows([longest, "y"]));
    }

    [Fact]
    public void Comments_stay_on_their_line()
    {
        Assert.Equal("a  int x;  b", Literal.Comment("a\r\nint x;\u2028\u0085b"));
        Assert.Equal("&lt;a&gt; &amp; b", Literal.Xml("<a> & b"));
    }

    [Fact]
    public void Numbers_for_people_have_no_suffix() => HostileCulture.Run(() =>
    {
        Assert.Equal("-0.25", Literal.Number(-0.25));
        Assert.Equal("1E-06", Literal.Number(1e-6));
    });

    private static object ReadBack(string literal)
    {
        ExpressionSyntax expression = SyntaxFactory.ParseExpression(literal);
        Assert.Empty(expression.GetDiagnostics());
        return expression switch
        {
            LiteralExpressionSyntax { Token.Value: { } value } => value,
            PrefixUnaryExpressionSyntax { Operand: LiteralExpressionSyntax { Token.Value: float value } } => -value,
            PrefixUnaryExpressionSyntax { Operand: LiteralExpressionSyntax { Token.Value: double value } } => -value,
            _ => throw new InvalidOperationException($"'{literal}' is not a literal."),
        };
    }
}
