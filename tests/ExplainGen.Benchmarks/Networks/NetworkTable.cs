using ExplainGen.Onnx.Tests.Models;

namespace ExplainGen.Benchmarks.Networks;

/// <summary>The networks that are measured, by name.</summary>
internal static class NetworkTable
{
    // Made when asked for: reading back one network should not cost a run that measures another.
    private static readonly (string Name, Func<string, NetworkCase> Make)[] s_networks =
    [
        ("vgg16", name => NetworkCase.Of<Vgg16>(name, -1.8, 2.2)),
        ("resnet18", name => NetworkCase.Of<ResNet18>(name, -1.8, 2.2)),
        ("resnet50", name => NetworkCase.Of<ResNet50>(name, -1.8, 2.2)),
        ("inceptionv3", name => NetworkCase.Of<InceptionV3>(name, 0, 1)),
        ("squeezenet", name => NetworkCase.Of<SqueezeNet11>(name, -1.8, 2.2)),
        ("mobilenetv2", name => NetworkCase.Of<MobileNetV2>(name, -1.8, 2.2)),
        ("cnn28", name => NetworkCase.Of<SmallCnn>(name, 0, 1)),
        ("mlp", name => NetworkCase.Of<SmallMlp>(name, 0, 1)),
        ("widemlp", name => NetworkCase.Of<WideMlp>(name, 0, 1)),
        ("ecg", name => NetworkCase.Of<EcgNet>(name, -3, 3)),
    ];

    /// <summary>All names, the largest networks first.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. s_networks.Select(n => n.Name)];

    /// <summary>The network of that name.</summary>
    /// <exception cref="ArgumentException">There is none of that name.</exception>
    public static NetworkCase Find(string name)
    {
        foreach ((string candidate, Func<string, NetworkCase> make) in s_networks)
        {
            if (candidate == name)
                return make(name);
        }

        throw new ArgumentException($"There is no network '{name}'; there are {string.Join(", ", Names)}.", nameof(name));
    }
}
