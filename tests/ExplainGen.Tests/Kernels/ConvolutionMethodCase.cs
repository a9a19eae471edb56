using CsCheck;
using ExplainGen.Kernels;

namespace ExplainGen.Tests.Kernels;

/// <summary>Zero pixels around a tensor, along its three axes.</summary>
internal readonly record struct HaloSize(int Depth, int Height, int Width)
{
    internal static HaloSize Of(int size) => new(0, size, size);
}

/// <summary>One direction of a convolution, computed by a given method on tensors of given halos.</summary>
internal sealed record ConvolutionMethodCase(ConvolutionMethod Method, ConvolutionGeometry Geometry, bool Adjoint)
{
    internal HaloSize SourceHalo { get; init; }

    internal HaloSize DestinationHalo { get; init; }

    /// <summary>Whether weights and inputs are positive, so that all terms of a sum add to its rounding errors.</summary>
    internal bool Positive { get; init; }

    /// <summary>The part of the inputs that is zero.</summary>
    internal double Zeros { get; init; }

    internal ConvolutionGather Gather() => ConvolutionGather.By(Method, Geometry, Adjoint);

    internal ReferenceMap Reference() =>
        Adjoint ? ReferenceMap.TransposedConvolution(Geometry) : ReferenceMap.Convolution(Geometry);

    internal TensorLayout Source(ConvolutionGather gather) => new(
        gather.SourceChannels, gather.Depth.Source, gather.Height.Source, gather.Width.Source,
        SourceHalo.Depth, SourceHalo.Height, SourceHalo.Width);

    internal TensorLayout Destination(ConvolutionGather gather) => new(
        gather.DestinationChannels, gather.Depth.Destination, gather.Height.Destination, gather.Width.Destination,
        DestinationHalo.Depth, DestinationHalo.Height, DestinationHalo.Width);

    /// <summary>A map of one image size to the same, 3x3 or of one tap for the method that knows no other, whose channels are those of the direction's source and destination.</summary>
    internal static ConvolutionMethodCase Image(
        ConvolutionMethod method, int source, int destination, int height, int width, bool adjoint, int pad = 1)
    {
        (int kernel, int padBegin) = method == ConvolutionMethod.Pixelwise ? (1, 0) : (3, pad);
        (ConvolutionAxis h, ConvolutionAxis w) = (new(height, height, kernel, PadBegin: padBegin), new(width, width, kernel, PadBegin: padBegin));
        return new(
            method,
            new()
            {
                InChannels = adjoint ? destination : source,
                OutChannels = adjoint ? source : destination,
                Groups = method == ConvolutionMethod.Depthwise ? source : 1,
                Height = h,
                Width = w,
            },
            adjoint);
    }

    /// <summary>
    /// A case of every kernel in either direction, of enough work to be shared out among threads and with odd numbers of blocks, tiles
    /// and rows.
    /// </summary>
    internal static ConvolutionMethodCase Large(string kernel, bool adjoint)
    {
        const int height = 45, width = 23;
        switch (kernel)
        {
            case nameof(ConvolutionMethod.Pixelwise):
                return Image(ConvolutionMethod.Pixelwise, 133, 150, height, width, adjoint) with { Zeros = adjoint ? 0.7 : 0 };
            case nameof(ConvolutionMethod.Depthwise):
                return Image(ConvolutionMethod.Depthwise, 250, 250, height, width, adjoint);
            case nameof(ConvolutionMethod.Narrow):
                return Image(ConvolutionMethod.Narrow, 100, 3, height, width, adjoint);
            case nameof(ConvolutionMethod.Interleaved):
                return Image(ConvolutionMethod.Interleaved, 7, 50, height, width, adjoint);
            default:
                return Image(Enum.Parse<ConvolutionMethod>(kernel), 37, 50, height, width, adjoint);
        }
    }

    /// <summary>The kernels that <see cref="Large"/> knows.</summary>
    internal static string[] Kernels => Enum.GetNames<ConvolutionMethod>();

    /// <summary>Random shapes that a method can compute.</summary>
    internal static Gen<ConvolutionMethodCase> Random(ConvolutionMethod method) =>
        Gen.Select(Geometries(method), Gen.Bool, Halos, Halos, Gen.Bool, Gen.Int[0, 3]).Select(
            (geometry, adjoint, source, destination, positive, zeros) => new ConvolutionMethodCase(method, Turned(method, geometry, adjoint), adjoint)
            {
                SourceHalo = source,
                DestinationHalo = destination,
                Positive = positive,
                Zeros = zeros / 4.0,
            });

    private static Gen<HaloSize> Halos =>
        Gen.Select(Gen.Int[0, 1], Gen.Int[0, 4], Gen.Int[0, 4]).Select((depth, height, width) => new HaloSize(depth, height, width));

