using System.Runtime.Intrinsics;
using CsCheck;
using ExplainGen.Kernels;

namespace ExplainGen.Tests.Kernels;

/// <summary>
/// Every method of computing a convolution, whatever the choice between them would be, against the terms of the definition in double
/// precision, for shapes around every tile and vector width.
/// </summary>
public sealed class ConvolutionMethodTests
{
    private const int Draws = 150;

    private static readonly int[] s_channels = [1, 2, 3, 4, 15, 16, 17, 31, 32, 33, 48, 64];
    private static readonly int[] s_extents = [.. Enumerable.Range(1, 14), .. Enumerable.Range(23, 7)];

    public static TheoryData<string> Methods => [.. Enum.GetNames<ConvolutionMethod>()];

    [Theory]
    [MemberData(nameof(Methods))]
    public void Channels_around_every_block(string name)
    {
        ConvolutionMethod method = Enum.Parse<ConvolutionMethod>(name);
        int number = 0;
        foreach (int source in s_channels)
        {
            foreach (int destination in s_channels)
            {
                if (method == ConvolutionMethod.Depthwise && source != destination)
                    continue;
                if (method == ConvolutionMethod.Narrow && destination > NarrowKernel.MaxChannels)
                    continue;
                if (method == ConvolutionMethod.Interleaved && source >= TensorLayout.Lanes)
                    continue;
                number++;
                ConvolutionMethodCheck.Run(ConvolutionMethodCase.Image(method, source, destination, 4, 5, number % 2 == 0) with
                {
                    SourceHalo = HaloSize.Of(number % 3),
                    Positive = number % 4 < 2,
                });
            }
        }
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public void Extents_around_every_tile(string name)
    {
        ConvolutionMethod method = Enum.Parse<ConvolutionMethod>(name);
        int number = 0;
        foreach (int width in s_extents)
        {
            foreach (int height in s_extents.Where(extent => extent <= 14 || (extent + width) % 5 == 0))
            {
                number++;
                (int source, int destination) = method switch
                {
                    ConvolutionMethod.Depthwise => (17, 17),
                    ConvolutionMethod.Interleaved => (number % 15 + 1, number % 5 + 15),
                    _ => (number % 5 + 15, 3),
                };
                ConvolutionMethodCheck.Run(ConvolutionMethodCase.Image(method, source, destination, height, width, number % 2 == 0, number % 4) with
                {
                    SourceHalo = HaloSize.Of(number % 3),
                    DestinationHalo = HaloSize.Of(number % 2),
                });
            }
        }
    }

    [Theory]
    [InlineData(nameof(ConvolutionMethod.Direct))]
    [InlineData(nameof(ConvolutionMethod.Listed))]
    [InlineData(nameof(ConvolutionMethod.Depthwise))]
    [InlineData(nameof(ConvolutionMethod.Narrow))]
    [InlineData(nameof(ConvolutionMethod.Interleaved))]
    public void Strides_dilations_and_paddings(string name)
    {
        ConvolutionMethod method = Enum.Parse<ConvolutionMethod>(name);
        int number = 0;
        foreach (int width in s_extents)
        for (int stride = 1; stride <= 3; stride++)
        for (int dilation = 1; dilation <= 3; dilation++)
        for (int padBegin = 0; padBegin <= 3; padBegin++)
        {
            number++;
            int room = width + padBegin + number % 4 - 2 * dilation - 1;
            bool adjoint = number % 2 == 0;
            if (method == ConvolutionMethod.Interleaved && (dilation > 1 || (adjoint && stride > 1)))
                continue;
            (int source, int destination) = method switch
            {
                ConvolutionMethod.Depthwise => (18, 18),
                ConvolutionMethod.Interleaved => (number % 15 + 1, 17),
                _ => (17, 4),
            };
            ConvolutionMethodCheck.Run(new(
                method,
                new()
                {
                    InChannels = adjoint ? destination : source,
                    OutChannels = adjoint ? source : destination,
                    Groups = method == ConvolutionMethod.Depthwise ? source : 1,
                    Width = new(width, Math.Max(room, 0) / stride + 1, 3, stride, dilation, padBegin),
                },
                adjoint)
            {
                SourceHalo = new(0, 0, number % 5),
                DestinationHalo = new(0, 1, number % 3),
            });
        }
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public void Halos_smaller_and_larger_than_the_padding(string name)
    {
        ConvolutionMethod method = Enum.Parse<ConvolutionMethod>(name);
        for (int pad = 0; pad <= 3; pad++)
        for (int source = 0; source <= 4; source++)
        for (int destination = 0; destination <= 2; destination++)
        for (int adjoint = 0; adjoint < 2; adjoint++)
        {
            int channels = method switch { ConvolutionMethod.Depthwise => 3, ConvolutionMethod.Interleaved => 5, _ => 19 };
            ConvolutionMethodCheck.Run(ConvolutionMethodCase.Image(method, channels, 3, 6, 7, adjoint == 1, pad) with
            {
                SourceHalo = new(source % 2, source, source),
                DestinationHalo = HaloSize.Of(destination),
            });
        }
    }

    /// <summary>A tensor may have got a halo from one that stood in its place, or not, and still predictions have to be the same.</summary>
    [Theory]
    [MemberData(nameof(Methods))]
    public void Halos_change_no_bits(string name)
    {
        ConvolutionMethod method = Enum.Parse<ConvolutionMethod>(name);
        (int source, int destination) = method switch
        {
            ConvolutionMethod.Narrow => (90, 3),
            ConvolutionMethod.Interleaved => (7, 90),
            _ => (90, 90),
        };
        foreach (bool adjoint in new[] { false, true })
        foreach (int width in new[] { 3, 12, 29 })
        {
            ConvolutionMethodCase c = ConvolutionMethodCase.Image(method, source, destination, 5, width, adjoint);
            float[] sums = ConvolutionMethodCheck.Sums(c);
            for (int halo = 1; halo <= 3; halo++)
                Assert.Equal(sums, ConvolutionMethodCheck.Sums(c with { SourceHalo = HaloSize.Of(halo) }));
        }
    }

    [Fact]
    public void Kernels_of_one_tap()
    {
        int number = 0;
        foreach (int width in s_extents)
        foreach (int height in new[] { 1, 2, 5, 14 })
        foreach (int halo in new[] { 0, 1 })
        {
            number++;
            (int groups, int source, int destination) = (number % 3 + 1, s_channels[number % 12], s_channels[number / 2 % 12]);
            ConvolutionMethodCheck.Run(new(
                ConvolutionMethod.Direct,
                new()
                {
                    InChannels = source * groups,
                    OutChannels = destination * groups,
                    Groups = groups,
                    Height = new(height, height, 1),
                    Width = new(width, width, 1),
                },
                number % 2 == 0)
            {
                SourceHalo = HaloSize.Of(halo),
                DestinationHalo = HaloSize.Of(number % 3),
            });
        }
    }

    /// <summary>Lists of what is not zero take the place of dense products where there are enough destination channels.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(0.9)]
    [InlineData(0.5)]
    [InlineData(0.3)]
    public void Zeros_in_the_source_of_kernels_of_one_tap(double zeros)
    {
        int number = 0;
        foreach (int source in new[] { 1, 15, 16, 33, 63, 64, 65, 129, 200 })
        foreach (int destination in new[] { 95, 96, 97, 112, 113, 128, 130, 200 })
        foreach (int stride in new[] { 1, 2 })
        {
            number++;
            bool adjoint = number % 2 == 0;
            ConvolutionMethodCheck.Run(new(
                ConvolutionMethod.Pixelwise,
                new()
                {
                    InChannels = adjoint ? destination : source,
                    OutChannels = adjoint ? source : destination,
                    Height = new(9, 8 / stride + 1, 1, stride),
                    Width = new(11, 10 / stride + 1, 1, stride),
                },
                adjoint)
            {
                SourceHalo = HaloSize.Of(number % 3),
                DestinationHalo = HaloSize.Of(number % 2),
                Positive = number % 4 < 2,
                Zeros = zeros,
            });
        }
    }

    /// <summary>Sources are looked at when a pass begins: lists only where there are zeros, and channels enough.</summary>
    [Theory]
    [InlineData(0.5, 204, true)]
    [InlineData(0, 204, false)]
    [InlineData(0.5, 40, false)]
    public void Zeros_in_the_source_of_larger_kernels(double zeros, int destination, bool listed)
    {
        ConvolutionMethodCase c = ConvolutionMethodCase.Image(ConvolutionMethod.Direct, 100, destination, 11, 9, adjoint: false)
            with { Zeros = zeros };
        ConvolutionMethodCheck.Run(c);
        float[] lists = ConvolutionMethodCheck.Sums(c with { Method = ConvolutionMethod.Listed });
        Assert.Equal(listed && Vector256.IsHardwareAccelerated, ConvolutionMethodCheck.Sums(c).SequenceEqual(lists));
    }

    /// <summary>Four full tiles are as many as are computed at a time.</summary>
    [Theory]
    [InlineData(64, 128, false)]
    [InlineData(64, 128, true)]
    [InlineData(128, 64, true)]
    public void Full_tiles_of_kernels_of_one_tap(int source, int destination, bool adjoint) =>
        ConvolutionMethodCheck.Run(ConvolutionMethodCase.Image(ConvolutionMethod.Pixelwise, source, destination, 9, 11, adjoint) with
        {
            Zeros = 0.7,
        });

    [Theory]
    [MemberData(nameof(Methods))]
    public void Random_shapes(string name)
    {
        Gen<ConvolutionMethodCase> cases = ConvolutionMethodCase.Random(Enum.Parse<ConvolutionMethod>(name));
        var pcg = new PCG(1, 7);
        for (int i = 0; i < Draws; i++)
        {
            string seed = pcg.ToString();
            try
            {
                ConvolutionMethodCheck.Run(cases.Generate(pcg, null, out _));
            }
            catch (Xunit.Sdk.XunitException)
            {
                // The draws are the same in every run; CsCheck looks for the smallest shape that fails.
                cases.Sample(ConvolutionMethodCheck.Run, seed: seed);
                throw;
            }
        }
    }

    [Theory]
    [InlineData(nameof(ConvolutionMethod.Direct), 0.45)]
    [InlineData(nameof(ConvolutionMethod.Listed), 0.45)]
    [InlineData(nameof(ConvolutionMethod.Pixelwise), 0.6)]
    [InlineData(nameof(ConvolutionMethod.Narrow), 0.35)]
    [InlineData(nameof(ConvolutionMethod.Interleaved), 0.7)]
    [InlineData(nameof(ConvolutionMethod.Winograd2), 0.7)]
    [InlineData(nameof(ConvolutionMethod.Winograd4), 2.2)]
    public void Errors_are_at_most_those_of_the_plain_sum_times_a_constant(string name, double factor)
    {
        ConvolutionMethod method = Enum.Parse<ConvolutionMethod>(name);
        for (int i = 0; i < 4; i++)
        {
            (int source, int destination) = method switch
            {
                ConvolutionMethod.Pixelwise => (512, 512),
                ConvolutionMethod.Narrow => (64, 3),
                ConvolutionMethod.Interleaved => (15, 48),
                _ => (64, 48),
            };
            ConvolutionMethodCase c = ConvolutionMethodCase.Image(method, source, destination, 13, 12, i < 2) with
            {
                Positive = i % 2 == 0,
            };
            (double error, double plain) = ConvolutionMethodCheck.RootMeanSquareErrors(c);
            Assert.True(error <= factor * plain, $"{c}: an error of {error} where the plain sum has {plain}.");
        }
    }

    [Fact]
    public void A_method_that_cannot_compute_the_map_is_refused()
    {
        ConvolutionGeometry image = ConvolutionMethodCase.Image(ConvolutionMethod.Direct, 16, 5, 6, 6, adjoint: false).Geometry;
        Refused(ConvolutionMethod.Depthwise, image);
        Refused(ConvolutionMethod.Depthwise, image with { InChannels = 4, OutChannels = 8, Groups = 4 });
        Refused(ConvolutionMethod.Narrow, image);
        Refused(ConvolutionMethod.Narrow, image with { OutChannels = 4, Groups = 2 });
        Assert.Equal(ConvolutionMethod.Narrow, ConvolutionGather.By(ConvolutionMethod.Narrow, image with { OutChannels = 4 }, adjoint: false).Method);
        Assert.Throws<ArgumentException>("method", () => ConvolutionGather.By(ConvolutionMethod.Narrow, image with { OutChannels = 4 }, adjoint: true));
        Refused(ConvolutionMethod.Interleaved, image);
        Refused(ConvolutionMethod.Interleaved, image with { InChannels = 4, OutChannels = 4, Groups = 2 });
        Refused(ConvolutionMethod.Interleaved, image with { InChannels = 4, Width = new(6, 2, 3, Dilation: 2) });
        Refused(ConvolutionMethod.Interleaved, image with { InChannels = 4, Depth = new(2, 2, 1) });
        ConvolutionGeometry strided = image with { OutChannels = 4, Height = new(6, 3, 3, Stride: 2, PadBegin: 1) };
        Assert.Throws<ArgumentException>("method", () => ConvolutionGather.By(ConvolutionMethod.Interleaved, strided, adjoint: true));
        foreach (ConvolutionMethod method in new[] { ConvolutionMethod.Winograd2, ConvolutionMethod.Winograd4 })
        {
            Refused(method, image with { InChannels = 4, OutChannels = 4, Groups = 2 });
            Refused(method, image with { Width = new(6, 3, 3, Stride: 2, PadBegin: 1) });
            Refused(method, image with { Height = new(6, 2, 3, Dilation: 2) });
            Refused(method, image with { Width = new(6, 5, 2) });
            Refused(method, image with { Depth = new(2, 2, 1) });
            Refused(method, image with { Depth = new(1, 1, 3, PadBegin: 1) });
            Refused(method, image with { Depth = new(1, 1, 1, Stride: 3, PadBegin: 1) });
        }

        Refused(ConvolutionMethod.Pixelwise, image);
        ConvolutionGeometry point = image with { Height = new(6, 6, 1), Width = new(6, 3, 1, Stride: 2) };
        Assert.Equal(ConvolutionMethod.Pixelwise, ConvolutionGather.By(ConvolutionMethod.Pixelwise, point, adjoint: true).Method);
        Refused(ConvolutionMethod.Pixelwise, point with { Width = new(6, 6, 1, PadBegin: 1) });
        Refused(ConvolutionMethod.Pixelwise, point with { Width = new(6, 4, 1, Stride: 2) });
        Refused((ConvolutionMethod)99, image);

        static void Refused(ConvolutionMethod method, ConvolutionGeometry geometry) =>
            Assert.Throws<ArgumentException>("method", () => ConvolutionGather.By(method, geometry, adjoint: false));
    }

    [Theory]
    [InlineData(3, 64, 7, 2, false, nameof(ConvolutionMethod.Interleaved))]
    [InlineData(1, 16, 3, 1, false, nameof(ConvolutionMethod.Interleaved))]
    [InlineData(3, 3, 3, 1, false, nameof(ConvolutionMethod.Interleaved))]
    [InlineData(64, 15, 3, 1, true, nameof(ConvolutionMethod.Interleaved))]
    [InlineData(64, 15, 3, 2, true, nameof(ConvolutionMethod.Direct))]
    [InlineData(16, 64, 3, 2, false, nameof(ConvolutionMethod.Direct))]
    [InlineData(3, 64, 1, 1, false, nameof(ConvolutionMethod.Pixelwise))]
    [InlineData(3, 64, 7, 2, true, nameof(ConvolutionMethod.Narrow))]
    public void Few_channels_choose_their_kernel(int input, int output, int kernel, int stride, bool adjoint, string expected)
    {
        var axis = new ConvolutionAxis(20, (20 - kernel) / stride + 1, kernel, stride);
        var geometry = new ConvolutionGeometry { InChannels = input, OutChannels = output, Height = axis, Width = axis };
        ConvolutionGather gather = adjoint
            ? ConvolutionGather.Adjoint(geometry, Accuracy.Fast)
            : ConvolutionGather.Direct(geometry, Accuracy.Fast);
        Assert.Equal(expected, gather.Method.ToString());
    }
}
