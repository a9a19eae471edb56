using CsCheck;
using ExplainGen.Kernels;

namespace ExplainGen.Tests.Kernels;

/// <summary>
/// No convolution kernel reads or writes outside of its tensors and weights: with all of them against pages that may not be touched,
/// an access beyond ends the process.
/// </summary>
public sealed unsafe class ConvolutionBoundsTests
{
    private const int Draws = 40;

    public static TheoryData<string, bool> Sides
    {
        get
        {
            var sides = new TheoryData<string, bool>();
            foreach (string method in Enum.GetNames<ConvolutionMethod>())
            {
                sides.Add(method, false);
                sides.Add(method, true);
            }

            return sides;
        }
    }

    [GuardedMemoryTheory]
    [MemberData(nameof(Sides))]
    public void Nothing_beyond_the_operands_is_touched(string name, bool atEnd)
    {
        ConvolutionMethod method = Enum.Parse<ConvolutionMethod>(name);
        Gen<ConvolutionMethodCase> cases = ConvolutionMethodCase.Random(method);
        var pcg = new PCG(1, 11);
        for (int i = 0; i < Draws; i++)
        {
            ConvolutionMethodCase c = cases.Generate(pcg, null, out _);
            Check(c, atEnd);
            Check(c with { SourceHalo = default, DestinationHalo = default }, atEnd);
        }

        if (method == ConvolutionMethod.Direct)
            Check(ConvolutionMethodCase.Large(nameof(ConvolutionMethod.Pixelwise), adjoint: false), atEnd);
    }

    [GuardedMemoryTheory]
    [MemberData(nameof(Sides))]
    public void Packing_reads_the_weights_alone(string name, bool atEnd)
    {
        Gen<ConvolutionMethodCase> cases = ConvolutionMethodCase.Random(Enum.Parse<ConvolutionMethod>(name));
        var pcg = new PCG(1, 12);
        for (int i = 0; i < Draws; i++)
        {
            using var data = new ConvolutionMethodData(cases.Generate(pcg, null, out _));
            using var weight = new GuardedMemory(data.Weight.Length, atEnd);
            data.Weight.CopyTo(new Span<float>(weight.Data, data.Weight.Length));
            using NativeBuffer packed = data.Gather.Pack(new ReadOnlySpan<float>(weight.Data, data.Weight.Length), default);
            Assert.True(Bits(data.Weights).SequenceEqual(Bits(packed)));
        }
    }

    private static void Check(ConvolutionMethodCase c, bool atEnd)
    {
        using var data = new ConvolutionMethodData(c);
        using var passes = new ConvolutionPasses(data);
        passes.Run(Workers.Single);

        using var weights = new GuardedMemory(data.Weights.Length, atEnd);
        using var source = new GuardedMemory(data.Source.Length, atEnd);
        using var addend = new GuardedMemory(data.Destination.Length, atEnd);
        using var relevance = new GuardedMemory(data.Destination.Length, atEnd);
        using var destination = new GuardedMemory(data.Destination.Length, atEnd);
        Bits(data.Weights).CopyTo(new Span<int>(weights.Data, checked((int)data.Weights.Length)));
        var x = new Tensor(source.Data, data.Source);
        var other = new Tensor(addend.Data, data.Destination);
        var upper = new Tensor(relevance.Data, data.Destination);
        var result = new Tensor(destination.Data, data.Destination);
        TestTensor.Bits(data.X).CopyTo(new Span<int>(x.Data, checked((int)data.Source.Length)));
        Planar.Load(data.Addend, other);
        Planar.Load(data.Relevance, upper);

        ConvolutionGather gather = data.Gather;
        var stabilizer = new Stabilizer(0.25f);
        gather.Forward(x, weights.Data, other, data.Bias, Activation.Relu, result, Workers.Single);
        List<int[]> actual = [Bits(result)];
        gather.Quotient(x, weights.Data, other, data.Bias, upper, stabilizer, 1, result, Workers.Single, null);
        actual.Add(Bits(result));
        gather.Quotient(x, weights.Data, other, data.Bias, upper, stabilizer, 1, result, Workers.Single, new QuotientLoss());
        actual.Add(Bits(result));
        gather.Redistribute(x, weights.Data, other, null, 1, false, result, Workers.Single);
        gather.Redistribute(x, weights.Data, default, null, 0.5f, true, result, Workers.Single);
        actual.Add(Bits(result));
        List<int[]> expected = passes.Results();
        for (int i = 0; i < actual.Count; i++)
            Assert.True(expected[i].AsSpan().SequenceEqual(actual[i]), $"{c}: pass {i} gives other bits against guard pages.");
    }

    private static Span<int> Bits(NativeBuffer buffer) => new(buffer.Data, checked((int)buffer.Length));

    private static int[] Bits(Tensor tensor) => new Span<int>(tensor.Data, checked((int)tensor.Layout.Length)).ToArray();
}
