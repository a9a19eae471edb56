namespace ExplainGen.Graph.Tests;

/// <summary>Networks of the size and structure that people use, without explainers.</summary>
internal static class ReferenceNetworks
{
    /// <summary>13 convolutions in five blocks, three dense layers (Simonyan and Zisserman 2015).</summary>
    public static NetBuilder Vgg16(int size = 224)
    {
        var net = new NetBuilder(3, size, size);
        foreach ((int channels, int count) in new[] { (64, 2), (128, 2), (256, 3), (512, 3), (512, 3) })
        {
            for (int i = 0; i < count; i++)
                net.Conv(channels, 3, ("Padding", 1)).Relu();
            net.MaxPool(2);
        }

        return net.Layer("AdaptiveAvgPool2d", ("Size", 7)).Flatten()
            .Linear(4096).Relu().Layer("Dropout").Linear(4096).Relu().Layer("Dropout").Linear(1000);
    }

    /// <summary>Eight residual blocks of two convolutions with BatchNorm (He et al. 2016).</summary>
    public static NetBuilder ResNet18(int size = 224)
    {
        NetBuilder net = new NetBuilder(3, size, size)
            .Conv(64, 7, ("Stride", 2), ("Padding", 3), ("Bias", false), ("Name", "conv1")).Layer("BatchNorm", ("Name", "bn1"))
                .Relu(("Name", "relu"))
            .MaxPool(3, ("Stride", 2), ("Padding", 1), ("Name", "maxpool"));
        string x = "maxpool";
        int channels = 64;
        for (int stage = 1; stage <= 4; stage++)
        {
            for (int block = 0; block < 2; block++)
            {
                int stride = stage > 1 && block == 0 ? 2 : 1, width = 64 << (stage - 1);
                string name = $"layer{stage}.{block}", shortcut = x;
                net.Conv(width, 3, ("Stride", stride), ("Padding", 1), ("Bias", false), ("Name", name + ".conv1"), ("Input", x))
                    .Layer("BatchNorm", ("Name", name + ".bn1")).Relu(("Name", name + ".relu1"))
                    .Conv(width, 3, ("Padding", 1), ("Bias", false), ("Name", name + ".conv2")).Layer("BatchNorm", ("Name", name + ".bn2"));
                if (channels != width)
                {
                    shortcut = name + ".downsample.1";
                    net.Conv(width, 1, ("Stride", stride), ("Bias", false), ("Name", name + ".downsample.0"), ("Input", x))
                        .Layer("BatchNorm", ("Name", shortcut));
                    channels = width;
                }

                net.Layer("Add", ("Name", name + ".add"), ("Inputs", new[] { name + ".bn2", shortcut })).Relu(("Name", name));
                x = name;
            }
        }

        return net.Layer("GlobalAvgPool").Flatten().Linear(1000, ("Name", "fc"));
    }

    /// <summary>
    /// Blocks in which every layer reads all before it (Huang et al. 2017), with BatchNorm after the convolutions, where it folds.
    /// </summary>
    public static NetBuilder DenseNet(int size = 64, int layersPerBlock = 6, int growth = 32)
    {
        NetBuilder net = new NetBuilder(3, size, size).Conv(64, 7, ("Stride", 2), ("Padding", 3), ("Name", "stem")).Relu(("Name", "x0"));
        string x = "x0";
        for (int block = 1; block <= 3; block++)
        {
            var features = new List<string> { x };
            for (int layer = 1; layer <= layersPerBlock; layer++)
            {
                string name = $"block{block}.{layer}";
                if (features.Count > 1)
                    net.Layer("Concat", ("Name", name + ".concat"), ("Inputs", features.ToArray()));
                net.Conv(4 * growth, 1, ("Name", name + ".reduce"), ("Input", features.Count > 1 ? name + ".concat" : x))
                    .Layer("BatchNorm", ("Name", name + ".bn1")).Relu(("Name", name + ".relu1"))
                    .Conv(growth, 3, ("Padding", 1), ("Name", name + ".conv")).Layer("BatchNorm", ("Name", name + ".bn2"))
                        .Relu(("Name", name));
                features.Add(name);
            }

            net.Layer("Concat", ("Name", $"block{block}"), ("Inputs", features.ToArray()))
                .Conv(64 * block, 1, ("Name", $"transition{block}.conv")).Relu(("Name", $"transition{block}.relu"))
                .Layer("AvgPool2d", ("Kernel", 2), ("Name", $"transition{block}"));
            x = $"transition{block}";
        }

        return net.Layer("GlobalAvgPool").Flatten().Linear(100);
    }

    /// <summary>A chain of residual blocks, as many layers as asked for.</summary>
    public static NetBuilder Deep(int layers)
    {
        NetBuilder net = new NetBuilder(16, 32, 32).Conv(16, 3, ("Padding", 1), ("Name", "x0"));
        for (int i = 1; 7 * i < layers; i++)
        {
            net.Conv(16, 3, ("Padding", 1), ("Name", $"a{i}")).Layer("BatchNorm", ("Name", $"an{i}")).Relu(("Name", $"ar{i}"))
                .Conv(16, 3, ("Padding", 1), ("Name", $"b{i}")).Layer("BatchNorm", ("Name", $"bn{i}"))
                .Layer("Add", ("Name", $"s{i}"), ("Inputs", new[] { $"bn{i}", $"x{i - 1}" })).Relu(("Name", $"x{i}"));
        }

        return net.Layer("GlobalAvgPool").Linear(10);
    }
}
