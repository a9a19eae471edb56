using ExplainGen.Rendering;
using StbImageSharp;

namespace ExplainGen.Cli.Pictures;

/// <summary>Files of pictures: PNG, JPEG and BMP.</summary>
internal static class PictureFile
{
    private const long MostPixels = 100_000_000;

    /// <summary>Reads a file.</summary>
    /// <exception cref="CliException">The file is none of these, damaged, or too large.</exception>
    public static RgbImage Load(string path)
    {
        byte[] file = File.ReadAllBytes(path);
        try
        {
            // The size is looked at before anything of that size is allocated.
            ImageInfo info = ImageInfo.FromStream(new MemoryStream(file)) ?? throw new CliException($"'{path}' is no PNG, JPEG or BMP.");
            if (info.Width < 1 || info.Height < 1 || (long)info.Width * info.Height > MostPixels)
                throw new CliException($"'{path}' has {info.Width} x {info.Height} pixels, where 1 to {MostPixels:N0} can be read.");
            ImageResult image = ImageResult.FromMemory(file, ColorComponents.RedGreenBlue);
            return new RgbImage(image.Width, image.Height, image.Data);
        }
        catch (Exception e) when (e is not CliException and not OutOfMemoryException)
        {
            // The decoder has no exception of its own: damaged files end in whatever they run into.
            throw new CliException($"'{path}' cannot be read as a picture: {e.Message}");
        }
    }
}
