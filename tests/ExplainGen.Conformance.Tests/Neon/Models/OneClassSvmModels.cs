namespace ExplainGen.Conformance.Tests.Neon;

[OneClassSvm(Features = 2, Name = "detector")]
public sealed partial class SmallDetector;

[OneClassSvm(Features = 7)]
[Lrp(Composite.EpsilonPlus, Name = "Neon")]
[Gradient]
public sealed partial class GaussianDetector;

[OneClassSvm(Features = 7, Kernel = Kernel.Laplace)]
[Lrp(Composite.EpsilonPlus, Name = "Neon")]
[Gradient]
public sealed partial class LaplaceDetector;

[OneClassSvm(Features = 7, Kernel = Kernel.Student)]
[Lrp(Composite.EpsilonPlus, Name = "Neon")]
[Gradient]
public sealed partial class StudentDetector;

[OneClassSvm(Features = 7, Kernel = Kernel.Student, Degree = 2.5)]
public sealed partial class SteepStudentDetector;
