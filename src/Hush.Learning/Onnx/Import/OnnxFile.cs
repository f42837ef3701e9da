using Google.Protobuf;
using Hush.Learning.Onnx.Messages;
using Hush.Numerics.Text;

namespace Hush.Learning.Onnx.Import;

/// <summary>Reads and checks the envelope of an ONNX file.</summary>
internal static class OnnxFile
{
    public const int OldestOpset = 11, NewestOpset = 21;

    private const int MaxNodes = 20_000;

    /// <summary>Reads a file.</summary>
    /// <exception cref="CheckpointException">The file is not an ONNX model, or one that Hush does not read.</exception>
    public static ModelProto Read(string path)
    {
        if (Directory.Exists(path))
            throw new CheckpointException($"'{path}' is a folder. Give the path of an ONNX file.");
        if (!File.Exists(path))
            throw new CheckpointException($"'{path}' does not exist. Give the path of an ONNX file.");

        // Pipes and devices have no length; opening a pipe would wait for a writer.
        if (new FileInfo(path) is { Exists: true, Length: 0 })
            throw new CheckpointException($"'{path}' is empty or not a regular file. Give the path of an ONNX file.");
        if (ForeignContent.Of(path) is { } content)
            throw new CheckpointException($"'{path}' is {content}");
        using FileStream stream = File.OpenRead(path);
        if (stream.Length >= int.MaxValue)
            throw new CheckpointException($"'{path}' has {stream.Length:N0} bytes, but an ONNX file has less than 2 GB. Store the " +
                "weights as external data.");
        return Parse(stream, path);
    }

    /// <summary>Reads a file from a stream.</summary>
    public static ModelProto Parse(Stream stream, string source)
    {
        ModelProto model;
        try
        {
            model = ModelProto.Parser.ParseFrom(stream);
        }
        catch (InvalidProtocolBufferException e)
        {
            throw new CheckpointException($"'{source}' is not an ONNX file, or it is damaged or incomplete: {e.Message}", e);
        }

        Check(model, source);
        return model;
    }

    private static void Check(ModelProto model, string source)
    {
        if (model.Graph is null || model.Graph.Node.Count == 0)
            throw new CheckpointException($"'{source}' is not an ONNX file, or it is damaged: it has no graph.");
        if (model.Graph.Node.Count > MaxNodes)
            throw new CheckpointException($"'{source}' has {model.Graph.Node.Count:N0} nodes, but at most {MaxNodes:N0} are supported. " +
                "Give a smaller network.");
        EnsureUnique(model.Graph, source);
        OperatorSetIdProto? opset = model.OpsetImport.FirstOrDefault(o => IsStandard(o.Domain));
        if (opset is null)
            throw new CheckpointException($"'{source}' does not use the standard operators of ONNX. Export the model with opset 17.");
        if (opset.Version is < OldestOpset or > NewestOpset)
            throw new CheckpointException($"'{source}' uses opset {opset.Version}, but Hush reads opsets {OldestOpset} to {NewestOpset}. " +
                "Export the model with opset 17.");
    }

    /// <summary>Each value is defined once. An input with the name of a weight gives that weight a default.</summary>
    private static void EnsureUnique(GraphProto graph, string source)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (TensorProto tensor in graph.Initializer)
        {
            if (!names.Add(tensor.Name))
                throw Twice("initializers", tensor.Name);
        }

        names.UnionWith(graph.Input.Select(i => i.Name));
        foreach (NodeProto node in graph.Node)
        {
            foreach (string name in node.Output.Where(n => n.Length > 0 && !names.Add(n)))
                throw Twice("node outputs, inputs or initializers", name);
        }

        var outputs = new HashSet<string>(StringComparer.Ordinal);
        if (graph.Output.FirstOrDefault(o => !outputs.Add(o.Name)) is { } output)
            throw Twice("outputs of the graph", output.Name);

        CheckpointException Twice(string what, string name) => new(Printable.Escape(
            $"'{source}' cannot be imported: two {what} are named '{name}'. The file is damaged, or was edited by hand: export it again."));
    }

    public static bool IsStandard(string domain) => domain is "" or "ai.onnx";
}
