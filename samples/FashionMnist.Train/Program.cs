using System.Globalization;
using FashionMnist.Train;

if (args is ["--help" or "-h"])
{
    Console.WriteLine(TrainingOptions.Usage);
    return 0;
}

try
{
    TrainingOptions options = TrainingOptions.Parse(args);
    FashionDataset train = FashionDataset.Load(options.Data, "train"), test = FashionDataset.Load(options.Data, "t10k");
    CreateFolder(options.Out); // rather now than after the training
    if (options.Pictures is { } prefix)
    {
        CreateFolder(prefix);
        (IdxFile images, IdxFile labels) = test.FirstOfEachClass(4);
        images.Write($"{prefix}-images.idx");
        labels.Write($"{prefix}-labels.idx");
    }

    (FashionNetModule net, double accuracy) = Trainer.Train(train, test, options.Epochs, options.Seed, Console.Out);
    using (net)
        WeightsFile.Save(net, accuracy, options);
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{options.Out}: {accuracy * 100:f2} % of the test pictures are classified correctly"));
    return 0;
}
catch (FormatException e)
{
    Console.Error.WriteLine($"{e.Message}\n\n{TrainingOptions.Usage}");
    return 2;
}
catch (Exception e) when (e is InvalidDataException or IOException or UnauthorizedAccessException)
{
    Console.Error.WriteLine(e.Message);
    return 1;
}

static void CreateFolder(string file) => Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(file)) ?? ".");
