using System.Buffers.Binary;
using System.Numerics;
using ExplainGen.TorchSharp.Build;

namespace ExplainGen.Tests.TorchSharp;

public sealed class ElfVersionNeedTests
{
    private const ushort Weak = 2;

    [Fact]
    public void An_unused_version_becomes_optional_by_one_bit()
    {
        var elf = new TinyElf();
        byte[] image = [.. elf.Image];

        Assert.Equal(WeakeningResult.Weakened, Weaken(image));

        byte[] expected = [.. elf.Image];
        expected[elf.FlagsAt] = (byte)Weak;
        Assert.Equal(expected, image);
    }

    [Fact]
    public void A_second_time_changes_nothing()
    {
        byte[] image = new TinyElf().Image;
        Weaken(image);
        byte[] once = [.. image];

        Assert.Equal(WeakeningResult.AlreadyWeak, Weaken(image));
        Assert.Equal(once, image);
    }

    [Fact]
    public void A_need_that_the_linker_made_weak_is_kept() =>
        Unchanged(new TinyElf(flags: Weak), WeakeningResult.AlreadyWeak);

    [Theory]
    [InlineData(TinyElf.Library, "GLIBCXX_3.4.3")] // only a prefix
    [InlineData(TinyElf.Library, "GLIBCXX_3.4.321")]
    [InlineData("libc.so.6", TinyElf.Version)]
    [InlineData(TinyElf.Library, "GLIBC_2.34")]
    public void A_version_that_is_not_asked_of_the_library_is_not_needed(string library, string version) =>
        Unchanged(new TinyElf(), WeakeningResult.NotNeeded, library, version);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_version_with_a_bound_symbol_stays_required(bool procedureLinkage)
    {
        string? bound = Unchanged(new TinyElf(relocated: [1, 2], procedureLinkage: procedureLinkage), WeakeningResult.InUse);
        Assert.Equal(TinyElf.Symbol, bound);
    }

    [Fact]
    public void An_image_without_relocations_uses_nothing() =>
        Assert.Equal(WeakeningResult.Weakened, Weaken(new TinyElf(relocated: []).Image));

    [Fact]
    public void Every_truncation_is_refused()
    {
        byte[] whole = new TinyElf().Image;
        for (int length = 0; length < whole.Length; length++)
        {
            byte[] image = whole[..length];
            Assert.Throws<InvalidDataException>(() => Weaken(image));
            Assert.Equal(whole[..length], image);
        }
    }

    [Theory]
    [InlineData(0, 0x7e)] // magic
    [InlineData(4, 1)] // 32 bits
    [InlineData(5, 2)] // big-endian
    [InlineData(16, 2)] // executable
    [InlineData(18, 183)] // AArch64
    [InlineData(54, 32)] // bytes a program header
    [InlineData(56, 1)] // the dynamic segment's header is not counted
    public void Another_kind_of_file_is_refused(int at, byte value)
    {
        byte[] image = new TinyElf().Image;
        image[at] = value;
        Assert.Throws<InvalidDataException>(() => Weaken(image));
    }

    [Theory]
    [InlineData(3, 32)] // bytes a symbol
    [InlineData(4, 0)] // symbol versions
    [InlineData(5, 0)] // version needs
    [InlineData(7, 0)] // relocations, of which the size still speaks
    [InlineData(9, 32)] // bytes a relocation
    public void A_wrong_dynamic_entry_is_refused(int entry, long value)
    {
        var elf = new TinyElf();
        BinaryPrimitives.WriteInt64LittleEndian(elf.Image.AsSpan(elf.DynamicAt + entry * 16 + 8, 8), value);
        Assert.Throws<InvalidDataException>(() => Weaken(elf.Image));
    }

    [Theory]
    [InlineData(12)] // the first library has no second one behind it
    [InlineData(32 + 16 + 12)] // the second library's first version has no second one behind it
    public void Needs_that_end_before_their_count_are_refused(int nextAt)
    {
        var elf = new TinyElf();
        BinaryPrimitives.WriteUInt32LittleEndian(elf.Image.AsSpan(elf.VersionNeedAt + nextAt, 4), 0);
        Assert.Throws<InvalidDataException>(() => Weaken(elf.Image));
    }

    [Fact]
    public void Hostile_bytes_are_refused_or_leave_the_rest_alone()
    {
        var random = new Random(1);
        byte[] honest = new TinyElf().Image;
        byte[] edges = [0, 1, 0x7f, 0x80, 0xff];
        for (int i = 0; i < 20_000; i++)
        {
            byte[] image = [.. honest];
            for (int edit = random.Next(1, 6); edit > 0; edit--)
                image[random.Next(image.Length)] = random.Next(2) == 0 ? edges[random.Next(edges.Length)] : (byte)random.Next(256);

            byte[] before = [.. image];
            WeakeningResult? result = null;
            try
            {
                result = Weaken(image);
            }
            catch (InvalidDataException)
            {
                Assert.Equal(before, image);
            }

            int flipped = image.Zip(before, (now, then) => BitOperations.PopCount((uint)(now ^ then))).Sum();
            Assert.Equal(result == WeakeningResult.Weakened ? 1 : 0, flipped);
        }
    }

    private static WeakeningResult Weaken(byte[] image) => ElfVersionNeed.Weaken(image, TinyElf.Library, TinyElf.Version, out _);

    private static string? Unchanged(TinyElf elf, WeakeningResult expected, string library = TinyElf.Library, string version = TinyElf.Version)
    {
        byte[] image = [.. elf.Image];
        Assert.Equal(expected, ElfVersionNeed.Weaken(image, library, version, out string? bound));
        Assert.Equal(elf.Image, image);
        return bound;
    }
}
