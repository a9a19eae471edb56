using CsCheck;
using ExplainGen.Rendering;

namespace ExplainGen.Tests.Rendering;

public sealed class PngWriterTests
{
    private static readonly Gen<(int Width, int Height, int Seed)> Sizes =
        Gen.Select(Gen.Int[1, 40], Gen.Int[1, 40], Gen.Int);

    [Fact]
    public void Gray_decodes_to_its_samples() => Sizes.Sample(size => RoundTrips(size, 1, 0, PngWriter.Gray));

    [Fact]
    public void Rgb_decodes_to_its_samples() => Sizes.Sample(size => RoundTrips(size, 3, 2, PngWriter.Rgb));

    [Fact]
    public void Rgba_decodes_to_its_samples() => Sizes.Sample(size => RoundTrips(size, 4, 6, PngWriter.Rgba));

    [Fact]
    public void Indexed_decodes_to_its_indices_and_palette()
    {
        RgbColor[] palette = ColorMap.Bwr.ToPalette();
        byte[] indices = [.. Enumerable.Range(0, 256).Select(i => (byte)i)];
        DecodedPng png = DecodedPng.Decode(PngWriter.Indexed(32, 8, indices, palette).Encode());
        Assert.Equal(["IHDR", "PLTE", "IDAT", "IEND"], png.Chunks);
        Assert.Equal((32, 8, 3), (png.Width, png.Height, png.ColorType));
        Assert.Equal(indices, png.Samples);
        Assert.Equal(palette.SelectMany(color => new[] { color.R, color.G, color.B }), png.Palette);
    }

    [Fact]
    public void Every_filter_is_used_where_it_fits()
    {
        // Small numbers as they are; equal neighbors; noise, which leaves the choice to chance; noise repeated; means.
        const int width = 64;
        var random = new Random(1);
        byte[] samples = new byte[5 * width];
        for (int x = 0; x < width; x++)
        {
            samples[x] = (byte)random.Next(-8, 8);
            samples[width + x] = 200;
        }

        random.NextBytes(samples.AsSpan(2 * width, width));
        samples.AsSpan(2 * width, width).CopyTo(samples.AsSpan(3 * width));
        for (int x = 0; x < width; x++)
        {
            int left = x == 0 ? 0 : samples[(4 * width) + x - 1];
            samples[(4 * width) + x] = (byte)((left + samples[(3 * width) + x]) / 2);
        }

        DecodedPng png = DecodedPng.Decode(PngWriter.Gray(width, 5, samples).Encode());
        Assert.Equal(samples, png.Samples);
        Assert.Equal([0, 1, 2, 3], new[] { png.Filters[0], png.Filters[1], png.Filters[3], png.Filters[4] });
    }

    [Fact]
    public void Rows_that_Paeth_predicts_are_filtered_by_it()
    {
        // Each pixel repeats whichever neighbor is nearest to left + above - upper left; only the outer ones are noise.
        byte[] samples = new byte[16 * 16];
        new Random(2).NextBytes(samples);
        for (int y = 1; y < 16; y++)
        {
            for (int x = 1; x < 16; x++)
            {
                int at = (y * 16) + x;
                int plane = samples[at - 1] + samples[at - 16] - samples[at - 17];
                samples[at] = new[] { samples[at - 1], samples[at - 16], samples[at - 17] }.MinBy(neighbor => Math.Abs(plane - neighbor));
            }
        }

        DecodedPng png = DecodedPng.Decode(PngWriter.Gray(16, 16, samples).Encode());
        Assert.Equal(samples, png.Samples);
        Assert.Contains((byte)4, png.Filters);
    }

    [Fact]
    public void A_file_ends_with_the_check_of_the_specification()
    {
        byte[] file = PngWriter.Gray(1, 1, [7]).Encode();
        Assert.Equal("0000000049454E44AE426082", Convert.ToHexString(file[^12..]));
        Assert.Equal(7, Assert.Single(DecodedPng.Decode(file).Samples));
    }

    [Fact]
    public void The_same_pixels_give_the_same_bytes()
    {
        byte[] samples = new byte[3 * 50 * 20];
        new Random(3).NextBytes(samples);
        Assert.Equal(PngWriter.Rgb(50, 20, samples).Encode(), PngWriter.Rgb(50, 20, samples).Encode());
    }

