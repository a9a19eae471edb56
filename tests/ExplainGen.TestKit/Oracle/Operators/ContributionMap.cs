namespace ExplainGen.TestKit.Oracle.Operators;

/// <summary>
/// An affine map <c>y_j = b_j + sum_i w_ij x_i</c> for inputs of fixed shape, given as what its definition says: for every output,
/// the inputs that lie in its reach and their weights. It is the dense matrix of a layer, one row at a time.
/// </summary>
/// <remarks>
/// An entry exists for every input in reach, whatever its weight (Flat counts them); padding makes no entries. Several inputs of
/// an operator are numbered one after the other.
/// </remarks>
public abstract class ContributionMap
{
    public abstract int InputLength { get; }

    public abstract int OutputLength { get; }

    /// <summary>The most entries that one output has.</summary>
    public abstract int MaxTaps { get; }

    /// <summary>Writes the entries of one output and returns how many there are.</summary>
    public abstract int Taps(int output, Span<int> inputs, Span<double> weights);

    public virtual double Bias(int output) => 0;

    /// <summary>The matrix as <c>[output, input]</c>; for small layers.</summary>
    public double[,] ToMatrix()
    {
        var matrix = new double[OutputLength, InputLength];
        var inputs = new int[MaxTaps];
        var weights = new double[MaxTaps];
        for (int output = 0; output < OutputLength; output++)
        {
            int count = Taps(output, inputs, weights);
            for (int t = 0; t < count; t++)
                matrix[output, inputs[t]] += weights[t];
        }

        return matrix;
    }
}
