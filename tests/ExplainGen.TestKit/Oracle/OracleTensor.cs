namespace ExplainGen.TestKit.Oracle;

/// <summary>
/// Double-precision values of one sample (no batch axis) with a shape, row-major: <c>[channels, spatial...]</c> or
/// <c>[features]</c>. A rank-0 shape is a scalar.
/// </summary>
public sealed class OracleTensor
{
    /// <summary>Wraps <paramref name="values"/> without copying.</summary>
    /// <exception cref="ArgumentException">The number of values is not the product of the shape.</exception>
    public OracleTensor(double[] values, params int[] shape)
    {
        if (values.Length != CountOf(shape))
            throw new ArgumentException($"{values.Length} values do not fill the shape [{string.Join(", ", shape)}].", nameof(values));
        Values = values;
        Shape = shape;
    }

    public double[] Values { get; }

    public int[] Shape { get; }

    public int Length => Values.Length;

    public double Sum => Values.Sum();

    public double this[int index] => Values[index];

    public static OracleTensor Zeros(params int[] shape) => new(new double[CountOf(shape)], shape);

    public static OracleTensor Scalar(double value) => new([value]);

    /// <summary>A vector: rank 1.</summary>
    public static OracleTensor Vector(params double[] values) => new(values, values.Length);

    /// <summary>Zeros with a single one, the seed of a class.</summary>
    public static OracleTensor OneHot(int index, params int[] shape)
    {
        OracleTensor result = Zeros(shape);
        result.Values[index] = 1;
        return result;
    }

    /// <summary>Widens single-precision values exactly.</summary>
    public static OracleTensor FromSingle(ReadOnlySpan<float> values, params int[] shape)
    {
        var widened = new double[values.Length];
        for (int i = 0; i < widened.Length; i++)
            widened[i] = values[i];
        return new OracleTensor(widened, shape);
    }

    /// <summary>Independent standard normal values, the same for the same state of <paramref name="random"/>.</summary>
    public static OracleTensor Normal(Random random, params int[] shape)
    {
        OracleTensor result = Zeros(shape);
        for (int i = 0; i < result.Length; i++)
        {
            double radius = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble()));
            result.Values[i] = radius * Math.Cos(2 * Math.PI * random.NextDouble());
        }

        return result;
    }

    /// <summary>The number of elements that a shape holds.</summary>
    public static int CountOf(ReadOnlySpan<int> shape)
    {
        int count = 1;
        foreach (int extent in shape)
            count *= extent;
        return count;
    }

    /// <summary>The same values in another shape.</summary>
    public OracleTensor Reshape(params int[] shape) => new(Values, shape);

    /// <summary>One entry of the leading axis, which is dropped: a sample of a batch.</summary>
    public OracleTensor Sample(int index)
    {
        int[] rest = Shape[1..];
        int length = CountOf(rest);
        return new OracleTensor(Values[(index * length)..((index + 1) * length)], rest);
    }

    public OracleTensor Map(Func<double, double> function) => new(Array.ConvertAll(Values, value => function(value)), Shape);

    /// <summary>The values rounded to single precision, as input for the engine under test.</summary>
    public float[] ToSingle() => Array.ConvertAll(Values, value => (float)value);
}
