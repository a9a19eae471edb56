using System.CommandLine;
using System.Reflection;
using System.Security;
using ExplainGen.Cli.Pictures;
using ExplainGen.Onnx;
using StbImageSharp;

namespace ExplainGen.Cli.Commands;

/// <summary><c>explaingen new model.onnx</c>: a program around an imported model, to start from.</summary>
internal static class NewCommand
{
    /// <summary>Describes the command.</summary>
    internal static Command Create()
    {
        var model = new ModelInput();
        var rules = new RuleOptions();
        var preprocessing = new PreprocessingOptions();
        var folder = new Option<DirectoryInfo?>("--out", "-o") { Description = "The folder of the project; named after the model unless given." };
        var force = new Option<bool>("--force") { Description = "Replaces files that are there." };
        var command = new Command("new", "Makes a program that explains what an ONNX model says, to start from.") { folder, force };
        model.AddTo(command);
        rules.AddTo(command);
        preprocessing.AddTo(command);
        Work.Of(command, (result, work) =>
        {
            FileInfo file = model.File(result);
            string name = ClassName.Of(file.Name);
            ImportedNetwork network = model.Import(result);
            work.Begin("compiling");
            ImportedClass imported = ImportedClass.Of(
                network, file, name: null, space: null, rules.Attributes(result),
                preprocessing.Read(result, file, [.. network.Declaration.InputShape]));
            string target = Path.TrimEndingDirectorySeparator(result.GetValue(folder)?.FullName ?? Path.GetFullPath(name));
            FileSet files = imported.In(target);
            files.Add("Program.cs", imported.Metadata.Picture is null ? Program(imported) : PictureProgram(imported));
            files.Add($"{Path.GetFileName(target)}.csproj", Project(imported));
            work.Begin("writing");
            return () =>
            {
                files.Write(replace: result.GetValue(force));
                imported.Report();
                Console.Out.WriteLine($"dotnet run --project {target}");
            };
        });
        return command;
    }

    private static string Project(ImportedClass imported)
    {
        string version = typeof(Explanation).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;
        string weights = SecurityElement.Escape(imported.WeightsName);
        string decoder = imported.Metadata.Picture is null ? "" : $"""

                <PackageReference Include="StbImageSharp" Version="{typeof(ImageResult).Assembly.GetName().Version!.ToString(3)}" />
            """;
        return $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>net10.0</TargetFramework>
                <Nullable>enable</Nullable>
                <ImplicitUsings>enable</ImplicitUsings>
                <PublishAot>true</PublishAot>
              </PropertyGroup>
              <ItemGroup>
                <PackageReference Include="ExplainGen" Version="{version.Split('+')[0]}" />{decoder}
              </ItemGroup>
              <ItemGroup>
                <EmbeddedResource Include="{weights}" LogicalName="{weights}" />
              </ItemGroup>
            </Project>

            """;
    }

    private static string Program(ImportedClass imported) => $$"""
        using System.Runtime.InteropServices;
        using ExplainGen;

        // One input: {{string.Join(" x ", imported.Metadata.InputShape)}} numbers, row-major.
        float[] input = new float[{{imported.Name}}.Metadata.InputCount];
        if (args.Length > 0)
        {
            // A file of numbers of single precision, little endian.
            MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(args[0])).CopyTo(input);
        }
        else
        {
            var noise = new Random(1);
            foreach (ref float value in input.AsSpan())
                value = noise.NextSingle();
        }

        {{imported.Name}} net = {{imported.Name}}.Create();
        Explanation why = net.Explain(input);
        Console.WriteLine(why);
        why.SaveHeatmap("why.png");

        """;

    private static string PictureProgram(ImportedClass imported) => $$"""
        using ExplainGen;
        using ExplainGen.Rendering;
        using StbImageSharp;

        if (args.Length != 1)
        {
            Console.Error.WriteLine("Give a picture: PNG, JPEG or BMP.");
            return 1;
        }

        ImageResult file = ImageResult.FromMemory(File.ReadAllBytes(args[0]), ColorComponents.RedGreenBlue);
        var picture = new RgbImage(file.Width, file.Height, file.Data);

        // [Picture] of the class says how it becomes the {{string.Join(" x ", imported.Metadata.InputShape)}} numbers of an input.
        {{imported.Name}} net = {{imported.Name}}.Create();
        Explanation why = net.Explain(picture);
        Console.WriteLine(why);
        why.SaveHeatmap("why.png");
        return 0;

        """;
}
