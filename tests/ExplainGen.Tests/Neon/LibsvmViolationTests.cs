using System.Text;
using ExplainGen.Neon;

namespace ExplainGen.Tests.Neon;

/// <summary>Damaged and hostile files of libsvm: one error with file and line, and no more memory than the file's size explains.</summary>
public sealed class LibsvmViolationTests
{
    private const string Valid =
        "svm_type c_svc\nkernel_type rbf\ngamma 0.5\nnr_class 2\ntotal_sv 2\nrho 0.1\nlabel 1 -1\nnr_sv 1 1\nSV\n1 1:0.5 3:2\n-1 2:1\n";

    private static readonly string[] s_fragments =
    [
        " ", "\n", "\r", ":", "-", "+", "1", "0", "9", ".", "e", "1e999", "nan", "inf", "Infinity", "SV", "rho", "label", "gamma 1\n",
        "2147483647", "2147483648", "99999999999999999999", "1:1", "5:2", "one_class", "linear", "svm_type", "total_sv 1000000000\n", "\0",
        "\u00e9", "nr_class 40000\n", "SV\n", "0:1",
    ];

    // What is replaced in the valid file, what by, and what the error says.
    [Theory]
    [InlineData("c_svc", "foo", 1, "svm_type is 'foo'; expected c_svc, nu_svc, one_class, epsilon_svr, nu_svr")]
    [InlineData("c_svc", "", 1, "svm_type has no value; expected one")]
    [InlineData("c_svc", "c_svc x", 1, "svm_type is followed by 'x' after its value; expected one value")]
    [InlineData("rbf", "polynomial", 2, "kernel_type is 'polynomial'; expected linear, rbf")]
    [InlineData("rbf", "precomputed", 2, "kernel_type is 'precomputed'; expected linear, rbf")]
    [InlineData("gamma 0.5", "gamma 0", 3, "gamma is 0; expected a number above 0")]
    [InlineData("gamma 0.5", "gamma 1e999", 3, "gamma is '1e999'; expected a finite number")]
    [InlineData("gamma 0.5", "gamma nan", 3, "gamma is 'nan'; expected a finite number")]
    [InlineData("gamma 0.5\n", "", 8, "the header ends without gamma; expected it before SV")]
    [InlineData("rho 0.1\n", "", 8, "the header ends without rho; expected it before SV")]
    [InlineData("nr_sv 1 1\n", "", 8, "the header ends without nr_sv; expected it before SV")]
    [InlineData("gamma 0.5", "gamma 0.5\ngamma 0.5", 4, "gamma occurs twice; expected it once")]
    [InlineData("gamma 0.5", "gama 0.5", 3, "'gama' is no entry of a model; expected one or SV")]
    [InlineData("nr_class 2", "nr_class 1", 4, "nr_class is '1'; expected a whole number from 2 to 2147483647")]
    [InlineData("nr_class 2", "nr_class 2147483647", 9, "rho has 1 numbers; expected 2305843005992468481")]
    [InlineData("nr_class 2", "nr_class 2147483648", 4, "nr_class is '2147483648'; expected a whole number from 2 to 2147483647")]
    [InlineData("total_sv 2", "total_sv 0", 5, "total_sv is '0'; expected a whole number from 1 to 2147483647")]
    [InlineData("total_sv 2", "total_sv 2000000000", 9, "nr_sv adds up to 2; expected total_sv, 2000000000")]
    [InlineData("total_sv 2\n", "total_sv 3\n", 9, "nr_sv adds up to 2; expected total_sv, 3")]
    [InlineData("label 1 -1", "label 1", 9, "label has 1 numbers; expected 2")]
    [InlineData("label 1 -1", "label 1 1", 9, "label has one number twice; expected 2 different ones")]
    [InlineData("label 1 -1", "label 1 x", 7, "label is 'x'; expected a whole number from -2147483648 to 2147483647")]
    [InlineData("nr_sv 1 1", "nr_sv 3 -1", 8, "nr_sv is '-1'; expected a whole number from 0 to 2147483647")]
    [InlineData("SV\n", "\nSV\n", 9, "the line is empty; expected an entry or SV")]
    [InlineData("SV\n1 1:0.5 3:2\n-1 2:1\n", "", 8, "the file ends here; expected the line SV and support vectors")]
    [InlineData("-1 2:1\n", "", 10, "the file ends after 1 support vectors; expected total_sv, 2")]
    [InlineData("-1 2:1\n", "-1 2:1\n-1 2:1\n", 12, "there are more support vectors; expected total_sv, 2")]
    [InlineData("-1 2:1\n", "\n-1 2:1\n", 12, "the line follows an empty one; expected the end of the file")]
    [InlineData("-1 2:1", "-1 2:", 11, "feature 2 is ''; expected a finite number")]
    [InlineData("-1 2:1", "-1 2:1e400", 11, "feature 2 is '1e400'; expected a finite number")]
    [InlineData("-1 2:1", "-1 2", 11, "found '2'; expected index:value")]
    [InlineData("-1 2:1", "-1 0:1", 11, "a feature's index is '0'; expected a whole number from 1 to 2147483647")]
    [InlineData("-1 2:1", "-1 -2:1", 11, "a feature's index is '-2'; expected a whole number from 1 to 2147483647")]
    [InlineData("-1 2:1", "-1 4294967297:1", 11, "a feature's index is '4294967297'; expected a whole number from 1 to 2147483647")]
    [InlineData("-1 2:1", "-1 2:1 2:1", 11, "feature 2 stands behind feature 2; expected ascending indices")]
    [InlineData("-1 2:1", "-1 2:1 1:1", 11, "feature 1 stands behind feature 2; expected ascending indices")]
    [InlineData("-1 2:1", "2:1", 11, "coefficient 1 is '2:1'; expected a finite number")]
    [InlineData("-1 2:1", "\u0001\u00e9", 11, "coefficient 1 is '\\u0001\u00e9'; expected a finite number")]
    public void OneErrorSaysWhere(string old, string @new, int line, string problem)
    {
        Assert.Contains(old, Valid, StringComparison.Ordinal);
        var error = Assert.Throws<LibsvmException>(() => Read(Valid.Replace(old, @new)));
        Assert.Equal($"model, line {line}: {problem}", error.Message);
        Assert.Equal("model", error.FileName);
        Assert.Equal(line, error.Line);
    }

