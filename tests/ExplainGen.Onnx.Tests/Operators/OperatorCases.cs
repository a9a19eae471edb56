using ExplainGen.Onnx.Tests.Operators.Cases;

namespace ExplainGen.Onnx.Tests.Operators;

/// <summary>Every file that is compared with ONNX Runtime.</summary>
internal static class OperatorCases
{
    /// <summary>The cases of all families.</summary>
    public static IReadOnlyList<OperatorCase> All { get; } =
    [
        .. ActivationCases.All, .. ConvolutionCases.All, .. PoolingCases.All, .. ArithmeticCases.All, .. ShapeCases.All,
        .. ConstantCases.All, .. SequenceCases.All, .. SpelledCases.All, .. RecurrentCases.All,
        .. AttentionCases.All, .. LoopCases.All,
    ];
}
