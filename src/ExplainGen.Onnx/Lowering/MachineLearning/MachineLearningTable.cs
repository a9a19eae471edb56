using ExplainGen.Onnx.Files;

namespace ExplainGen.Onnx.Lowering.MachineLearning;

/// <summary>Every operator of the domain ai.onnx.ml that is imported, as scikit-learn's models are exported (skl2onnx).</summary>
internal static class MachineLearningTable
{
    /// <summary>The domain.</summary>
    internal const string Domain = "ai.onnx.ml";

    private static readonly Dictionary<string, Action<NodeContext>> s_lowerings = new(StringComparer.Ordinal)
    {
        ["ArrayFeatureExtractor"] = Preprocessing.ArrayFeatureExtractor,
        ["Imputer"] = Preprocessing.Imputer,
        ["LinearClassifier"] = LinearModels.Classifier,
        ["LinearRegressor"] = LinearModels.Regressor,
        ["Normalizer"] = Preprocessing.Normalizer,
        ["SVMClassifier"] = SupportVectorMachines.Classifier,
        ["SVMRegressor"] = SupportVectorMachines.Regressor,
        ["Scaler"] = Preprocessing.Scaler,
        ["TreeEnsembleClassifier"] = TreeEnsembles.Classifier,
        ["TreeEnsembleRegressor"] = TreeEnsembles.Regressor,
        ["ZipMap"] = Preprocessing.ZipMap,
    };

    /// <summary>The operators, in ordinal order.</summary>
    internal static IReadOnlyList<string> Operators { get; } = [.. s_lowerings.Keys.Order(StringComparer.Ordinal)];

    /// <summary>Whether a node's operator is one of that domain.</summary>
    internal static bool Has(OnnxNode node) => node.Domain == Domain;

    /// <summary>The lowering of an operator of that domain.</summary>
    /// <exception cref="LoweringException">There is none.</exception>
    internal static Action<NodeContext> Find(NodeContext node) => s_lowerings.GetValueOrDefault(node.Node.Operator)
        ?? throw node.Fail("no layer or model is known for it", $"of that domain {OnnxText.List(Operators)} can be imported");
}
