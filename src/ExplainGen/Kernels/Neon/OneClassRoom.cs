namespace ExplainGen.Kernels;

/// <summary>What a one-class machine leaves in a workspace on the way forward, and works in on the way back, for a group of inputs.</summary>
internal readonly unsafe ref struct OneClassRoom
{
    private readonly int _padded;
    private readonly int _features;

    /// <summary>The room that was reserved.</summary>
    /// <param name="machine">The machine.</param>
    /// <param name="workspace">Of the call, after <see cref="Workspace.ReserveUnits"/>.</param>
    internal OneClassRoom(GaussianOneClass machine, Workspace workspace)
    {
        _padded = machine.Points.PaddedCount;
        _features = machine.Points.Features;
        Inputs = workspace.UnitInputs;
        Stride = StrideOf(Inputs);
        float* next = workspace.Units(0);
        Scores = Take(ref next, Inputs);
        Sums = Take(ref next, Inputs);
        Shares = (double*)Take(ref next, 2 * (nint)Inputs);
        X = Take(ref next, (nint)_features * Stride);
        Squares = Take(ref next, (nint)Inputs * _padded);
        Weights = Take(ref next, (nint)Inputs * _padded);
        Coefficients = Take(ref next, (nint)Inputs * _padded);
        Relevance = Take(ref next, (nint)Inputs * _features);
        Scratch = next;
    }

    /// <summary>Inputs of the group.</summary>
    internal int Inputs { get; }

    /// <summary>Floats from a feature to the next one.</summary>
    internal int Stride { get; }

    /// <summary>o, one for each input.</summary>
    internal float* Scores { get; }

    /// <summary>S, what the weights of each input sum up to.</summary>
    internal float* Sums { get; }

    /// <summary>The relevance of each score, as a share of it.</summary>
    internal double* Shares { get; }

    /// <summary>The inputs side by side, <c>[features][stride]</c>.</summary>
    internal float* X { get; }

    /// <summary>Squared distances, and then gamma times as much.</summary>
    internal float* Squares { get; }

    /// <summary>What p_j is proportional to.</summary>
    internal float* Weights { get; }

    /// <summary>p_j min(o / d_j^2, gamma).</summary>
    internal float* Coefficients { get; }

    /// <summary>The relevance of the features, an input behind the other.</summary>
    internal float* Relevance { get; }

    /// <summary>Memory of <see cref="WeightedSquares"/>.</summary>
    internal float* Scratch { get; }

    /// <summary>Floats that each input of a group takes, a multiple of 16.</summary>
    internal static nint LengthPerInput(GaussianOneClass machine, int inputs)
    {
        nint features = machine.Points.Features, padded = machine.Points.PaddedCount;
        nint total = checked((2 * Padded(inputs)) + Padded(2 * inputs) + Padded(features * StrideOf(inputs)) + (3 * Padded(inputs * padded)) + Padded(inputs * features)
            + WeightedSquares.ScratchLength(machine.Points, inputs));
        return Padded((total + inputs - 1) / inputs);
    }

    internal float* SquaresOf(int input) => Squares + ((nint)input * _padded);

    internal float* WeightsOf(int input) => Weights + ((nint)input * _padded);

    internal float* CoefficientsOf(int input) => Coefficients + ((nint)input * _padded);

    /// <summary>Copies the inputs side by side.</summary>
    /// <param name="x">A vector, or one a column.</param>
    internal void Load(in Tensor x)
    {
        for (int block = 0; block < x.Layout.Blocks; block++)
        {
            float* to = X + ((nint)block * TensorLayout.Lanes * Stride);
            for (int input = 0; input < Inputs; input++)
            {
                float* from = x.Pixel(block, 0, 0, input);
                for (int lane = 0; lane < x.Layout.LanesOf(block); lane++)
                    to[((nint)lane * Stride) + input] = from[lane];
            }
        }

        // What stands beside the inputs is read, but does not matter as long as it is finite.
        for (int feature = 0; feature < _features; feature++)
            new Span<float>(X + ((nint)feature * Stride) + Inputs, Stride - Inputs).Clear();
    }

    /// <summary>Adds the relevance of an input's features, times the share of its score.</summary>
    /// <param name="r">The relevance of the features: a vector, or one a column.</param>
    /// <param name="input">Which input.</param>
    internal void AddTo(in Tensor r, int input)
    {
        float* from = Relevance + ((nint)input * _features);
        for (int block = 0; block < r.Layout.Blocks; block++, from += TensorLayout.Lanes)
        {
            float* to = r.Pixel(block, 0, 0, input);
            for (int lane = 0; lane < r.Layout.LanesOf(block); lane++)
                to[lane] += (float)(from[lane] * Shares[input]);
        }
    }

    private static int StrideOf(int inputs) => inputs == 1 ? 1 : (inputs + 3) / 4 * 4;

    private static nint Padded(nint length) => (length + TensorLayout.Lanes - 1) / TensorLayout.Lanes * TensorLayout.Lanes;

    private static float* Take(ref float* next, nint length)
    {
        float* part = next;
        next += Padded(length);
        return part;
    }
}
