using ExplainGen.Onnx.Lowering.Operators;

namespace ExplainGen.Onnx.Lowering;

/// <summary>Every operator of ONNX that becomes layers, each with the method that makes them.</summary>
internal static class LoweringTable
{
    private static readonly Dictionary<string, Action<NodeContext>> s_lowerings = new(StringComparer.Ordinal)
    {
        ["Add"] = Arithmetic.Add,
        ["AveragePool"] = Pooling.Average,
        ["BatchNormalization"] = BatchNormalization.Lower,
        ["Cast"] = PassThrough.Cast,
        ["CastLike"] = PassThrough.CastLike,
        ["Celu"] = Activations.Celu,
        ["Clip"] = Activations.Clip,
        ["Concat"] = Concat.Lower,
        ["Conv"] = Convolution.Lower,
        ["ConvTranspose"] = Convolution.LowerTransposed,
        ["Div"] = Arithmetic.Divide,
        ["Dropout"] = PassThrough.Dropout,
        ["Elu"] = Activations.Elu,
        ["Flatten"] = Reshaping.Flatten,
        ["GRU"] = Recurrent.Gru,
        ["Gather"] = TokenLayers.Gather,
        ["GatherND"] = Gathering.GatherNd,
        ["Gelu"] = Activations.Gelu,
        ["Gemm"] = Dense.Gemm,
        ["GlobalAveragePool"] = Pooling.GlobalAverage,
        ["GlobalMaxPool"] = Pooling.GlobalMax,
        ["HardSigmoid"] = Activations.HardSigmoid,
        ["HardSwish"] = Activations.HardSwish,
        ["Identity"] = PassThrough.Identity,
        ["LSTM"] = Recurrent.Lstm,
        ["LayerNormalization"] = Normalizations.LayerNormalization,
        ["LeakyRelu"] = Activations.LeakyRelu,
        ["LogSoftmax"] = Probabilities.LowerLogarithms,
        ["MatMul"] = Dense.MatMul,
        ["MaxPool"] = Pooling.Max,
        ["Mul"] = Arithmetic.Multiply,
        ["OneHot"] = TokenLayers.OneHot,
        ["PRelu"] = Activations.PRelu,
        ["Pad"] = Padding.Lower,
        ["RMSNormalization"] = Normalizations.RmsNormalization,
        ["ReduceMax"] = Pooling.ReduceMax,
        ["ReduceMean"] = Pooling.ReduceMean,
        ["Relu"] = Activations.Relu,
        ["Reshape"] = Reshaping.Reshape,
        ["Resize"] = Upsampling.Resize,
        ["Selu"] = Activations.Selu,
        ["Shape"] = Reshaping.ShapeOf,
        ["Shrink"] = Activations.Shrink,
        ["Sigmoid"] = Activations.Sigmoid,
        ["Slice"] = Slicing.Slice,
        ["Softmax"] = Probabilities.Lower,
        ["Softplus"] = Activations.Softplus,
        ["Softsign"] = Activations.Softsign,
        ["Split"] = Slicing.Split,
        ["Squeeze"] = Reshaping.Squeeze,
        ["Sub"] = Arithmetic.Subtract,
        ["Sum"] = Arithmetic.Sum,
        ["Tanh"] = Activations.Tanh,
        ["ThresholdedRelu"] = Activations.ThresholdedRelu,
        ["Transpose"] = Reshaping.Transpose,
        ["Unsqueeze"] = Reshaping.Unsqueeze,
        ["Upsample"] = Upsampling.Upsample,
    };

    /// <summary>The operators, in ordinal order.</summary>
    internal static IReadOnlyList<string> Operators { get; } = [.. s_lowerings.Keys.Order(StringComparer.Ordinal)];

    /// <summary>The lowering of an operator of ONNX's own domain; null where there is none.</summary>
    internal static Action<NodeContext>? Find(string op) => s_lowerings.GetValueOrDefault(op);
}
