using ExplainGen.Kernels;

namespace ExplainGen.Tests.Kernels;

/// <summary>All passes of one direction of a convolution, into tensors of their own from operands that may be shared.</summary>
internal sealed unsafe class ConvolutionPasses : IDisposable
{
    private readonly ConvolutionMethodData _data;
    private readonly OwnedTensor _addend, _relevance, _y, _s, _accounted, _r;
    private readonly QuotientLoss _loss = new();

    internal ConvolutionPasses(ConvolutionMethodData data)
    {
        _data = data;
        _addend = TestTensor.Of(data.Destination, data.Addend);
        _relevance = TestTensor.Of(data.Destination, data.Relevance);
        (_y, _s, _accounted, _r) = (new(data.Destination), new(data.Destination), new(data.Destination), new(data.Destination));
    }

    internal void Run(Workers workers)
    {
        ConvolutionGather gather = _data.Gather;
        float* w = _data.Weights.Data;
        Tensor x = _data.X.Tensor;
        var stabilizer = new Stabilizer(0.25f);
        _loss.Clear();
        gather.Forward(x, w, _addend.Tensor, _data.Bias, Activation.Relu, _y.Tensor, workers);
        gather.Quotient(x, w, _addend.Tensor, _data.Bias, _relevance.Tensor, stabilizer, 1, _s.Tensor, workers, null);
        gather.Quotient(x, w, _addend.Tensor, _data.Bias, _relevance.Tensor, stabilizer, 1, _accounted.Tensor, workers, _loss);
        gather.Redistribute(x, w, _addend.Tensor, null, 1, false, _r.Tensor, workers);
        gather.Redistribute(x, w, default, null, 0.5f, true, _r.Tensor, workers);
    }

    /// <summary>All that the passes wrote, as bits.</summary>
    internal List<int[]> Results() =>
    [
        TestTensor.Bits(_y), TestTensor.Bits(_s), TestTensor.Bits(_accounted), TestTensor.Bits(_r),
        [_loss.Bias.GetHashCode(), _loss.Stabilizer.GetHashCode(), _loss.Dropped.GetHashCode()],
    ];

    public void Dispose()
    {
        foreach (OwnedTensor tensor in new[] { _addend, _relevance, _y, _s, _accounted, _r })
            tensor.Dispose();
    }
}
