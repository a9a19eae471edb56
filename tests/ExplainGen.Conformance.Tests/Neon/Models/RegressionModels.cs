namespace ExplainGen.Conformance.Tests.Neon.Models;

[Network(3), Relu, Regression(Name = "head")]
[Lrp(Composite.EpsilonPlus)]
public sealed partial class SmallRegression;

[Network(12), Relu, Regression(Name = "head")]
[Lrp(Composite.EpsilonPlus)]
[Gradient]
public sealed partial class ActivationRegression;

[Network(12), Relu, Regression(Outputs = 3, Bias = false, Name = "head")]
[Lrp(Composite.EpsilonPlus)]
[Gradient]
public sealed partial class SeveralRegressions;

[Network(6), Linear(12, Name = "hidden"), Relu(Name = "relu"), Regression(Name = "head")]
[Lrp(Composite.EpsilonPlus)]
[Gradient]
public sealed partial class DeepRegression;

[Network(6), Linear(12, Name = "hidden"), Relu(Name = "relu"), Linear(1, Name = "head")]
[Lrp(Composite.EpsilonPlus)]
[Gradient]
public sealed partial class PlainRegression;

[Network(6), Linear(12, Name = "hidden"), Relu]
[Lrp(Composite.EpsilonPlus)]
public sealed partial class RegressionEncoder;

[Regression(On = typeof(RegressionEncoder), Name = "head")]
public sealed partial class EncodedRegression;

// Hidden neurons of the regression above, three for each: the shifted form of a ReLU.
[Network(6), Linear(36, Name = "shifted"), Relu, Linear(1, Name = "head")]
[Lrp(Composite.Epsilon, Epsilon = 1e-12)]
public sealed partial class ShiftedRegression;