    [Fact]
    public void Later_changes_of_the_samples_do_not_show()
    {
        byte[] samples = [1, 2, 3];
        var writer = PngWriter.Rgb(1, 1, samples);
        samples[0] = 99;
        Assert.Equal([1, 2, 3], DecodedPng.Decode(writer.Encode()).Samples);
    }

    [Fact]
    public void Writing_leaves_the_stream_open_and_needs_no_seeking()
    {
        using var inner = new MemoryStream();
        using var stream = new ForwardStream(inner);
        PngWriter.Gray(2, 1, [1, 2]).Write(stream);
        stream.WriteByte(0);
        Assert.Equal([1, 2], DecodedPng.Decode(inner.ToArray()[..^1]).Samples);
    }

    [Fact]
    public void Wrong_lengths_name_the_argument_and_both_lengths()
    {
        var error = Assert.Throws<ArgumentException>("samples", () => PngWriter.Rgb(2, 2, new byte[11]));
        Assert.Contains("length 12", error.Message);
        Assert.Contains("found 11", error.Message);
        Assert.Throws<ArgumentException>("samples", () => PngWriter.Gray(2, 2, new byte[5]));
        Assert.Throws<ArgumentException>("samples", () => PngWriter.Rgba(2, 2, new byte[12]));
        Assert.Throws<ArgumentException>("indices", () => PngWriter.Indexed(2, 2, new byte[3], [RgbColor.Black]));
    }

    [Theory]
    [InlineData(0, 1, "width")]
    [InlineData(-3, 1, "width")]
    [InlineData(1, 0, "height")]
    public void Empty_pictures_are_refused(int width, int height, string name) =>
        Assert.Throws<ArgumentOutOfRangeException>(name, () => PngWriter.Gray(width, height, []));

    [Fact]
    public void Pictures_beyond_one_array_are_refused() =>
        Assert.Throws<ArgumentException>("width", () => PngWriter.Rgba(int.MaxValue, int.MaxValue, []));

    [Fact]
    public void Palettes_must_hold_every_index()
    {
        Assert.Throws<ArgumentException>("palette", () => PngWriter.Indexed(1, 1, [0], []));
        Assert.Throws<ArgumentException>("palette", () => PngWriter.Indexed(1, 1, [0], new RgbColor[257]));
        var error = Assert.Throws<ArgumentException>("indices", () => PngWriter.Indexed(3, 1, [0, 1, 2], [RgbColor.Black, RgbColor.White]));
        Assert.Contains("found 2 at position 2", error.Message);
    }

    [Fact]
    public void Streams_that_cannot_be_written_are_refused()
    {
        PngWriter writer = PngWriter.Gray(1, 1, [0]);
        Assert.Throws<ArgumentException>("stream", () => writer.Write(new MemoryStream([], writable: false)));
        Assert.Throws<ArgumentNullException>("stream", () => writer.Write(null!));
    }

    private static void RoundTrips((int Width, int Height, int Seed) size, int bytes, int colorType, Create create)
    {
        byte[] samples = new byte[size.Width * size.Height * bytes];
        var random = new Random(size.Seed);
        // Half of the pictures are smooth, so that all filters get their turn.
        int step = random.Next(2) == 0 ? 256 : 5;
        for (int i = 0; i < samples.Length; i++)
        {
            samples[i] = (byte)((i >= bytes ? samples[i - bytes] : 128) + random.Next(step) - (step / 2));
        }

        DecodedPng png = DecodedPng.Decode(create(size.Width, size.Height, samples).Encode());
        Assert.Equal(["IHDR", "IDAT", "IEND"], png.Chunks);
        Assert.Equal((size.Width, size.Height, colorType), (png.Width, png.Height, png.ColorType));
        Assert.Equal(samples, png.Samples);
    }

    private delegate PngWriter Create(int width, int height, ReadOnlySpan<byte> samples);

    private sealed class ForwardStream(Stream inner) : Stream
    {
        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override void Flush() => inner.Flush();

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => inner.Write(buffer, offset, count);
    }
}
