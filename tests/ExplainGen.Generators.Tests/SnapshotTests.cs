namespace ExplainGen.Generators.Tests;

public sealed class SnapshotTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("explaingen-snapshot-").FullName;

    private string Stem => Path.Combine(_folder, "Tests.one");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_new_snapshot_fails_and_is_left_to_look_at()
    {
        Assert.ThrowsAny<Exception>(() => Snapshot.Verify("text\n", Stem, accept: false));
        Assert.Equal("text\n", File.ReadAllText(Stem + ".received.cs"));
    }

    [Fact]
    public void An_accepted_snapshot_passes_from_then_on()
    {
        Assert.ThrowsAny<Exception>(() => Snapshot.Verify("text\n", Stem, accept: false));
        Snapshot.Verify("text\n", Stem, accept: true);
        Snapshot.Verify("text\n", Stem, accept: false);

        Assert.False(File.Exists(Stem + ".received.cs"));
    }

    [Fact]
    public void A_changed_snapshot_fails_and_keeps_the_verified_file()
    {
        Snapshot.Verify("old\n", Stem, accept: true);

        Assert.ThrowsAny<Exception>(() => Snapshot.Verify("new\n", Stem, accept: false));
        Assert.Equal("old\n", File.ReadAllText(Stem + ".verified.cs"));
    }

    [Fact]
    public void Line_ends_of_a_checkout_do_not_matter()
    {
        File.WriteAllText(Stem + ".verified.cs", "a\r\nb\r\n");
        Snapshot.Verify("a\nb\n", Stem, accept: false);
    }
}
