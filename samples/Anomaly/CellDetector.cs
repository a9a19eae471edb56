using ExplainGen;

namespace Anomaly;

/// <summary>How far the cell nuclei of a sample lie from benign ones: a one-class SVM, rewritten as a network.</summary>
[OneClassSvm(Features = 30)]
public sealed partial class CellDetector;
