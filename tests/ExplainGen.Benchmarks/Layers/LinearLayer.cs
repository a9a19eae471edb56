using System.Numerics.Tensors;
using ExplainGen.Benchmarks.Networks;
using ExplainGen.Graph;
using ExplainGen.Kernels;
using Activation = ExplainGen.Kernels.Activation;

namespace ExplainGen.Benchmarks.Layers;

/// <summary>
/// One convolution or dense layer of a network by itself, with the layouts that it has there: the passes that networks and explainers
/// are made of.
/// </summary>
internal sealed class LinearLayer : IDisposable
{
    private static readonly Stabilizer s_stabilizer = new(1e-6f);

    private readonly ILinearMap _map;
    private readonly Filter _filter;
    private readonly ChannelVector _bias;
    private readonly Workers _workers;
    private readonly OwnedTensor _x;
    private readonly OwnedTensor _y;
    private readonly OwnedTensor _s;
    private readonly OwnedTensor _r;

    /// <summary>Packs random weights and makes tensors of random values.</summary>
    /// <param name="graph">The layer's network.</param>
    /// <param name="node">A convolution of up to two axes or a dense layer.</param>
    /// <param name="threads">Threads of one pass, the caller's included.</param>
    /// <param name="isRectified">Whether inputs and quotients are zero in a random half of their elements, as behind a ReLU.</param>
    public LinearLayer(NetworkGraph graph, Node node, int threads, bool isRectified)
    {
        Shape input = graph.Nodes[node.Inputs[0]].Shape;
        Operations = 2.0 * node.Operator.MultiplyAdds(input, node.Shape);
        (_map, TensorLayout layout) = Map(node.Operator, input);
        Shape weight = node.Operator.Weights(input)[0].Shape;
        var random = new RandomNumbers(seed: 1);
        double width = Math.Sqrt(3 / (weight.Count / weight.Channels));
        _filter = _map.Pack(random.Uniform(weight.Count, -width, width), new WeightVariant(WeightVariantKind.Original))!;
        _bias = new ChannelVector(random.Uniform(node.Shape.Channels, -0.1, 0.1));
        _workers = threads == 1 ? Workers.Single : new Workers(threads);
        var plain = new TensorLayout(node.Shape.Channels, 1, node.Shape.Height, node.Shape.Width);
        _x = new OwnedTensor(layout);
        _y = new OwnedTensor(plain);
        _s = new OwnedTensor(plain);
        _r = new OwnedTensor(new TensorLayout(input.Channels, 1, input.Height, input.Width));
        Planar.Load(Values(random, input.Count, isRectified), _x.Tensor);
        Planar.Load(Values(random, node.Shape.Count, isRectified), _s.Tensor);
        Forward();
    }

    /// <summary>Floating-point operations of one pass.</summary>
    public double Operations { get; }

    /// <summary>y = relu(W x + b), the forward pass of a network.</summary>
    public void Forward() => _map.Forward(_x.Tensor, _filter, default, _bias, Activation.Relu, _y.Tensor, _workers);

    /// <summary>s = R / (W x + b), the forward pass of a rule.</summary>
    public void Quotient() => _map.Quotient(
        _x.Tensor, _filter, default, _bias, _s.Tensor, s_stabilizer, 1, _y.Tensor, _workers, null);

    /// <summary>R = x (W' s), the backward pass of a rule.</summary>
    public void Redistribute() => _map.Redistribute(_s.Tensor, _filter, _x.Tensor, null, 1, accumulate: false, _r.Tensor, _workers);

    /// <summary>Frees the tensors.</summary>
    public void Dispose()
    {
        _x.Dispose();
        _y.Dispose();
        _s.Dispose();
        _r.Dispose();
        if (!ReferenceEquals(_workers, Workers.Single))
            _workers.Dispose();
    }

    private static float[] Values(RandomNumbers random, long count, bool isRectified)
    {
        float[] values = random.Uniform(count, -1, 1);
        if (isRectified)
            TensorPrimitives.Max(values, 0f, values);
        return values;
    }

    private static (ILinearMap Map, TensorLayout Input) Map(Operator op, Shape input)
    {
        if (op is LinearOperator linear)
            return (new Dense((int)input.Count, linear.Features), new TensorLayout((int)input.Count, 1, 1, 1));
        var convolution = (ConvolutionOperator)op;
        (_, AxisWindow h, AxisWindow w) = convolution.Window.Resolve(input);
        var geometry = new ConvolutionGeometry
        {
            InChannels = input.Channels, OutChannels = convolution.Channels, Groups = convolution.Groups, Height = Axis(h), Width = Axis(w),
        };
        var layout = new TensorLayout(
            input.Channels, 1, input.Height, input.Width, 0, Math.Max(h.PadBegin, h.Overhang), Math.Max(w.PadBegin, w.Overhang));
        return (new Convolution(geometry), layout);
    }

    private static ConvolutionAxis Axis(AxisWindow w) => new(w.In, w.Out, w.Kernel, w.Stride, w.Dilation, w.PadBegin);
}
