using System.Collections.Immutable;
using ExplainGen.Onnx.Files;

namespace ExplainGen.Onnx.Reading;

/// <summary>
/// Reads ONNX files into <see cref="OnnxModel"/>. Nothing is rejected for what it means, only for what it is not: bytes that are no
/// protocol buffers, or graphs within graphs without end.
/// </summary>
public static class OnnxReader
{
    private const int MostNestedGraphs = 32;

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file; at most 2 GiB, the limit of the format.</param>
    /// <exception cref="OnnxException">The file is no ONNX model, or is damaged.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static OnnxModel Read(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (new FileInfo(path) is { Exists: true, Length: > int.MaxValue } file)
            throw new OnnxException(path, $"it takes {file.Length} bytes, where the format ends at {int.MaxValue}");
        return Read(File.ReadAllBytes(path), path);
    }

    /// <summary>Reads a file's bytes, which tensors go on referring to.</summary>
    /// <param name="bytes">The content; not to be changed afterwards.</param>
    /// <param name="fileName">For messages.</param>
    /// <exception cref="OnnxException">The bytes are no ONNX model, or are damaged.</exception>
    public static OnnxModel Read(ReadOnlyMemory<byte> bytes, string fileName)
    {
        ArgumentNullException.ThrowIfNull(fileName);
        try
        {
            OnnxModel model = ReadModel(bytes);
            if (model.OperatorSets.Count == 0 && model.Graph.Nodes.Length == 0)
                throw new OnnxException(fileName, "it holds neither an operator set nor nodes, so it is no ONNX model");
            return model;
        }
        catch (WireFormatException e)
        {
            throw new OnnxException(fileName, $"it is no ONNX model, or damaged: {e.Message}", e);
        }
    }

    private static OnnxModel ReadModel(ReadOnlyMemory<byte> bytes)
    {
        var sets = ImmutableDictionary.CreateBuilder<string, long>(StringComparer.Ordinal);
        var metadata = ImmutableDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        var functions = ImmutableArray.CreateBuilder<OnnxFunction>();
        OnnxGraph? graph = null;
        string producer = "", version = "";
        long irVersion = 0;
        var reader = new WireReader(bytes);
        while (reader.MoveNext())
        {
            switch (reader.Field)
            {
                case 1: irVersion = reader.Integer; break;
                case 2: producer = reader.Text; break;
                case 3: version = reader.Text; break;
                case 7: graph = ReadGraph(reader.Bytes, 0); break;
                case 8:
                    (string domain, long set) = ReadOperatorSet(reader.Bytes);
                    sets[domain] = set;
                    break;
                case 14:
                    (string key, string value) = EntryReader.Read(reader.Bytes);
                    metadata[key] = value;
                    break;
                case 25: functions.Add(ReadFunction(reader.Bytes)); break;
            }
        }

        return new OnnxModel
        {
            IrVersion = irVersion,
            Producer = version.Length == 0 ? producer : $"{producer} {version}",
            OperatorSets = sets.ToImmutable(),
            Metadata = metadata.ToImmutable(),
            Functions = functions.ToImmutable(),
            Graph = graph ?? new OnnxGraph(),
        };
    }

    private static (string Domain, long Version) ReadOperatorSet(ReadOnlyMemory<byte> bytes)
    {
        string domain = "";
        long version = 0;
        var reader = new WireReader(bytes);
        while (reader.MoveNext())
        {
            if (reader.Field == 1)
                domain = Domain(reader.Text);
            else if (reader.Field == 2)
                version = reader.Integer;
        }

        return (domain, version);
    }

    private static string Domain(string written) => written == "ai.onnx" ? OnnxModel.DefaultDomain : written;

    private static OnnxFunction ReadFunction(ReadOnlyMemory<byte> bytes)
    {
        string name = "", domain = "";
        var reader = new WireReader(bytes);
        while (reader.MoveNext())
        {
            if (reader.Field == 1)
                name = reader.Text;
            else if (reader.Field == 10)
                domain = Domain(reader.Text);
        }

        return new OnnxFunction(domain, name);
    }

    private static OnnxGraph ReadGraph(ReadOnlyMemory<byte> bytes, int depth)
    {
        if (depth > MostNestedGraphs)
            throw new WireFormatException($"more than {MostNestedGraphs} graphs lie within each other");
        var nodes = ImmutableArray.CreateBuilder<OnnxNode>();
        var initializers = ImmutableArray.CreateBuilder<OnnxTensor>();
        var inputs = ImmutableArray.CreateBuilder<OnnxValueInfo>();
        var outputs = ImmutableArray.CreateBuilder<OnnxValueInfo>();
        string name = "";
        int sparse = 0;
        var reader = new WireReader(bytes);
        while (reader.MoveNext())
        {
            switch (reader.Field)
            {
                case 1: nodes.Add(ReadNode(reader.Bytes, depth)); break;
                case 2: name = reader.Text; break;
                case 5: initializers.Add(TensorReader.Read(reader.Bytes)); break;
                case 11: inputs.Add(ReadValueInfo(reader.Bytes)); break;
                case 12: outputs.Add(ReadValueInfo(reader.Bytes)); break;
                case 15: sparse++; break;
            }
        }

        return new OnnxGraph
        {
            Name = name,
            Nodes = nodes.ToImmutable(),
            Initializers = initializers.ToImmutable(),
            SparseInitializers = sparse,
            Inputs = inputs.ToImmutable(),
            Outputs = outputs.ToImmutable(),
        };
    }

    private static OnnxNode ReadNode(ReadOnlyMemory<byte> bytes, int depth)
    {
        var inputs = ImmutableArray.CreateBuilder<string>();
        var outputs = ImmutableArray.CreateBuilder<string>();
        var attributes = ImmutableArray.CreateBuilder<OnnxAttribute>();
        string name = "", type = "", domain = "";
        var reader = new WireReader(bytes);
        while (reader.MoveNext())
        {
            switch (reader.Field)
            {
                case 1: inputs.Add(reader.Text); break;
                case 2: outputs.Add(reader.Text); break;
                case 3: name = reader.Text; break;
                case 4: type = reader.Text; break;
                case 5: attributes.Add(ReadAttribute(reader.Bytes, depth)); break;
                case 7: domain = Domain(reader.Text); break;
            }
        }

        return new OnnxNode
        {
            Name = name,
            Operator = type,
            Domain = domain,
            Inputs = inputs.ToImmutable(),
            Outputs = outputs.ToImmutable(),
            Attributes = attributes.ToImmutable(),
        };
    }

    private static OnnxAttribute ReadAttribute(ReadOnlyMemory<byte> bytes, int depth)
    {
        var attribute = new OnnxAttribute();
        var reals = new List<float>();
        var integers = new List<long>();
        var texts = new List<string>();
        var reader = new WireReader(bytes);
        while (reader.MoveNext())
        {
            switch (reader.Field)
            {
                case 1: attribute = attribute with { Name = reader.Text }; break;
                case 2: attribute = attribute with { Real = reader.Real }; break;
                case 3: attribute = attribute with { Integer = reader.Integer }; break;
                case 4: attribute = attribute with { Text = TextOrNone(reader) }; break;
                case 5: attribute = attribute with { Tensor = TensorReader.Read(reader.Bytes) }; break;
                case 6: attribute = attribute with { Graph = ReadGraph(reader.Bytes, depth + 1) }; break;
                case 7: reader.AddRealsTo(reals); break;
                case 8: reader.AddIntegersTo(integers); break;
                case 9: texts.Add(TextOrNone(reader)); break;
            }
        }

        return attribute with { Reals = [.. reals], Integers = [.. integers], Texts = [.. texts] };
    }

    // Attributes of type STRING are bytes and may hold anything, which is then no text.
    private static string TextOrNone(WireReader reader) => System.Text.Encoding.UTF8.GetString(reader.Bytes.Span);

    private static OnnxValueInfo ReadValueInfo(ReadOnlyMemory<byte> bytes)
    {
        string name = "";
        (OnnxDataType? Type, ImmutableArray<OnnxAxis>? Axes) tensor = default;
        var reader = new WireReader(bytes);
        while (reader.MoveNext())
        {
            if (reader.Field == 1)
                name = reader.Text;
            else if (reader.Field == 2)
                tensor = ReadType(reader.Bytes);
        }

        return new OnnxValueInfo(name, tensor.Type, tensor.Axes);
    }

    private static (OnnxDataType? Type, ImmutableArray<OnnxAxis>? Axes) ReadType(ReadOnlyMemory<byte> bytes)
    {
        OnnxDataType? type = null;
        ImmutableArray<OnnxAxis>? axes = null;
        var reader = new WireReader(bytes);
        while (reader.MoveNext())
        {
            if (reader.Field != 1)
                continue;
            var tensor = new WireReader(reader.Bytes);
            while (tensor.MoveNext())
            {
                if (tensor.Field == 1)
                    type = (OnnxDataType)tensor.Integer;
                else if (tensor.Field == 2)
                    axes = ReadAxes(tensor.Bytes);
            }
        }

        return (type, axes);
    }

    private static ImmutableArray<OnnxAxis> ReadAxes(ReadOnlyMemory<byte> bytes)
    {
        var axes = ImmutableArray.CreateBuilder<OnnxAxis>();
        var reader = new WireReader(bytes);
        while (reader.MoveNext())
        {
            if (reader.Field != 1)
                continue;
            long? size = null;
            string symbol = "";
            var axis = new WireReader(reader.Bytes);
            while (axis.MoveNext())
            {
                if (axis.Field == 1)
                    size = axis.Integer;
                else if (axis.Field == 2)
                    symbol = axis.Text;
            }

            axes.Add(new OnnxAxis(size, symbol));
        }

        return axes.ToImmutable();
    }
}
