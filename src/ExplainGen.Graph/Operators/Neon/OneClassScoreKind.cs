namespace ExplainGen.Graph;

/// <summary>What a one-class SVM is asked.</summary>
public enum OneClassScoreKind
{
    Outlier,
    InlierBudget,
    InlierContrast,
}
