using ExplainGen.Graph;
using ExplainGen.Onnx.Files;

namespace ExplainGen.Onnx.Lowering.Operators;

/// <summary>Nodes that hand on what they read: Identity, Dropout in use, and Cast between types that all become single precision.</summary>
internal static class PassThrough
{
    internal static void Identity(NodeContext node) => node.Set(node.Input(0));

    internal static void Dropout(NodeContext node)
    {
        // An input from opset 12 on.
        if (node.Has(2) && node.Known(2, "training mode").Integers.ContainsAnyExcept(0))
            throw node.Fail("it is in training mode", "export the model for inference");
        Identity(node);
    }

    internal static void Cast(NodeContext node)
    {
        var type = (OnnxDataType)node.Integer("to", (long)OnnxDataType.Float);

        // The input may consist of tokens, which layers read as the whole numbers that they are.
        if (type is OnnxDataType.Int32 or OnnxDataType.Int64 && node.Input(0) is FlowValue { Layer: GraphBuilder.InputName } input)
        {
            node.Set(input with { IsTokens = true });
            return;
        }

        const string help = "only conversions between floating-point types can be imported";
        if (type is not (OnnxDataType.Float or OnnxDataType.Double or OnnxDataType.Float16 or OnnxDataType.BFloat16))
            throw node.Fail($"it turns values of the network into {type}", help);

        // Whole numbers of the file's own input are numbers like others, but numbers that were cut to whole ones are not what they were.
        if (node.Input(0) is not FlowValue { IsTokens: true } whole)
            Identity(node);
        else if (node.Network.HasWholeInput)
            node.Set(whole with { IsTokens = false });
        else
            throw node.Fail("it reads numbers that were cut to whole ones", help);
    }

    internal static void CastLike(NodeContext node)
    {
        // Of constants only the kind of number is kept, which is all that matters.
        bool toIntegers = node.Input(1) is KnownValue { Tensor.IsInteger: true };
        if (node.Input(0) is KnownValue known ? known.Tensor.IsInteger != toIntegers : toIntegers)
        {
            throw node.Fail(
                "it turns numbers into integers, or integers into numbers",
                "only conversions between floating-point types can be imported");
        }

        Identity(node);
    }
}
