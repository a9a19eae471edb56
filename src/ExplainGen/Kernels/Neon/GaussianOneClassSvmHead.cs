using ExplainGen.Weights;

namespace ExplainGen.Kernels;

/// <summary>
/// The neuralized one-class SVM with the Gaussian kernel, on vectors: the form of <see cref="OneClassSvmHead"/> that reads support vectors as
/// whole vectors, and once for all columns of a batch. An input has the same bits alone and in any batch.
/// </summary>
public sealed unsafe class GaussianOneClassSvmHead : NeuralizedHead, IOutlierScore
{
    private readonly OneClassSvmHead _original;
    private readonly GaussianOneClass _machine;

    /// <summary>Reads the parameters.</summary>
    /// <param name="reader">The weights file.</param>
    /// <param name="layer">The layer's name.</param>
    /// <param name="features">Features of an input.</param>
    /// <exception cref="WeightsException">A parameter is missing or cannot be.</exception>
    public GaussianOneClassSvmHead(WeightReader reader, string layer, int features)
        : base(layer, features, outputs: 1)
    {
        _original = new OneClassSvmHead(reader, layer, features, Kernel.Gaussian);
        _machine = _original.Pack();
    }

    /// <inheritdoc/>
    public double Threshold => _original.Threshold;

    /// <inheritdoc/>
    public override int UnitCount => _original.UnitCount;

    /// <inheritdoc/>
    public override void Decide(ReadOnlySpan<double> x, Span<double> scores) => _original.Decide(x, scores);

    /// <inheritdoc/>
    public override void Detect(in Tensor x, Workspace workspace)
    {
        ArgumentNullException.ThrowIfNull(workspace);
        int inputs = x.Layout.Width;
        workspace.ReserveUnits(inputs, OneClassRoom.LengthPerInput(_machine, inputs));
        var room = new OneClassRoom(_machine, workspace);
        room.Load(x);
        _machine.Distances(room.X, room.Stride, inputs, room.Squares);
        GC.KeepAlive(this);
    }

    /// <inheritdoc/>
    public override void Pool(Workspace workspace, in Tensor y)
    {
        ArgumentNullException.ThrowIfNull(workspace);
        Clear(y);
        var room = new OneClassRoom(_machine, workspace);
        for (int input = 0; input < room.Inputs; input++)
            room.Scores[input] = y[0, 0, 0, input] = _machine.Pool(room.SquaresOf(input), room.WeightsOf(input), out room.Sums[input]);
    }

    /// <inheritdoc/>
    public override void RedistributePool(in Tensor r, in Tensor y, Workspace workspace, QuotientLoss? loss)
    {
        ArgumentNullException.ThrowIfNull(workspace);
        var room = new OneClassRoom(_machine, workspace);
        for (int input = 0; input < room.Inputs; input++)
        {
            float seed = r[0, 0, 0, input], score = room.Scores[input];
            _machine.Weigh(room.SquaresOf(input), room.WeightsOf(input), room.CoefficientsOf(input), room.Sums[input], score);
            room.Shares[input] = score == 0 ? 0 : seed / (double)score;
            if (loss is null)
                continue;
            if (score == 0)
                loss.Dropped += seed;
            loss.Bias += _machine.Slack(room.SquaresOf(input), room.WeightsOf(input), room.Sums[input], score) * room.Shares[input];
        }
    }

    /// <inheritdoc/>
    public override void RedistributeDetection(in Tensor x, Workspace workspace, bool accumulate, in Tensor r, QuotientLoss? loss)
    {
        ArgumentNullException.ThrowIfNull(workspace);
        if (!accumulate)
            Clear(r);
        var room = new OneClassRoom(_machine, workspace);
        new Span<float>(room.Relevance, room.Inputs * Features).Clear();
        WeightedSquares.AddGroup(_machine.Points, room.X, room.Stride, room.Inputs, room.Coefficients, room.Relevance, room.Scratch);
        for (int input = 0; input < room.Inputs; input++)
            room.AddTo(r, input);
        GC.KeepAlive(this);
    }

    /// <inheritdoc/>
    public override void Gradient(in Tensor s, in Tensor y, Workspace workspace, bool accumulate, in Tensor r)
    {
        ArgumentNullException.ThrowIfNull(workspace);
        if (!accumulate)
            Clear(r);
        var room = new OneClassRoom(_machine, workspace);
        for (int input = 0; input < room.Inputs; input++)
        {
            // do/dx_i = 2 gamma sum_j p_j (x_i - u_ij).
            float* weights = room.WeightsOf(input);
            double scale = 2.0 * _machine.Gamma / room.Sums[input] * s[0, 0, 0, input];
            for (int i = 0; i < Features; i++)
            {
                double sum = 0, at = room.X[((nint)i * room.Stride) + input];
                float* block = _machine.Points.Data + ((nint)i * PointSet.Lanes);
                for (int place = 0; place < UnitCount; place++)
                    sum += weights[place] * (at - block[(place / PointSet.Lanes * _machine.Points.BlockLength) + (place % PointSet.Lanes)]);
                r[i, 0, 0, input] += (float)(sum * scale);
            }
        }

        GC.KeepAlive(this);
    }

    /// <inheritdoc/>
    public override float[] UnitRelevance(Workspace workspace)
    {
        ArgumentNullException.ThrowIfNull(workspace);
        var room = new OneClassRoom(_machine, workspace);
        var relevance = new float[UnitCount];
        double scale = room.Shares[0] * room.Scores[0] / room.Sums[0];
        for (int place = 0; place < relevance.Length; place++)
            relevance[_machine.Order[place]] = (float)(room.WeightsOf(0)[place] * scale);
        return relevance;
    }
}
