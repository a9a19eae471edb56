using System.Text;
using System.Text.Json;
using ExplainGen.Neon;
using ExplainGen.Tests.Weights;

namespace ExplainGen.Tests.Neon;

/// <summary>Models of svm-train: the decisions that follow from what is read are those of libsvm.</summary>
public sealed class LibsvmModelTests
{
    private const int Features = 3;

    public static TheoryData<string> Models =>
        ["rbf-three-classes", "rbf-two-classes", "one-class", "linear-two-classes", "linear-three-classes", "regression"];

    [Theory]
    [MemberData(nameof(Models))]
    public void DecisionsAreThoseOfLibsvm(string name)
    {
        LibsvmModel model = LibsvmModel.Read(Fixture.Open($"{name}.model"), name);
        double[] queries = Fixture.Json("libsvm.json").Doubles("queries");
        double[] expected = Fixture.Case("libsvm.json", name).Doubles("decisions");
        Func<double[], double[]> decide = Decider(name, model);
        double[] found = [.. queries.Chunk(Features).SelectMany(decide)];
        Assert.Equal(expected.Length, found.Length);
        for (int i = 0; i < expected.Length; i++)
            Assert.Equal(expected[i], found[i], 1e-12);
    }

    // One against one: the class with most of the pairs' votes is what libsvm predicts.
    [Theory]
    [InlineData("rbf-three-classes")]
    [InlineData("linear-three-classes")]
    [InlineData("rbf-two-classes")]
    [InlineData("linear-two-classes")]
    public void LabelsBelongToTheClasses(string name)
    {
        LibsvmModel model = LibsvmModel.Read(Fixture.Open($"{name}.model"));
        JsonElement expected = Fixture.Case("libsvm.json", name);
        double[][] decisions = [.. expected.Doubles("decisions").Chunk(model.Rho.Length)];
        for (int q = 0; q < decisions.Length; q++)
        {
            int[] votes = new int[model.Labels.Length];
            int pair = 0;
            for (int i = 0; i < votes.Length; i++)
            {
                for (int j = i + 1; j < votes.Length; j++)
                    votes[decisions[q][pair++] > 0 ? i : j]++;
            }

            Assert.Equal(expected.Doubles("predictions")[q], model.Labels[Array.IndexOf(votes, votes.Max())]);
        }
    }

    [Fact]
    public void AModelIsReadWhole()
    {
        using var folder = new TemporaryFolder();
        using (FileStream file = File.Create(folder["m"]))
            Fixture.Open("rbf-three-classes.model").CopyTo(file);
        LibsvmModel model = LibsvmModel.Read(folder["m"]);
        Assert.Equal(LibsvmType.CSvc, model.Type);
        Assert.Equal(LibsvmKernel.Gaussian, model.Kernel);
        Assert.Equal(0.40000000596046448, model.Gamma);
        Assert.Equal([1, 2, 7], model.Labels);
        Assert.Equal([17, 15, 17], model.Counts);
        Assert.Equal(49, model.VectorCount);
        Assert.Equal(3, model.LargestIndex);
        Assert.Equal([0.00097263014218004892, 0.052271563639962847, 0.13612780484827666], model.Rho);
        Assert.Equal(0, model.Coefficients[0]);
        Assert.Equal(0.98917624985664154, model.Coefficients[49]);
        Assert.Equal([0.48560894, -0.54235148, -2.1807939], model.SupportVectors(3)[6..9]);
        Assert.Equal([4.5284763, 0, -0.52226009, 0], LibsvmModel.Read(Fixture.Open("one-class.model")).SupportVectors(4)[4..8]);
    }

    [Fact]
    public void LineEndsOfWindowsAndAMissingLastOneAreRead()
    {
        string text = new StreamReader(Fixture.Open("one-class.model")).ReadToEnd();
        foreach (string other in new[] { text.Replace("\n", "\r\n"), text.TrimEnd(), text + "\n", text.Replace(' ', '\t') })
        {
            LibsvmModel model = LibsvmModel.Read(new MemoryStream(Encoding.ASCII.GetBytes(other)));
            Assert.Equal(LibsvmModel.Read(Fixture.Open("one-class.model")).Coefficients, model.Coefficients);
        }
    }

