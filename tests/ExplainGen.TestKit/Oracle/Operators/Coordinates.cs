namespace ExplainGen.TestKit.Oracle.Operators;

/// <summary>Row-major indexing.</summary>
internal static class Coordinates
{
    public static int[] Of(int index, ReadOnlySpan<int> shape)
    {
        var coordinates = new int[shape.Length];
        for (int axis = shape.Length - 1; axis >= 0; axis--)
        {
            coordinates[axis] = index % shape[axis];
            index /= shape[axis];
        }

        return coordinates;
    }

    public static int ToIndex(ReadOnlySpan<int> coordinates, ReadOnlySpan<int> shape)
    {
        int index = 0;
        for (int axis = 0; axis < shape.Length; axis++)
            index = index * shape[axis] + coordinates[axis];
        return index;
    }
}