    [Fact]
    public void AnEmptyFileIsNoModel() =>
        Assert.Equal("model, line 1: the file ends here; expected the line SV and support vectors",
            Assert.Throws<LibsvmException>(() => Read("")).Message);

    [Fact]
    public void MoreClassesNeedMoreCoefficients()
    {
        string three = Valid.Replace("nr_class 2", "nr_class 3").Replace("rho 0.1", "rho 1 2 3")
            .Replace("label 1 -1", "label 1 2 3").Replace("nr_sv 1 1", "nr_sv 1 1 0");
        Assert.EndsWith(
            "line 10: coefficient 2 is '1:0.5'; expected a finite number",
            Assert.Throws<LibsvmException>(() => Read(three)).Message, StringComparison.Ordinal);
        Assert.EndsWith(
            "line 10: the line has 1 coefficients; expected 2, one less than classes",
            Assert.Throws<LibsvmException>(() => Read(three.Replace("1 1:0.5 3:2", "1"))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AModelOfAnotherKindIsRefused()
    {
        LibsvmModel svm = Read(Valid);
        Check("model, line 1: svm_type is c_svc; expected one_class", () => svm.ToOneClassSvm(3));
        Check("model, line 2: kernel_type is rbf; expected linear", () => svm.ToLinear(3));
        Check("model, line 10: feature 3; expected indices from 1 to 2, the features", () => svm.ToRbfSvm(2));
        Check("model, line 10: 2 rows of 200000000 features; expected at most 268435455 numbers", () => svm.ToRbfSvm(200_000_000));
        Assert.Equal("features", Assert.Throws<ArgumentException>(() => svm.ToRbfSvm(0)).ParamName);

        LibsvmModel linear = Read(Valid.Replace("rbf", "linear"));
        Assert.Null(linear.Gamma);
        Check("model, line 2: kernel_type is linear; expected rbf", () => linear.ToRbfSvm(3));
        LibsvmModel huge = Read(Valid.Replace("rbf", "linear").Replace("1 1:0.5", "1e300 1:1e300"));
        Check("model, line 10: the vectors give feature 1 the weight Infinity; expected a finite one", () => huge.ToLinear(3));

        string outliers = Valid.Replace("c_svc", "one_class");
        Check("model, line 11: the coefficient is -1; expected a number above 0 in a one_class model", () => Read(outliers));
        LibsvmModel one = Read(outliers.Replace("-1 2:1", "1 2:1"));
        Check("model, line 1: svm_type is one_class; expected c_svc or nu_svc", () => one.ToRbfSvm(3));
        Assert.Equal([1, 1], one.ToOneClassSvm(3).Coefficients);
    }

    [Theory]
    [InlineData("1 1:1\n\n1 1:1\n", 2, "the line is empty; expected a label and index:value")]
    [InlineData("x 1:1\n", 1, "the label is 'x'; expected a finite number")]
    [InlineData("1 1:1\n1,2 1:1\n", 2, "the label is '1,2'; expected a finite number")]
    [InlineData("1 1:1 1:1\n", 1, "feature 1 stands behind feature 1; expected ascending indices")]
    public void DataThatIsDamagedIsRefused(string text, int line, string problem) =>
        Check($"data, line {line}: {problem}", () => LibsvmData.Read(new MemoryStream(Encoding.UTF8.GetBytes(text)), "data"));

    [Fact]
    public void ALineThatNeverEndsIsRefused()
    {
        var error = Assert.Throws<LibsvmException>(() => LibsvmModel.Read(new Endless(), "endless"));
        Assert.Equal("endless, line 1: the line is longer than 67108864 bytes; expected one support vector or point a line", error.Message);
    }

    // Ten million vectors are announced, of 30 000 classes: nothing of that is allocated.
    [Fact]
    public void AnnouncedCountsTakeNoMemory()
    {
        string text = Valid.Replace("nr_class 2", "nr_class 30000").Replace("total_sv 2", "total_sv 10000000")
            .Replace("nr_sv 1 1", "nr_sv 10000000");
        Assert.Throws<LibsvmException>(() => Read(text));
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Throws<LibsvmException>(() => Read(text));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 18);
    }

    [Fact]
    public void MutatedFilesAreReadOrRejected()
    {
        const int Files = 40_000;
        byte[] seed = Encoding.UTF8.GetBytes(Valid);
        var random = new Random(20260101);
        int accepted = 0;
        for (int i = 0; i < Files; i++)
        {
            byte[] file = Mutate(seed, random);
            try
            {
                Use(LibsvmModel.Read(new MemoryStream(file), "model"));
                accepted++;
            }
            catch (LibsvmException e)
            {
                Assert.Equal("model", e.FileName);
                Assert.InRange(e.Line, 1, file.Count(b => b == '\n') + 1);
            }
            catch (Exception e)
            {
                Assert.Fail($"File {i} ({Convert.ToBase64String(file)}) threw {e}");
            }
        }

        Assert.InRange(accepted, Files / 100, Files / 2);
    }

    // What could be read can be used, or is said to be of another kind.
    private static void Use(LibsvmModel model)
    {
        int features = Math.Clamp(model.LargestIndex, 1, 1000);
        if (model.Kernel == LibsvmKernel.Linear)
            Assert.Equal(model.Rho.Length, model.ToLinear(features).Outputs);
        else if (model.Type == LibsvmType.OneClass)
            Assert.Equal(model.VectorCount, model.ToOneClassSvm(features).Coefficients.Length);
        else if (model.Type is LibsvmType.CSvc or LibsvmType.NuSvc)
            Assert.Equal(model.Labels.Length, model.ToRbfSvm(features).Classes);
        else
            Assert.Equal(model.VectorCount * features, model.SupportVectors(features).Length);
    }

    private static byte[] Mutate(byte[] seed, Random random)
    {
        var file = new List<byte>(seed);
        for (int rounds = 1 + random.Next(3); rounds > 0 && file.Count > 8; rounds--)
        {
            int at = random.Next(file.Count);
            switch (random.Next(5))
            {
                case 0: // flip one bit
                    file[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 1: // cut the end off
                    file.RemoveRange(at, file.Count - at);
                    break;
                case 2: // insert a copy of one stretch at another
                    file.InsertRange(random.Next(file.Count), file.GetRange(at, random.Next(Math.Min(30, file.Count - at))));
                    break;
                case 3: // take a stretch out
                    file.RemoveRange(at, random.Next(Math.Min(12, file.Count - at)));
                    break;
                default: // write one of the format's words
                    file.InsertRange(at, Encoding.UTF8.GetBytes(s_fragments[random.Next(s_fragments.Length)]));
                    break;
            }
        }

        return [.. file];
    }

    private static LibsvmModel Read(string text) => LibsvmModel.Read(new MemoryStream(Encoding.UTF8.GetBytes(text)), "model");

    private static void Check(string message, Func<object> call) =>
        Assert.Equal(message, Assert.Throws<LibsvmException>(call).Message);

    private sealed class Endless : Stream
    {
        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count)
        {
            Array.Fill(buffer, (byte)'1', offset, count);
            return count;
        }

        public override void Flush() => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
