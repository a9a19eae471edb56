using ExplainGen.TestKit.Oracle;
using ExplainGen.TestKit.Oracle.Operators;

namespace ExplainGen.Graph.Tests.Oracle;

/// <summary>Small cases by hand for what no golden case covers.</summary>
public sealed class OperatorTests
{
    [Fact]
    public void Convolution_pads_each_side_by_its_own()
    {
        var layer = new Convolution(new OracleTensor([1, 10, 100], 1, 1, 3), OracleTensor.Vector(0.5)) { PadBegin = [2], PadEnd = [0] };
        Assert.Equal([100.5, 210.5, 321.5], layer.Forward(Channel(1, 2, 3)).Values);
    }

    [Fact]
    public void Convolution_dilates_and_strides()
    {
        var layer = new Convolution(new OracleTensor([1, 10], 1, 1, 2)) { Dilation = [2], Stride = [2] };
        Assert.Equal([31.0, 53.0], layer.Forward(Channel(1, 2, 3, 4, 5)).Values);
    }

    [Fact]
    public void Convolution_keeps_groups_apart()
    {
        var layer = new Convolution(new OracleTensor([1, 10, 100, 1000], 4, 1, 1)) { Groups = 2 };
        Assert.Equal([2, 20, 300, 3000], layer.Forward(new OracleTensor([2, 3], 2, 1)).Values);
    }

    /// <summary>A transposed convolution is the transposed Jacobian of the convolution with the same weights.</summary>
    [Fact]
    public void Transposed_convolution_is_the_adjoint_of_the_convolution()
    {
        var random = new Random(3);
        OracleTensor weight = OracleTensor.Normal(random, 4, 3, 3, 2);
        var convolution = new Convolution(weight) { Stride = [2, 3], PadBegin = [1, 0], PadEnd = [0, 1], Dilation = [1, 2], Groups = 2 };
        var transposed = new TransposedConvolution(weight)
        {
            Stride = [2, 3],
            PadBegin = [1, 0],
            PadEnd = [0, 1],
            Dilation = [1, 2],
            OutputPadding = [1, 0],
            Groups = 2,
        };
        OracleTensor x = OracleTensor.Normal(random, 6, 7, 8);
        OracleTensor cotangent = OracleTensor.Normal(random, convolution.OutputShape([x.Shape]));
        OracleTensor expected = convolution.VectorJacobianProduct(x, cotangent);
        OracleTensor got = transposed.Forward(cotangent);
        Assert.Equal(expected.Shape, got.Shape);
        for (int i = 0; i < got.Length; i++)
            Assert.Equal(expected[i], got[i], 1e-13);
    }

    [Fact]
    public void Ceil_mode_adds_a_last_window_only_if_it_starts_inside()
    {
        // Windows start at -1, 1, 3: the third starts inside the input of 4.
        var three = new AveragePool(3) { Stride = [2], PadBegin = [1], CeilMode = true };
        Assert.Equal([2, 3], three.OutputShape([[2, 4]]));

        // Windows of 2 every 3 on 4 + 1 + 1: a third would start at 5, behind the input.
        var two = new AveragePool(2) { Stride = [3], PadBegin = [1], CeilMode = true };
        Assert.Equal([2, 2], two.OutputShape([[2, 4]]));
        Assert.Equal([1, 3], new MaxPool(2) { CeilMode = true }.OutputShape([[1, 5]]));
        Assert.Equal([1, 2], new MaxPool(2).OutputShape([[1, 5]]));
    }

    [Theory]
    [InlineData(true, 3.0 / 3, 9.0 / 3, 4.0 / 2)]
    [InlineData(false, 3.0 / 2, 9.0 / 3, 4.0 / 1)]
    public void Average_counts_padding_but_nothing_beyond_it(bool countIncludePad, double first, double second, double third)
    {
        var layer = new AveragePool(3) { Stride = [2], PadBegin = [1], CeilMode = true, CountIncludePad = countIncludePad };
        Assert.Equal([first, second, third], layer.Forward(Channel(1, 2, 3, 4)).Values);
    }

    [Fact]
    public void Adaptive_windows_overlap_where_extents_do_not_divide()
    {
        OracleTensor got = new AdaptiveAveragePool(2).Forward(Channel(1, 2, 3, 4, 5));
        Assert.Equal((1 + 2 + 3) / 3.0, got[0], 1e-15);
        Assert.Equal((3 + 4 + 5) / 3.0, got[1], 1e-15);
    }

