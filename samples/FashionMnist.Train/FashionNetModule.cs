using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace FashionMnist.Train;

/// <summary>
/// The network that samples/FashionMnist declares, under the same layer names: 28 x 28 pixels in 0 to 1, two convolutions with
/// pooling, two dense layers, ten logits.
/// </summary>
internal sealed class FashionNetModule : nn.Module<Tensor, Tensor>
{
    private readonly Conv2d _conv1 = nn.Conv2d(1, 16, 3, padding: 1);
    private readonly Conv2d _conv2 = nn.Conv2d(16, 32, 3, padding: 1);
    private readonly Linear _fc1 = nn.Linear(32 * 7 * 7, 64);
    private readonly Linear _logits = nn.Linear(64, FashionDataset.ClassCount);

    internal FashionNetModule()
        : base("FashionNet")
    {
        // By name, not by RegisterComponents: that one reflects over fields, and finds none in an ahead-of-time compiled program.
        register_module("conv1", _conv1);
        register_module("conv2", _conv2);
        register_module("fc1", _fc1);
        register_module("logits", _logits);
    }

    /// <param name="input">N x 1 x 28 x 28.</param>
    /// <returns>N x 10.</returns>
    public override Tensor forward(Tensor input)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor x = nn.functional.max_pool2d(_conv1.call(input).relu(), 2);
        x = nn.functional.max_pool2d(_conv2.call(x).relu(), 2);
        x = _fc1.call(x.flatten(1)).relu();
        return _logits.call(x).MoveToOuterDisposeScope();
    }
}
