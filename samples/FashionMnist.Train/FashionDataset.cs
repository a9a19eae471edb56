namespace FashionMnist.Train;

/// <summary>Pictures of Fashion-MNIST with their classes.</summary>
internal sealed class FashionDataset
{
    /// <summary>Pixels a side.</summary>
    internal const int Side = 28;

    /// <summary>Bytes a picture.</summary>
    internal const int PictureLength = Side * Side;

    internal const int ClassCount = 10;

    private FashionDataset(byte[] pixels, byte[] labels) => (Pixels, Labels) = (pixels, labels);

    internal int Count => Labels.Length;

    /// <summary>Picture by picture, row by row; 0 is the background, 255 the brightest.</summary>
    internal byte[] Pixels { get; }

    /// <summary>The class of each picture, 0 to 9.</summary>
    internal byte[] Labels { get; }

    /// <summary>Reads one half of the dataset.</summary>
    /// <param name="folder">The folder with the four files under their original names.</param>
    /// <param name="half">"train" or "t10k".</param>
    /// <exception cref="InvalidDataException">A file is damaged, or the two do not belong together.</exception>
    /// <exception cref="IOException">The folder or a file is missing or cannot be read.</exception>
    internal static FashionDataset Load(string folder, string half)
    {
        IdxFile images = Read(folder, $"{half}-images-idx3-ubyte.gz"), labels = Read(folder, $"{half}-labels-idx1-ubyte.gz");
        if (images.Shape is not [_, Side, Side])
            throw new InvalidDataException($"The pictures of '{half}' are {Shape(images)} instead of N x {Side} x {Side}.");
        if (labels.Shape is not [_] || labels.Shape[0] != images.Shape[0])
            throw new InvalidDataException($"The labels of '{half}' are {Shape(labels)} for {images.Shape[0]} pictures.");
        if (labels.Values.Length == 0 || labels.Values.Max() >= ClassCount)
            throw new InvalidDataException($"The labels of '{half}' are none, or not all below {ClassCount}.");
        return new FashionDataset(images.Values, labels.Values);
    }

    /// <summary>The first pictures of each class, class by class, as a pair of IDX files.</summary>
    /// <exception cref="InvalidDataException">A class has fewer pictures.</exception>
    internal (IdxFile Images, IdxFile Labels) FirstOfEachClass(int count)
    {
        int[] chosen = [.. Enumerable.Range(0, ClassCount).SelectMany(label => Enumerable.Range(0, Count).Where(i => Labels[i] == label).Take(count))];
        if (chosen.Length != ClassCount * count)
            throw new InvalidDataException($"There are not {count} pictures of each class.");
        byte[] pixels = [.. chosen.SelectMany(i => Pixels.AsSpan(i * PictureLength, PictureLength).ToArray())];
        return (new IdxFile([chosen.Length, Side, Side], pixels), new IdxFile([chosen.Length], [.. chosen.Select(i => Labels[i])]));
    }

    private static IdxFile Read(string folder, string name)
    {
        string path = Path.Combine(folder, name);
        return File.Exists(path)
            ? IdxFile.Read(path)
            : throw new FileNotFoundException($"{path} is missing. Install Debian's package dataset-fashion-mnist, or take the four files from "
                + "https://github.com/zalandoresearch/fashion-mnist (data/fashion) and give their folder with --data.");
    }

    private static string Shape(IdxFile file) => string.Join(" x ", file.Shape);
}
