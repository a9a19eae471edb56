namespace ExplainGen.TestKit.Oracle.Neon;

/// <summary>Squared distances, of points and by feature.</summary>
internal static class Distances
{
    /// <summary><c>(x_i - u_i)^2</c> of every feature.</summary>
    public static double[] ByFeature(double[] x, double[] u) => [.. x.Zip(u, (xi, ui) => (xi - ui) * (xi - ui))];

    /// <summary><c>|x - u_j|^2</c> of every point.</summary>
    public static double[] Squared(double[] x, double[][] points) => [.. points.Select(u => ByFeature(x, u).Sum())];

    /// <summary>The point nearest to x.</summary>
    public static double[] Nearest(double[] x, IEnumerable<double[]> points) => points.MinBy(u => ByFeature(x, u).Sum())!;

    /// <summary>
    /// <c>(x_i - u_i)^2 - (x_i - r_i)^2 = 2 (r_i - u_i) (x_i - (r_i + u_i) / 2)</c> of every feature, without cancellation far from both.
    /// </summary>
    public static double[] Beyond(double[] x, double[] u, double[] r) =>
        [.. x.Select((xi, i) => 2 * (r[i] - u[i]) * (xi - (r[i] + u[i]) / 2))];

    /// <summary>Adds <c>factor * terms_i</c> to every <c>relevance_i</c>.</summary>
    public static void Add(double[] relevance, double factor, double[] terms)
    {
        for (int i = 0; i < relevance.Length; i++)
            relevance[i] += factor * terms[i];
    }
}
