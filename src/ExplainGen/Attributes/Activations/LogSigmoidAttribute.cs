namespace ExplainGen;

/// <summary><c>-log(1 + exp(-x))</c> (<c>torch.nn.LogSigmoid</c>).</summary>
public sealed class LogSigmoidAttribute : LayerAttribute;
