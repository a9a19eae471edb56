namespace Anomaly;

/// <summary>Measurements as deviations from the mean, in standard deviations, so that no feature outweighs others by its unit.</summary>
internal sealed class Standardization
{
    private readonly double[] _means;
    private readonly double[] _deviations;

    /// <summary>Measures means and standard deviations (of the rows themselves: divided by their number).</summary>
    /// <param name="features">The number of features.</param>
    /// <param name="rows">The measurements, row by row.</param>
    public Standardization(int features, ReadOnlySpan<double> rows)
    {
        int count = rows.Length / features;
        (_means, _deviations) = (new double[features], new double[features]);
        for (int i = 0; i < rows.Length; i++)
            _means[i % features] += rows[i] / count;
        for (int i = 0; i < rows.Length; i++)
            _deviations[i % features] += (rows[i] - _means[i % features]) * (rows[i] - _means[i % features]) / count;
        for (int f = 0; f < features; f++)
            _deviations[f] = Math.Sqrt(_deviations[f]);
    }

    /// <summary>Rows as deviations. A feature that was always the same is only centered.</summary>
    /// <param name="rows">The measurements, row by row.</param>
    public double[] Apply(ReadOnlySpan<double> rows)
    {
        var result = new double[rows.Length];
        for (int i = 0; i < rows.Length; i++)
        {
            int f = i % _means.Length;
            result[i] = (rows[i] - _means[f]) / (_deviations[f] > 0 ? _deviations[f] : 1);
        }

        return result;
    }
}
