using System.Buffers.Binary;

namespace FashionMnist;

/// <summary>The 40 test pictures that come with the sample, four of each class.</summary>
internal static class Pictures
{
    /// <summary>The classes of Fashion-MNIST, by label.</summary>
    public static readonly string[] Classes =
        ["T-shirt", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot"];

    /// <summary>Each picture as 28 x 28 values from 0 to 1, with its label.</summary>
    public static IReadOnlyList<(float[] Pixels, int Label)> Load()
    {
        byte[] images = Resource("pictures-images.idx"), labels = Resource("pictures-labels.idx");
        int count = BinaryPrimitives.ReadInt32BigEndian(images.AsSpan(4));
        const int header = 16, size = 28 * 28;
        var pictures = new List<(float[], int)>();
        for (int i = 0; i < count; i++)
        {
            var pixels = new float[size];
            for (int p = 0; p < size; p++)
                pixels[p] = images[header + (i * size) + p] / 255f;
            pictures.Add((pixels, labels[8 + i]));
        }

        return pictures;
    }

    private static byte[] Resource(string name)
    {
        using Stream stream = typeof(Pictures).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"The resource '{name}' is missing.");
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }
}
