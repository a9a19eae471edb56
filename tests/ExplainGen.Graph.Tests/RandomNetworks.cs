using CsCheck;

namespace ExplainGen.Graph.Tests;

/// <summary>Random declarations: acyclic graphs of layers of every class with random explainers and rules.</summary>
internal static class RandomNetworks
{
    private static readonly string[] s_activations = ["Relu", "Relu", "Relu", "Tanh", "Gelu", "PRelu", "Sigmoid"];
    private static readonly string[] s_rules =
        ["Epsilon", "Gamma", "ZPlus", "AlphaBeta", "ZBox", "WSquare", "Flat", "Norm", "PlainGradient"];
    private static readonly string[] s_composites =
    [
        "EpsilonPlus", "EpsilonPlusFlat", "EpsilonAlpha2Beta1", "EpsilonAlpha2Beta1Flat", "EpsilonGammaBox", "ExcitationBackprop", "DeepTaylor",
        "VggReference", "LrpZero", "Epsilon", "Gradient", "GuidedBackprop", "DeconvNet", "BetaSmooth",
    ];

    /// <summary>A declaration without errors.</summary>
    public static Gen<NetBuilder> Gen { get; } = CsCheck.Gen.Int[0, int.MaxValue].Select(Create);

    private static NetBuilder Create(int seed)
    {
        var random = new Random(seed);
        int size = random.Next(5, 20);
        var net = new NetBuilder(random.Next(1, 40), size, size);
        if (random.Next(4) == 0)
            net.Unfused();

        // What can be read so far, by name and shape.
        var sources = new List<(string Name, int Channels, int Size)> { ("input", -1, size) };
        string last = "input";
        int count = random.Next(3, 25);
        for (int i = 0; i < count; i++)
        {
            // What no convolution stands before has -1 channels: there the explainers' bounds must reach, so that values stay bounded.
            (string name, int channels, int extent) x =
                random.Next(3) == 0 ? sources[random.Next(sources.Count)] : sources.Find(s => s.Name == last);
            (string, object) from = ("Input", x.name), called = ("Name", $"n{i}");
            (string Name, int Channels, int Size) y = ($"n{i}", x.channels, x.extent);
            (string Name, int Channels, int Size)[] mates = [.. sources.Where(s => s.Size == x.extent && s.Channels == x.channels)];
            switch (random.Next(15))
            {
                case 0 or 1 or 2:
                    y.Channels = random.Next(1, 40);
                    int padding = random.Next(2), kernel = Math.Min(random.Next(1, 4), x.extent);
                    y.Size = x.extent + 2 * padding - kernel + 1;
                    net.Conv(y.Channels, kernel, from, called, ("Padding", padding), ("Bias", random.Next(4) > 0));
                    break;
                case 3 or 4 or 5:
                    string activation = s_activations[random.Next(s_activations.Length)];
                    net.Layer(x.channels < 0 && activation == "PRelu" ? "Tanh" : activation, from, called);
                    break;
                case 6 when x.extent > 2:
                    y.Size = x.extent / 2;
                    net.Layer(random.Next(2) == 0 ? "MaxPool2d" : "AvgPool2d", from, called, ("Kernel", 2));
                    break;
                case 7:
                    net.Layer("Add", called, ("Inputs", new[] { x.name, mates[random.Next(mates.Length)].Name }));
                    break;
                case 8 when x.channels > 0:
                    (string Name, int Channels, int Size)[] others = [.. sources.Where(s => s.Size == x.extent && s.Channels > 0)];
                    (string Name, int Channels, int Size) other = others[random.Next(others.Length)];
                    y.Channels = x.channels + other.Channels;
                    net.Layer("Concat", called, ("Inputs", new[] { x.name, other.Name }));
                    break;
                case 12 when x.extent > 1 && x.channels > 0:
                    string kind = new[] { "LayerNorm", "RmsNorm", "GroupNorm", "InstanceNorm" }[random.Next(4)];
                    net.Layer(kind, from, called, ("Groups", 1), kind == "LayerNorm" ? ("Bias", false) : ("Affine", kind == "RmsNorm"));
                    break;
                case 13:
                    net.Layer("Multiply", called, ("Inputs", new[] { x.name, mates[random.Next(mates.Length)].Name }));
                    break;
                case 14:
                    net.Layer("Sigmoid", from, ("Name", $"gate{i}")).Layer(
                        "Multiply", called, ("Inputs", new[] { mates[random.Next(mates.Length)].Name, $"gate{i}" }));
                    break;
                case 9 when x.extent < 20:
                    y.Size = x.extent * 2;
                    net.Layer("Upsample", from, called, ("Scale", 2));
                    break;
                case 10 when x.extent > 2 && x.channels > 0:
                    y.Channels = random.Next(1, 20);
                    y.Size = x.extent + 2;
                    net.Layer("ConvTranspose2d", from, called, ("Channels", y.Channels), ("Kernel", 3));
                    break;
                default:
                    net.Layer(random.Next(3) == 0 ? "Dropout" : "Relu", from, called);
                    break;
            }

            sources.Add(y);
            last = y.Name;
        }

        net.Layer("GlobalAvgPool", ("Input", last)).Linear(random.Next(1, 12), ("Name", "logits"));
        return AddExplainers(net, random);
    }

    private static NetBuilder AddExplainers(NetBuilder net, Random random)
    {
        int count = random.Next(1, 4);
        for (int e = 0; e < count; e++)
        {
            net.Lrp(s_composites[random.Next(s_composites.Length)], ("Name", "E" + (char)('a' + e)), ("Low", -1), ("High", 1),
                ("Bias", new[] { "Absorb", "Ignore", "Redistribute" }[random.Next(3)]), ("RmsScaled", random.Next(4) == 0));
        }

        for (int r = random.Next(3); r > 0; r--)
        {
            string name = "E" + (char)('a' + random.Next(count));
            string rule = s_rules[random.Next(s_rules.Length)];

            // Gradient explainers take gradients only; a rule that matches no layer, or none that it is for, is an error.
            NetBuilder candidate = net.Copy().Rule(rule, $"n{random.Next(10)}..logits", ("For", name), ("Low", -2), ("High", 2));
            if (candidate.Compile().Network is not null)
                net = candidate;
        }

        return random.Next(3) == 0 ? net.Gradient() : net;
    }
}
