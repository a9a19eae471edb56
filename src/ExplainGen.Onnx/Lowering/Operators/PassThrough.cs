namespace ExplainGen.Onnx.Lowering.Operators;

/// <summary>Nodes that hand on what they read: Identity, Dropout in use, and Cast between types that all become single precision.</summary>
internal static class PassThrough
{
    internal static void Lower(NodeContext node) => node.Set(node.Input(0));
}