    private static Gen<ConvolutionGeometry> Geometries(ConvolutionMethod method) => method switch
    {
        ConvolutionMethod.Direct => Gen.Select(AnyAxes, Gen.Int[1, 6], Gen.Int[1, 13], Gen.Int[1, 13]).Select(
            (axes, groups, source, destination) => Shape(axes, source * groups, destination * groups, groups)),
        ConvolutionMethod.Listed => Gen.Select(AnyAxes, Gen.Int[1, 80], Gen.Int[1, 150]).Select(
            (axes, source, destination) => Shape(axes, source, destination, 1)),
        ConvolutionMethod.Depthwise => Gen.Select(AnyAxes, Gen.Int[1, 50]).Select((axes, channels) => Shape(axes, channels, channels, channels)),
        ConvolutionMethod.Narrow => Gen.Select(AnyAxes, Gen.Int[1, 50], Gen.Int[1, NarrowKernel.MaxChannels]).Select(
            (axes, source, destination) => Shape(axes, source, destination, 1)),
        ConvolutionMethod.Pixelwise => Gen.Select(PointAxis, PointAxis, PointAxis, Gen.Int[1, 140], Gen.Int[1, 140]).Select(
            (depth, height, width, source, destination) => Shape((depth, height, width), source, destination, 1)),
        ConvolutionMethod.Interleaved => Gen.Select(Axis(11), Axis(29), Gen.Int[1, TensorLayout.Lanes - 1], Gen.Int[1, 50]).Select(
            (height, width, source, destination) =>
                Shape((ConvolutionAxis.Single, height, Undilated(width)), source, destination, 1)),
        _ => Gen.Select(DenseAxis, DenseAxis, Gen.Int[1, 50], Gen.Int[1, 50]).Select(
            (height, width, source, destination) => Shape((ConvolutionAxis.Single, height, width), source, destination, 1)),
    };

    private static Gen<(ConvolutionAxis Depth, ConvolutionAxis Height, ConvolutionAxis Width)> AnyAxes => Gen.OneOf(
        Axis(70).Select(width => (ConvolutionAxis.Single, ConvolutionAxis.Single, width)),
        Gen.Select(Axis(11), Axis(29)).Select((height, width) => (ConvolutionAxis.Single, height, width)),
        Gen.Select(Axis(5), Axis(6), Axis(7)));

    private static Gen<ConvolutionAxis> Axis(int most) =>
        Gen.Select(Gen.Int[1, most], Gen.Int[1, 5], Gen.Int[1, 3], Gen.Int[1, 3], Gen.Int[0, 3], Gen.Int[0, 3]).Select(
            (input, kernel, stride, dilation, begin, end) =>
            {
                int room = input + begin + end - dilation * (kernel - 1) - 1;
                return new ConvolutionAxis(input, Math.Max(room, 0) / stride + 1, kernel, stride, dilation, begin);
            });

    private static Gen<ConvolutionAxis> PointAxis =>
        Gen.Select(Gen.Int[1, 9], Gen.Int[1, 3]).Select((input, stride) => new ConvolutionAxis(input, (input - 1) / stride + 1, 1, stride));

    private static ConvolutionAxis Undilated(ConvolutionAxis axis) => axis with { Dilation = 1 };

    private static Gen<ConvolutionAxis> DenseAxis => Gen.Select(Gen.Int[1, 29], Gen.Int[0, 3], Gen.Int[0, 3]).Select(
        (input, begin, end) => new ConvolutionAxis(input, Math.Max(input + begin + end - 2, 1), 3, PadBegin: begin));

    private static ConvolutionGeometry Shape(
        (ConvolutionAxis Depth, ConvolutionAxis Height, ConvolutionAxis Width) axes, int source, int destination, int groups) => new()
        {
            InChannels = source,
            OutChannels = destination,
            Groups = groups,
            Depth = axes.Depth,
            Height = axes.Height,
            Width = axes.Width,
        };

    /// <summary>
    /// The few channels of a narrow map are those of the destination, in both directions, and those of an interleaved one the source's,
    /// which takes no strides in the adjoint.
    /// </summary>
    private static ConvolutionGeometry Turned(ConvolutionMethod method, ConvolutionGeometry geometry, bool adjoint)
    {
        if (!adjoint || method is not (ConvolutionMethod.Narrow or ConvolutionMethod.Interleaved))
            return geometry;
        geometry = geometry with { InChannels = geometry.OutChannels, OutChannels = geometry.InChannels };
        return method == ConvolutionMethod.Narrow ? geometry : geometry with
        {
            Height = geometry.Height with { Stride = 1 },
            Width = geometry.Width with { Stride = 1 },
        };
    }
}
