using System.Diagnostics;
using System.Globalization;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace FashionMnist.Train;

/// <summary>Trains by Adam on cross entropy, with a learning rate that falls to zero along a cosine.</summary>
internal static class Trainer
{
    private const int BatchSize = 128, TestBatchSize = 1000;
    private const double LearningRate = 5e-3, WeightDecay = 1e-5;

    /// <summary>Trains a network from the start. The same seed gives the same weights on one machine with one number of threads.</summary>
    /// <param name="train">What to learn from.</param>
    /// <param name="test">What to measure on after every epoch; nothing is chosen by it.</param>
    /// <param name="epochs">How often to go through <paramref name="train"/>.</param>
    /// <param name="seed">Of the initial weights and of the order of the pictures.</param>
    /// <param name="log">Gets a line an epoch.</param>
    /// <returns>The network, and the share of test pictures it classifies correctly.</returns>
    internal static (FashionNetModule Net, double Accuracy) Train(FashionDataset train, FashionDataset test, int epochs, long seed, TextWriter log)
    {
        manual_seed(seed);
        var net = new FashionNetModule();
        using Adam optimizer = optim.Adam(net.parameters(), LearningRate, weight_decay: WeightDecay);
        int batches = (train.Count + BatchSize - 1) / BatchSize;
        var schedule = optim.lr_scheduler.CosineAnnealingLR(optimizer, T_max: epochs * batches);
        using Tensor images = Images(train), labels = Labels(train);
        double accuracy = 0;
        for (int epoch = 1; epoch <= epochs; epoch++)
        {
            var time = Stopwatch.StartNew();
            net.train();
            double loss = 0;
            using Tensor order = randperm(train.Count);
            for (int batch = 0; batch < batches; batch++)
            {
                using DisposeScope scope = NewDisposeScope();
                Tensor chosen = order.narrow(0, batch * BatchSize, Math.Min(BatchSize, train.Count - batch * BatchSize));
                optimizer.zero_grad();
                Tensor error = nn.functional.cross_entropy(net.call(Input(images.index_select(0, chosen))), labels.index_select(0, chosen));
                error.backward();
                optimizer.step();
                schedule.step();
                loss += error.item<float>();
            }

            accuracy = Accuracy(net, test);
            log.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"epoch {epoch} of {epochs}: loss {loss / batches:f4}, test accuracy {accuracy * 100:f2} %, {time.Elapsed.TotalSeconds:f1} s"));
        }

        return (net, accuracy);
    }

    /// <summary>The share of pictures whose largest logit is their class.</summary>
    internal static double Accuracy(FashionNetModule net, FashionDataset test)
    {
        net.eval();
        using var inference = no_grad();
        using Tensor images = Images(test), labels = Labels(test);
        long correct = 0;
        for (int start = 0; start < test.Count; start += TestBatchSize)
        {
            using DisposeScope scope = NewDisposeScope();
            int count = Math.Min(TestBatchSize, test.Count - start);
            Tensor classes = net.call(Input(images.narrow(0, start, count))).argmax(1);
            correct += classes.eq(labels.narrow(0, start, count)).sum().item<long>();
        }

        return (double)correct / test.Count;
    }

    private static Tensor Images(FashionDataset data) =>
        tensor(data.Pixels, [data.Count, 1, FashionDataset.Side, FashionDataset.Side], dtype: ScalarType.Byte);

    private static Tensor Labels(FashionDataset data) => tensor(data.Labels, [data.Count], dtype: ScalarType.Byte).to(ScalarType.Int64);

    private static Tensor Input(Tensor pixels) => pixels.to(ScalarType.Float32).div(255);
}
