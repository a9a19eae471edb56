namespace ExplainGen.Conformance.Tests.Neon;

[OneClassSvm(Features = 2, Name = "detector")]
public sealed partial class GaussianDetector;

[OneClassSvm(Features = 2, Kernel = Kernel.Laplace, Name = "detector")]
public sealed partial class LaplaceDetector;

[OneClassSvm(Features = 2, Kernel = Kernel.Student, Degree = 1.5, Name = "detector")]
public sealed partial class StudentDetector;

[KMeans(Features = 2, Clusters = 3)]
public sealed partial class Clusters;

[KMeans(Features = 2, Clusters = 3, Soft = true)]
[Gradient]
public sealed partial class SoftClusters;

[Network(2)]
[Linear(4), Relu]
[Lrp(Composite.Epsilon)]
public sealed partial class Encoder;

[KMeans(Clusters = 3, On = typeof(Encoder))]
public sealed partial class DeepClusters;

[Network(2, 5, 5)]
[Conv2d(3, 3), Relu]
[OneClassSvm(Name = "detector")]
[Lrp(Composite.EpsilonPlus)]
public sealed partial class ConvolutionalDetector;
