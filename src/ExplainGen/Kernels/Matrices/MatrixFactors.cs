namespace ExplainGen.Kernels;

/// <summary>
/// The two factors of every matrix of a product, <c>op(left) · op(right)</c>, where op may transpose. Where one side has fewer matrices
/// than the product, several products share one; where both have more, that many products are added up.
/// </summary>
/// <param name="left">Whose rows become channels of the product.</param>
/// <param name="transposeLeft">Whether the left factors are transposed.</param>
/// <param name="right">Whose columns become positions of the product.</param>
/// <param name="transposeRight">Whether the right factors are transposed.</param>
internal readonly struct MatrixFactors(MatrixSet left, bool transposeLeft, MatrixSet right, bool transposeRight)
{
    /// <summary>Whose rows become channels of the product.</summary>
    internal MatrixSet Left => left;

    /// <summary>Whose columns become positions of the product.</summary>
    internal MatrixSet Right => right;

    /// <summary>Whether the left factors are transposed.</summary>
    internal bool TransposeLeft => transposeLeft;

    /// <summary>Whether the right factors are transposed.</summary>
    internal bool TransposeRight => transposeRight;

    /// <summary>Rows of a product.</summary>
    internal int Rows => transposeLeft ? left.Columns : left.Rows;

    /// <summary>Columns of a product.</summary>
    internal int Columns => transposeRight ? right.Rows : right.Columns;

    /// <summary>Terms of the sums of one product of two matrices.</summary>
    internal int Terms => transposeLeft ? left.Rows : left.Columns;

    /// <summary>How many products of two matrices are added up to one of so many results.</summary>
    internal int Added(int results) => Math.Max(1, Math.Max(left.Count, right.Count) / results);

    /// <summary>The matrix of one side that belongs to a product.</summary>
    /// <param name="side">The left or the right side.</param>
    /// <param name="result">The result's number.</param>
    /// <param name="results">How many results there are.</param>
    /// <param name="added">Which of the products that are added up.</param>
    internal static MatrixView Of(in MatrixSet side, int result, int results, int added)
    {
        int index = side.Count >= results ? result * (side.Count / results) + added : result / (results / side.Count);
        return side[index];
    }

    /// <summary>Checks that the factors' matrices can be multiplied and give the matrices of a destination.</summary>
    /// <exception cref="ArgumentException">They do not.</exception>
    internal void Check(in MatrixSet destination, string name)
    {
        int terms = transposeRight ? right.Columns : right.Rows;
        if (Terms != terms || destination.Rows != Rows || destination.Columns != Columns)
        {
            string factors = $"{Rows}x{Terms} and {terms}x{Columns}", found = $"{destination.Rows}x{destination.Columns}";
            throw new ArgumentException($"Matrices of {factors} do not give {found} ({destination.Tensor.Layout}).", name);
        }
    }
}
