namespace ExplainGen.TestKit.Oracle.Operators;

/// <summary>
/// The product of two tensors, element by element: axes of extent 1 are repeated, and a vector is one value a channel for all positions.
/// </summary>
public sealed record Multiply : OracleOperator
{
    public override int[] OutputShape(IReadOnlyList<int[]> inputs)
    {
        (int[] a, int[] b) = Align(inputs[0], inputs[1]);
        if (a.Length != b.Length || a.Zip(b).Any(axis => axis.First != axis.Second && axis.First != 1 && axis.Second != 1))
            throw new ArgumentException("The factors of a product differ in shape.");
        return [.. a.Zip(b, Math.Max)];
    }

    public override OracleTensor Forward(IReadOnlyList<OracleTensor> inputs)
    {
        OracleTensor output = OracleTensor.Zeros(OutputShape(ShapesOf(inputs)));
        int[][] sources = Sources(inputs);
        for (int i = 0; i < output.Length; i++)
            output.Values[i] = inputs[0][sources[0][i]] * inputs[1][sources[1][i]];
        return output;
    }

    public override OracleTensor[] VectorJacobianProduct(IReadOnlyList<OracleTensor> inputs, OracleTensor cotangent)
    {
        int[][] sources = Sources(inputs);
        OracleTensor[] result = [.. inputs.Select(input => OracleTensor.Zeros(input.Shape))];
        for (int i = 0; i < cotangent.Length; i++)
        {
            result[0].Values[sources[0][i]] += cotangent[i] * inputs[1][sources[1][i]];
            result[1].Values[sources[1][i]] += cotangent[i] * inputs[0][sources[0][i]];
        }

        return result;
    }

    /// <summary>For each factor, which of its elements every element of the product is made of.</summary>
    public int[][] Sources(IReadOnlyList<OracleTensor> inputs)
    {
        int[] output = OutputShape(ShapesOf(inputs));
        return [.. inputs.Select(input =>
        {
            int[] shape = Align(input.Shape, output).First;
            return Enumerable.Range(0, OracleTensor.CountOf(output)).Select(index => Source(index, shape, output)).ToArray();
        })];
    }

    // The coordinates of an element, slowest axis first, but 0 on the axes that are repeated.
    private static int Source(int index, int[] shape, int[] output)
    {
        int source = 0, rest = index, size = OracleTensor.CountOf(output);
        for (int axis = 0; axis < output.Length; axis++)
        {
            size /= output[axis];
            int coordinate = rest / size;
            rest %= size;
            source = source * shape[axis] + (shape[axis] == 1 ? 0 : coordinate);
        }

        return source;
    }

    private static (int[] First, int[] Second) Align(int[] a, int[] b) => (Extend(a, b.Length), Extend(b, a.Length));

    private static int[] Extend(int[] shape, int rank) =>
        shape.Length == 1 && rank > 1 ? [shape[0], .. Enumerable.Repeat(1, rank - 1)] : shape;
}
