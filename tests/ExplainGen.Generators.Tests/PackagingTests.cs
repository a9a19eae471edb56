using System.Reflection;
using Microsoft.CodeAnalysis;

namespace ExplainGen.Generators.Tests;

/// <summary>The generator loads in every compiler from .NET SDK 8.0.1xx on, and brings nothing along.</summary>
public sealed class PackagingTests
{
    [Fact]
    public void It_references_the_oldest_supported_compiler_and_nothing_else()
    {
        AssemblyName[] references = typeof(ExplainGenerator).Assembly.GetReferencedAssemblies();

        Assert.All(
            references.Where(name => name.Name!.StartsWith("Microsoft.CodeAnalysis", StringComparison.Ordinal)),
            name => Assert.Equal(new Version(4, 8, 0, 0), name.Version));

        // The compiler itself brings the last two.
        string[] allowed =
            ["netstandard", "Microsoft.CodeAnalysis", "Microsoft.CodeAnalysis.CSharp", "System.Collections.Immutable", "System.Memory"];
        Assert.Empty(references.Select(name => name.Name!).Except(allowed));
    }

    [Fact]
    public void The_tests_run_it_in_a_newer_compiler() =>
        Assert.True(typeof(Compilation).Assembly.GetName().Version >= new Version(5, 0));

    [Fact]
    public void It_is_a_csharp_generator_that_the_compiler_can_create()
    {
        GeneratorAttribute attribute = Assert.Single(typeof(ExplainGenerator).GetCustomAttributes<GeneratorAttribute>());

        Assert.Equal([LanguageNames.CSharp], attribute.Languages);
        Assert.NotNull(typeof(ExplainGenerator).GetConstructor(Type.EmptyTypes));
    }
}
