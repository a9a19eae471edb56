using System.Globalization;
using ExplainGen.Weights;

namespace ExplainGen.Kernels;

/// <summary>Reads the parameters of a neuralized model from a weights file, and says which of them cannot be.</summary>
/// <param name="reader">The file.</param>
/// <param name="layer">The layer, under whose name they stand.</param>
internal readonly struct HeadParameters(WeightReader reader, string layer)
{
    /// <summary>A matrix of as many rows as the file has.</summary>
    /// <param name="name">The tensor's name behind the layer's.</param>
    /// <param name="columns">Its columns.</param>
    /// <param name="rows">How many rows there are, at least 1.</param>
    internal double[] Matrix(string name, int columns, out int rows)
    {
        string full = FullName(name);
        rows = reader.File.TryGet(full, out TensorEntry? tensor) && tensor.Shape is [int count, _] ? count : WeightSpec.Any;
        return reader.ReadDouble(full, rows, columns);
    }

    /// <summary>A vector as long as the file has it, of at least 1 number.</summary>
    /// <param name="name">The tensor's name behind the layer's.</param>
    internal double[] Vector(string name)
    {
        string full = FullName(name);
        int length = reader.File.TryGet(full, out TensorEntry? tensor) && tensor.Shape is [int count] ? count : WeightSpec.Any;
        return reader.ReadDouble(full, length);
    }

    /// <summary>A tensor of known shape.</summary>
    /// <param name="name">The tensor's name behind the layer's.</param>
    /// <param name="shape">Its shape.</param>
    internal double[] Read(string name, params ReadOnlySpan<int> shape) => reader.ReadDouble(FullName(name), shape);

    /// <summary>A single number.</summary>
    /// <param name="name">The tensor's name behind the layer's.</param>
    internal double Number(string name) => Read(name, 1)[0];

    /// <summary>A single number above 0, which single precision holds.</summary>
    /// <param name="name">The tensor's name behind the layer's.</param>
    internal double Positive(string name)
    {
        double value = Number(name);
        if (value <= 0)
            throw Problem(name, $"is {Text(value)}; expected a number above 0");
        return float.IsFinite((float)value) && (float)value > 0
            ? value
            : throw Problem(name, $"is {Text(value)}; expected a number above 0 that single precision holds");
    }

    /// <summary>Whole numbers from 0 to below a bound.</summary>
    /// <param name="name">The tensor's name behind the layer's.</param>
    /// <param name="length">How many there are.</param>
    /// <param name="bound">What all of them are below.</param>
    internal int[] Indices(string name, int length, int bound)
    {
        double[] values = Read(name, length);
        var indices = new int[length];
        for (int i = 0; i < length; i++)
        {
            if (values[i] < 0 || values[i] >= bound || values[i] != Math.Floor(values[i]))
                throw Problem(name, $"is {Text(values[i])} at element {i}; expected whole numbers from 0 to {bound - 1}");
            indices[i] = (int)values[i];
        }

        return indices;
    }

    /// <summary>Refuses coefficients that cannot be normalized to sum up to 1.</summary>
    /// <param name="name">The tensor's name behind the layer's.</param>
    /// <param name="coefficients">Its numbers.</param>
    internal void RequireNormalizable(string name, double[] coefficients)
    {
        const string Expected = "expected numbers above 0, which can be normalized to sum up to 1";
        int bad = Array.FindIndex(coefficients, c => c <= 0);
        if (bad >= 0)
            throw Problem(name, $"is {Text(coefficients[bad])} at element {bad}; {Expected}");
        if (!double.IsFinite(coefficients.Sum()))
            throw Problem(name, $"sums up to more than double precision holds; {Expected}");
    }

    /// <summary>A sum of kernels whose weights sum up to 1.</summary>
    /// <param name="name">The tensor's name behind the layer's.</param>
    /// <param name="coefficients">Its numbers, of any scale.</param>
    internal KernelSum NormalizedSum(string name, double[] coefficients)
    {
        RequireNormalizable(name, coefficients);
        return new KernelSum([.. Enumerable.Range(0, coefficients.Length)], coefficients, isNormalized: true);
    }

    /// <summary>Says what is wrong with a tensor.</summary>
    /// <param name="name">The tensor's name behind the layer's.</param>
    /// <param name="problem">What is wrong, without the name of the tensor.</param>
    internal WeightsException Problem(string name, string problem) =>
        new(reader.File.FileName, $"tensor {WeightsException.Quote(FullName(name))} {problem}", FullName(name));

    /// <summary>A number as messages have it.</summary>
    internal static string Text(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    private string FullName(string name) => $"{layer}.{name}";
}
