using System.ComponentModel;
using System.Runtime.InteropServices;

namespace ExplainGen.Kernels;

/// <summary>
/// A neuralized model with its parameters: units that detect, and pooling over them. Generated code calls the layers one by one, forward and
/// backward; what the forward pass finds stands in the workspace for the way back.
/// </summary>
/// <remarks>Most families say what one input comes to, see <see cref="InputwiseHead"/>.</remarks>
[EditorBrowsable(EditorBrowsableState.Advanced)]
public abstract unsafe class NeuralizedHead
{
    /// <summary>A head.</summary>
    /// <param name="layer">The layer's name, for messages.</param>
    /// <param name="features">Features of an input.</param>
    /// <param name="outputs">Scores.</param>
    protected NeuralizedHead(string layer, int features, int outputs)
    {
        Layer = layer;
        Features = features;
        Outputs = outputs;
    }

    /// <summary>The layer's name.</summary>
    public string Layer { get; }

    /// <summary>Features of an input.</summary>
    public int Features { get; }

    /// <summary>Scores of an input.</summary>
    public int Outputs { get; }

    /// <summary>How many units there are that relevance is reported for: support vectors, competitors, trees.</summary>
    public abstract int UnitCount { get; }

    /// <summary>About how many multiply-adds the scores of one input take.</summary>
    public virtual long MultiplyAdds => (long)UnitCount * Features;

    /// <summary>The detecting layers of every input.</summary>
    /// <param name="x">The features: a vector, one a column, or a map.</param>
    /// <param name="workspace">Of the call; it gets room for the units.</param>
    public abstract void Detect(in Tensor x, Workspace workspace);

    /// <summary>The pooling layers of every input.</summary>
    /// <param name="workspace">Of the call.</param>
    /// <param name="y">The scores: a vector, or one a column.</param>
    public abstract void Pool(Workspace workspace, in Tensor y);

    /// <summary>Relevance from the scores to the units.</summary>
    /// <param name="r">The relevance of the scores.</param>
    /// <param name="y">The scores.</param>
    /// <param name="workspace">Of the call.</param>
    /// <param name="loss">Takes what is not handed on.</param>
    public abstract void RedistributePool(in Tensor r, in Tensor y, Workspace workspace, QuotientLoss? loss);

    /// <summary>Relevance from the units to the features.</summary>
    /// <param name="x">The features.</param>
    /// <param name="workspace">Of the call.</param>
    /// <param name="accumulate">Whether relevance is added to what stands there.</param>
    /// <param name="r">The relevance of the features.</param>
    /// <param name="loss">Takes what is not handed on.</param>
    public abstract void RedistributeDetection(in Tensor x, Workspace workspace, bool accumulate, in Tensor r, QuotientLoss? loss);

    /// <summary>The gradient of a weighted sum of scores with respect to the features.</summary>
    /// <param name="s">The weights of the scores.</param>
    /// <param name="y">The scores.</param>
    /// <param name="workspace">Of the call.</param>
    /// <param name="accumulate">Whether it is added to what stands there.</param>
    /// <param name="r">The gradient.</param>
    public abstract void Gradient(in Tensor s, in Tensor y, Workspace workspace, bool accumulate, in Tensor r);

    /// <summary>The relevance of the units, after the pooling has handed it on.</summary>
    /// <param name="workspace">Of the call.</param>
    /// <returns>Added up over the positions of a map.</returns>
    public abstract float[] UnitRelevance(Workspace workspace);

    /// <summary>What the model that was neuralized says, in its own terms and in double precision.</summary>
    /// <param name="x">The features of one input.</param>
    /// <param name="scores">The scores that its decision function gives, one an output.</param>
    public abstract void Decide(ReadOnlySpan<double> x, Span<double> scores);

    /// <summary>What the original says of all inputs of a tensor: of a vector, or the sum over the patches of a map.</summary>
    /// <param name="x">The features.</param>
    /// <param name="scores">One an output.</param>
    internal virtual void Decide(in Tensor x, Span<double> scores)
    {
        var features = new double[Features];
        for (int i = 0; i < features.Length; i++)
            features[i] = x[i, 0, 0, 0];
        Decide(features, scores);
    }

    private protected static int Padded(int length) => (length + TensorLayout.Lanes - 1) / TensorLayout.Lanes * TensorLayout.Lanes;

    private protected static void Clear(in Tensor t) => NativeMemory.Clear(t.Data, (nuint)t.Layout.Length * sizeof(float));
}