    // Lines longer than the buffer, which grows, and lines across its end.
    [Fact]
    public void ManyFeaturesAreRead()
    {
        var text = new StringBuilder("svm_type one_class\nkernel_type rbf\ngamma 1\nnr_class 2\ntotal_sv 3\nrho 0.5\nSV\n");
        for (int s = 0; s < 3; s++)
        {
            text.Append(s + 1);
            for (int f = 1; f <= 20_000; f++)
                text.Append($" {f}:{(s * 100_000) + f}");
            text.Append('\n');
        }

        OneClassSvmParameters parameters =
            LibsvmModel.Read(new MemoryStream(Encoding.ASCII.GetBytes(text.ToString()))).ToOneClassSvm(20_000);
        Assert.Equal(
            Enumerable.Range(0, 3).SelectMany(s => Enumerable.Range(1, 20_000).Select(f => (double)((s * 100_000) + f))),
            parameters.SupportVectors);
        Assert.Equal([1, 2, 3], parameters.Coefficients);
    }

    [Fact]
    public void DataIsRead()
    {
        LibsvmData data = LibsvmData.Read(new MemoryStream("+1 1:0.5 3:-2e-1\n-1\n2.5 2:1\n"u8.ToArray()));
        Assert.Equal([1, -1, 2.5], data.Labels);
        Assert.Equal(3, data.LargestIndex);
        Assert.Equal([0.5, 0, -0.2, 0, 0, 0, 0, 1, 0], data.Points(3));
        Assert.Empty(LibsvmData.Read(new MemoryStream()).Labels);
    }

    private static Func<double[], double[]> Decider(string name, LibsvmModel model)
    {
        if (name.StartsWith("linear", StringComparison.Ordinal))
        {
            LinearModelParameters linear = model.ToLinear(Features);
            return x => [.. Enumerable.Range(0, linear.Outputs)
                .Select(k => linear.Bias[k] + Enumerable.Range(0, Features).Sum(f => linear.Weight[(k * Features) + f] * x[f]))];
        }

        if (name == "one-class")
        {
            OneClassSvmParameters one = model.ToOneClassSvm(Features);
            return x => [Kernel(one.SupportVectors, one.Gamma, x).Zip(one.Coefficients, (k, a) => k * a).Sum() - one.Rho];
        }

        if (name == "regression")
        {
            return x => [Kernel(model.SupportVectors(Features), model.Gamma!.Value, x).Zip(model.Coefficients, (k, a) => k * a).Sum()
                - model.Rho[0]];
        }

        RbfSvmParameters svm = model.ToRbfSvm(Features);
        return x =>
        {
            double[] kernel = Kernel(svm.SupportVectors, svm.Gamma, x);
            int[] classOf = [.. svm.Counts.SelectMany((count, c) => Enumerable.Repeat(c, count))];
            var decisions = new List<double>();
            for (int i = 0; i < svm.Classes; i++)
            {
                for (int j = i + 1; j < svm.Classes; j++)
                {
                    double sum = svm.Bias[decisions.Count];
                    for (int s = 0; s < kernel.Length; s++)
                    {
                        if (classOf[s] == i)
                            sum += svm.Coefficients[((j - 1) * kernel.Length) + s] * kernel[s];
                        else if (classOf[s] == j)
                            sum += svm.Coefficients[(i * kernel.Length) + s] * kernel[s];
                    }

                    decisions.Add(sum);
                }
            }

            return [.. decisions];
        };
    }

    private static double[] Kernel(double[] vectors, double gamma, double[] x) =>
        [.. vectors.Chunk(x.Length).Select(u => Math.Exp(-gamma * u.Zip(x, (a, b) => (a - b) * (a - b)).Sum()))];
}
