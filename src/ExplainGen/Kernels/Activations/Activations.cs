namespace ExplainGen.Kernels;

/// <summary>
/// Activation layers: values, gradients, and the modified gradients that explanation methods put in their place. Tensors
/// have one logical shape; an output may share the memory of any input of the same layout.
/// </summary>
public static unsafe class Activations
{
    /// <summary>y = f(x).</summary>
    /// <param name="x">The pre-activation.</param>
    /// <param name="a">The nonlinearity.</param>
    /// <param name="y">The activation; its padding lanes hold f(0).</param>
    /// <param name="workers">The threads to use.</param>
    /// <exception cref="ArgumentException">The shapes differ.</exception>
    public static void Forward(in Tensor x, Activation a, in Tensor y, Workers workers)
    {
        RowKernel.CheckShape(x, y, nameof(x));
        var view = new RowView(y, x);
        var epilogue = new ForwardEpilogue(default, null, a, view.RowsPerBlock);
        Elementwise.Run(new Pointwise<PointwiseOperators.Copy>(default, view.Operand(x)), view[y], epilogue, workers);
    }

    /// <summary>y = x where x is above 0, slope · x elsewhere: PReLU with a slope per channel.</summary>
    /// <param name="x">The pre-activation.</param>
    /// <param name="slopes">The slope per channel.</param>
    /// <param name="y">The activation.</param>
    /// <param name="workers">The threads to use.</param>
    /// <exception cref="ArgumentException">The shapes differ.</exception>
    public static void Forward(in Tensor x, ChannelVector slopes, in Tensor y, Workers workers)
    {
        RowKernel.CheckShape(x, y, nameof(x));
        RowKernel.CheckChannels(slopes, y, nameof(slopes));
        var view = new RowView(y, x, perChannel: true);
        var leaky = new Pointwise<PointwiseOperators.LeakyRelu>(default, view.Operand(x), view.Operand(slopes));
        Elementwise.Redistribute(view, leaky, default, 1f, false, y, workers);
        GC.KeepAlive(slopes);
    }

    /// <summary>rIn = r · f'(z), or rIn += the same; at kinks f' is what PyTorch takes, so relu'(0) = 0.</summary>
    /// <param name="z">The pre-activation.</param>
    /// <param name="a">The nonlinearity.</param>
    /// <param name="r">What comes from above.</param>
    /// <param name="accumulate">Whether to add to rIn rather than overwrite it.</param>
    /// <param name="rIn">What goes below.</param>
    /// <param name="workers">The threads to use.</param>
    /// <exception cref="ArgumentException">The shapes differ.</exception>
    public static void Gradient(in Tensor z, Activation a, in Tensor r, bool accumulate, in Tensor rIn, Workers workers)
    {
        CheckShapes(z, r, rIn);
        var view = new RowView(rIn, z, r);
        Elementwise.Redistribute(view, new ActivationDerivative(a, view.Operand(z)), r, 1f, accumulate, rIn, workers);
    }

    /// <summary>rIn = r where z is above 0, slope · r elsewhere, or rIn += the same.</summary>
    /// <param name="z">The pre-activation.</param>
    /// <param name="slopes">The slope per channel.</param>
    /// <param name="r">What comes from above.</param>
    /// <param name="accumulate">Whether to add to rIn rather than overwrite it.</param>
    /// <param name="rIn">What goes below.</param>
    /// <param name="workers">The threads to use.</param>
    /// <exception cref="ArgumentException">The shapes differ.</exception>
    public static void Gradient(
        in Tensor z, ChannelVector slopes, in Tensor r, bool accumulate, in Tensor rIn, Workers workers)
    {
        CheckShapes(z, r, rIn);
        RowKernel.CheckChannels(slopes, rIn, nameof(slopes));
        var view = new RowView(rIn, z, r, perChannel: true);
        var derivative = new Pointwise<PointwiseOperators.LeakyReluDerivative>(default, view.Operand(z), view.Operand(slopes));
        Elementwise.Redistribute(view, derivative, r, 1f, accumulate, rIn, workers);
        GC.KeepAlive(slopes);
    }

