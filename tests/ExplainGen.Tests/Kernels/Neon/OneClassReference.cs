namespace ExplainGen.Tests.Kernels.Neon;

/// <summary>The one-class machine in double precision, by the formulas alone.</summary>
internal sealed class OneClassReference(float[] supportVectors, int features, float[] coefficients, float gamma)
{
    internal double[] Weights { get; } = [.. coefficients.Select(c => c / coefficients.Sum(v => (double)v))];

    internal (double Score, double[] Relevance) Explain(ReadOnlySpan<float> x)
    {
        int count = coefficients.Length;
        double[] squares = new double[count], h = new double[count], relevance = new double[features];
        double near = 0;
        for (int j = 0; j < count; j++)
        {
            for (int i = 0; i < features; i++)
                squares[j] += Math.Pow(x[i] - (double)supportVectors[j * features + i], 2);
            h[j] = gamma * squares[j] - Math.Log(Weights[j]);
            near += Weights[j] * ScalarMath.Expm1(-gamma * squares[j]);
        }

        double least = h.Min(), sum = h.Sum(v => Math.Exp(least - v));
        double score = near > -0.5 ? -ScalarMath.Log1p(near) : least - Math.Log(sum);
        for (int j = 0; j < count; j++)
        {
            double factor = Math.Exp(least - h[j]) / sum * (squares[j] > 0 ? Math.Min(score / squares[j], gamma) : gamma);
            for (int i = 0; i < features; i++)
                relevance[i] += factor * Math.Pow(x[i] - (double)supportVectors[j * features + i], 2);
        }

        return (score, relevance);
    }
}
