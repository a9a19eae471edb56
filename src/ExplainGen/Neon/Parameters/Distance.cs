namespace ExplainGen.Neon;

/// <summary>Distances in double precision.</summary>
internal static class Distance
{
    /// <summary>|x - y|^2 of vectors of one length, summed in the order of the features: the same bits on every platform.</summary>
    public static double Squared(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        double sum = 0;
        for (int i = 0; i < x.Length; i++)
        {
            double difference = x[i] - y[i];
            sum += difference * difference;
        }

        return sum;
    }
}