    [Fact]
    public void Max_pool_ignores_padding_and_takes_the_first_of_equals()
    {
        var layer = new MaxPool(2) { PadBegin = [1] };
        OracleTensor input = Channel(-3, -1, -1, -2, -2);
        Assert.Equal([-3, -1, -2], layer.Forward(input).Values);
        Assert.Equal([1, 1, 0, 1, 0], layer.VectorJacobianProduct(input, Channel(1, 1, 1)).Values);
    }

    [Fact]
    public void Global_pools_keep_or_drop_the_spatial_axes()
    {
        OracleTensor input = new([1, 2, 3, 4, 5, 12], 2, 1, 3);
        OracleTensor kept = new GlobalAveragePool().Forward(input);
        Assert.Equal([2, 1, 1], kept.Shape);
        Assert.Equal([2, 7], kept.Values);
        OracleTensor largest = new GlobalMaxPool(KeepAxes: false).Forward(input);
        Assert.Equal([2], largest.Shape);
        Assert.Equal([3, 12], largest.Values);
    }

    [Fact]
    public void Rearrangements_move_values()
    {
        OracleTensor input = new([1, 2, 3, 4], 1, 2, 2);
        Assert.Equal([0, 1, 2, 0, 3, 4, 0, 0, 0], new Pad([0, 0, 1], [0, 1, 0]).Forward(input).Values);
        Assert.Equal([1, 1, 2, 2, 3, 3, 4, 4], new NearestUpsample(1, 2).Forward(input).Values);
        Assert.Equal([2, 4], new Slice([0, 0, 1], [1, 1, 2]).Forward(input).Values);
        Assert.Equal([3], new Slice([0, 1, 0], [1, 1, 1]) { Stop = [1, 2, 1] }.Forward(input).Values);
        Assert.Equal([1, 2, 3, 4, 1, 2, 3, 4], new Concat().Forward([input, input]).Values);
    }

    [Fact]
    public void Batch_norm_normalizes_each_channel()
    {
        var layer = new BatchNorm(
            OracleTensor.Vector(1, 2), OracleTensor.Vector(3, 8), OracleTensor.Vector(4, 6), OracleTensor.Vector(0.5, -1), 1);
        Assert.Equal([4.5, -3.5, 3, 5], layer.Forward(new OracleTensor([3, -1, 4, 5], 2, 2)).Values);
    }

    [Fact]
    public void A_map_is_the_matrix_of_its_layer()
    {
        var layer = new Convolution(new OracleTensor([2, 3], 1, 1, 2)) { PadBegin = [1], PadEnd = [0] };
        Assert.Equal(new double[,] { { 3, 0, 0 }, { 2, 3, 0 }, { 0, 2, 3 } }, layer.Map([[1, 3]]).ToMatrix());
    }

    [Theory]
    [InlineData("gelu", 1, 0.84134474606854293)]
    [InlineData("gelu", -3, -0.0040496940948999)]
    [InlineData("gelu", -8, -4.976768459417428e-15)]
    [InlineData("gelu, tanh", 1, 0.84119199060827)]
    [InlineData("selu", 1, 1.0507009873554805)]
    [InlineData("selu", -1, -1.1113307378125625)]
    [InlineData("log sigmoid", -2, -2.1269280110429727)]
    [InlineData("softplus", 1, 1.0634640055214861)]
    [InlineData("softplus", 2, 2)]
    [InlineData("silu", 2, 1.7615941559557649)]
    [InlineData("hardswish", 1, 2.0 / 3)]
    [InlineData("hardsigmoid", 1, 2.0 / 3)]
    [InlineData("rrelu", -1, -11.0 / 48)]
    [InlineData("softsign", -3, -0.75)]
    [InlineData("tanhshrink", 1, 0.23840584404423515)]
    [InlineData("celu", -1.5, -0.9481808382428365)]
    [InlineData("elu", -1, -0.9481808382428365)]
    [InlineData("softshrink", -2, -1.5)]
    [InlineData("hardshrink", -2, -2)]
    [InlineData("threshold", 0.25, -2)]
    public void Activation_has_its_known_value(string name, double x, double expected)
    {
        OracleTensor got = OperatorCases.All[name].Operator.Forward(OracleTensor.Vector(x));
        Assert.Equal(expected, got[0], 1e-10 * Math.Abs(expected));
    }

    private static OracleTensor Channel(params double[] values) => new(values, 1, values.Length);
}
