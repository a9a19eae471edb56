using ExplainGen.Onnx.Files;

namespace ExplainGen.Onnx.Tests.Building;

/// <summary>
/// A view as PyTorch's exporter writes as_strided: a loop over the axes, from the last to the first, adds up the place of each element, and
/// the flattened value is indexed by that.
/// </summary>
internal static class StridedView
{
    /// <summary>Adds a view of a value.</summary>
    /// <param name="file">The file.</param>
    /// <param name="x">The value.</param>
    /// <param name="sizes">The axes of the view.</param>
    /// <param name="strides">How far elements along each of them lie apart.</param>
    /// <param name="offset">Where the first one lies.</param>
    public static OnnxFile View(this OnnxFile file, string x, long[] sizes, long[] strides, long offset = 0) => file
        .Longs("sizes", sizes).Longs("strides", strides).Long("rank", sizes.Length).Longs("rank_list", sizes.Length).Long("offset", offset)
        .Long("zero", 0).Long("one", 1).Longs("minus_one", -1).Tensor(OnnxTensors.Floats("one_list", [1], [1]))
        .NodeTo("flat", "Reshape", $"{x} minus_one").NodeTo("no_ones", "SequenceEmpty", "")
        .NodeTo("places ones", "Loop", "rank - zero no_ones", ("body", Body()))
        .NodeTo("offset_cast", "CastLike", "offset places").NodeTo("moved", "Add", "places offset_cast").Node("Gather", "flat moved");

    private static OnnxFile Body() => new OnnxFile()
        .Input("i", OnnxDataType.Int64, []).Input("cond_in", OnnxDataType.Bool, []).Carried("places_in").Carried("ones_in")
        .NodeTo("behind", "Sub", "rank i").NodeTo("j", "Sub", "behind one").NodeTo("j_list", "Reshape", "j minus_one")
        .NodeTo("size", "Gather", "sizes j_list", ("axis", 0)).NodeTo("sizes_after", "Slice", "sizes j_list rank_list")
        .NodeTo("stride", "Gather", "strides j_list", ("axis", 0)).NodeTo("expanded", "Expand", "places_in sizes_after")
        .NodeTo("range", "Range", "zero size one").NodeTo("steps", "Mul", "range stride").NodeTo("is_first", "Equal", "i zero")
        .NodeTo("shape", "If", "is_first",
            ("then_branch", new OnnxFile().NodeTo("alone", "Identity", "size").Output("alone", OnnxDataType.Int64)),
            ("else_branch", new OnnxFile().NodeTo("tail", "ConcatFromSequence", "ones_in", ("axis", 0))
                .NodeTo("head", "Cast", "size", ("to", 1)).NodeTo("joined", "Concat", "head tail", ("axis", 0))
                .NodeTo("longs", "Cast", "joined", ("to", 7)).Output("longs", OnnxDataType.Int64)))
        .NodeTo("shaped", "Reshape", "steps shape").NodeTo("places_out", "Add", "expanded shaped")
        .NodeTo("ones_out", "SequenceInsert", "ones_in one_list").NodeTo("cond_out", "Identity", "cond_in")
        .Output("cond_out", OnnxDataType.Bool).Gives("places_out").Gives("ones_out");
}