    /// <summary>
    /// rIn = r · 1[r &gt; 0] · 1[z &gt; 0], or rIn += the same: guided backpropagation (Springenberg et al., 2015).
    /// </summary>
    /// <param name="z">The pre-activation.</param>
    /// <param name="r">What comes from above.</param>
    /// <param name="accumulate">Whether to add to rIn rather than overwrite it.</param>
    /// <param name="rIn">What goes below.</param>
    /// <param name="workers">The threads to use.</param>
    /// <exception cref="ArgumentException">The shapes differ.</exception>
    public static void GuidedGradient(in Tensor z, in Tensor r, bool accumulate, in Tensor rIn, Workers workers)
    {
        CheckShapes(z, r, rIn);
        var view = new RowView(rIn, z, r);
        var guided = new Pointwise<PointwiseOperators.BothPositive>(default, view.Operand(r), view.Operand(z));
        Elementwise.Redistribute(view, guided, default, 1f, accumulate, rIn, workers);
    }

    /// <summary>rIn = max(r, 0), or rIn += the same: the deconvolutional network's rectifier (Zeiler and Fergus, 2014).</summary>
    /// <param name="r">What comes from above.</param>
    /// <param name="accumulate">Whether to add to rIn rather than overwrite it.</param>
    /// <param name="rIn">What goes below.</param>
    /// <param name="workers">The threads to use.</param>
    /// <exception cref="ArgumentException">The shapes differ.</exception>
    public static void DeconvolutionGradient(in Tensor r, bool accumulate, in Tensor rIn, Workers workers)
    {
        RowKernel.CheckShape(r, rIn, nameof(r));
        var view = new RowView(rIn, r);
        var positive = new Pointwise<PointwiseOperators.PositivePart>(default, view.Operand(r));
        Elementwise.Redistribute(view, positive, default, 1f, accumulate, rIn, workers);
    }

    /// <summary>
    /// rIn = σ(beta · z) · r, or rIn += the same: the gradient of the softplus that smooths a ReLU (Dombrowski et al., 2019).
    /// </summary>
    /// <param name="z">The pre-activation.</param>
    /// <param name="beta">The softplus's sharpness; Zennit's default is 10.</param>
    /// <param name="r">What comes from above.</param>
    /// <param name="accumulate">Whether to add to rIn rather than overwrite it.</param>
    /// <param name="rIn">What goes below.</param>
    /// <param name="workers">The threads to use.</param>
    /// <exception cref="ArgumentException">The shapes differ.</exception>
    public static void BetaSmoothGradient(
        in Tensor z, float beta, in Tensor r, bool accumulate, in Tensor rIn, Workers workers)
    {
        CheckShapes(z, r, rIn);
        var view = new RowView(rIn, z, r);
        var sigmoid = new Pointwise<PointwiseOperators.ScaledSigmoid>(new PointwiseOperators.ScaledSigmoid(beta), view.Operand(z));
        Elementwise.Redistribute(view, sigmoid, r, 1f, accumulate, rIn, workers);
    }

    /// <summary>rIn = z · f'(z) · r / st(y), or rIn += the same: the Norm rule on an activation y = f(z).</summary>
    /// <param name="z">The pre-activation.</param>
    /// <param name="a">The nonlinearity.</param>
    /// <param name="y">The activation.</param>
    /// <param name="r">The relevance of the activation.</param>
    /// <param name="stabilizer">st.</param>
    /// <param name="accumulate">Whether to add to rIn rather than overwrite it.</param>
    /// <param name="rIn">The relevance of the pre-activation.</param>
    /// <param name="workers">The threads to use.</param>
    /// <param name="loss">
    /// When given, takes what rIn lacks of r; as bias counts s · (y - z f'(z)), the share of the tangent's intercept.
    /// </param>
    /// <exception cref="ArgumentException">The shapes differ.</exception>
    public static void Norm(
        in Tensor z, Activation a, in Tensor y, in Tensor r, Stabilizer stabilizer, bool accumulate, in Tensor rIn, Workers workers,
        QuotientLoss? loss)
    {
        CheckShapes(z, r, rIn);
        RowKernel.CheckShape(y, rIn, nameof(y));
        RowView view = loss is null ? new RowView(rIn, z, y, r) : RowView.RowByRow(rIn);
        var norm = new ActivationNorm(a, view[z], view[y], view[r], QuotientMath.Resolve(stabilizer, y), rIn.Layout, loss);
        Elementwise.Redistribute(view, norm, z, 1f, accumulate, rIn, workers);
    }

    private static void CheckShapes(in Tensor z, in Tensor r, in Tensor rIn)
    {
        RowKernel.CheckShape(z, rIn, nameof(z));
        RowKernel.CheckShape(r, rIn, nameof(r));
    }
}
