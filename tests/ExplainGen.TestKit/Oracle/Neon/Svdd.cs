namespace ExplainGen.TestKit.Oracle.Neon;

/// <summary>
/// Support vector data description with Gaussian kernel: the distance of <c>phi(x)</c> to the center <c>sum_j a_j phi(u_j)</c> is a
/// monotone function of the kernel sum, so that its network is that of the one-class SVM. The equivalence is a derivation of this project.
/// </summary>
public static class Svdd
{
    /// <summary>The model itself: <c>radius^2 - |phi(x) - center|^2</c>, negative for outliers.</summary>
    public static double Decision(double[] x, double[][] supportVectors, double[] coefficients, double gamma, double radius)
    {
        double K(double[] u, double[] v) => Math.Exp(-gamma * u.Select((ui, i) => Math.Pow(ui - v[i], 2)).Sum());
        double toCenter = 1;
        for (int j = 0; j < supportVectors.Length; j++)
            toCenter -= 2 * coefficients[j] * K(x, supportVectors[j]);
        for (int j = 0; j < supportVectors.Length; j++)
        {
            for (int k = 0; k < supportVectors.Length; k++)
                toCenter += coefficients[j] * coefficients[k] * K(supportVectors[j], supportVectors[k]);
        }

        return radius * radius - toCenter;
    }

    /// <summary>The kernel sum on the sphere, the rho of a one-class SVM: <c>(1 + |center|^2 - radius^2) / 2</c>.</summary>
    public static double Rho(double[][] supportVectors, double[] coefficients, double gamma, double radius)
    {
        double center = 0;
        for (int j = 0; j < supportVectors.Length; j++)
        {
            double[] squared = Distances.Squared(supportVectors[j], supportVectors);
            for (int k = 0; k < supportVectors.Length; k++)
                center += coefficients[j] * coefficients[k] * Math.Exp(-gamma * squared[k]);
        }

        return (1 + center - radius * radius) / 2;
    }

    /// <summary>Outlierness, as <see cref="OneClassSvm.Outlier"/>.</summary>
    public static NeonResult Explain(
        double[] x, double[][] supportVectors, double[] coefficients, double gamma, double? seed = null) =>
        OneClassSvm.Outlier(x, supportVectors, coefficients, gamma, NeonKernel.Gaussian, seed);
}
