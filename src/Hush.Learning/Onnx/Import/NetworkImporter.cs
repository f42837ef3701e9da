using Hush.Learning.Networks;
using Hush.Learning.Networks.Layers;
using Hush.Learning.Onnx.Import.Operators;
using Hush.Learning.Onnx.Messages;
using Hush.Numerics.Text;

namespace Hush.Learning.Onnx.Import;

/// <summary>
/// Converts an ONNX graph to a network. The graph is traced for an image of one size, which turns the arithmetic of shapes into numbers.
/// If the file accepts images of any size, it is traced twice, and both networks must be the same.
/// </summary>
internal sealed class NetworkImporter
{
    /// <summary>Limit on the values of all weights: 2 GB of floats.</summary>
    private const long MaxWeights = 1L << 29;

    /// <summary>Limit on the values of all constants that are computed, in addition to as many as there are in the file.</summary>
    private const long MaxComputed = 1L << 24;

    // Multiples of 1024, so that any usual number of halvings leaves whole pixels; different, so that rows are not taken for columns.
    private static readonly (long Height, long Width)[] s_sizes = [(3 << 10, 5 << 10), (7 << 10, 2 << 10)];

    private readonly ModelProto _model;
    private readonly OnnxTensors _tensors;
    private readonly string _source;
    private readonly int _opset;
    private readonly Dictionary<string, Constant> _weights = new(StringComparer.Ordinal);
    private readonly NodeProto[] _nodes;
    private readonly GraphInputs _inputs;
    private readonly Dictionary<string, int> _lastReader = new(StringComparer.Ordinal);    // indices of nodes
    private readonly long _fileWeights;

    private readonly double _white;
    private readonly bool _predictsNoise;

    private NetworkImporter(ModelProto model, string source, string? folder, double white, bool predictsNoise)
    {
        (_white, _predictsNoise) = (white, predictsNoise);
        (_model, _source, _tensors) = (model, source, new OnnxTensors(source, folder));
        _opset = (int)model.OpsetImport.First(o => OnnxFile.IsStandard(o.Domain)).Version;
        _nodes = Needed();
        RequireSupported();
        var read = _nodes.SelectMany(n => n.Input).ToHashSet(StringComparer.Ordinal);
        TensorProto[] weights = [.. model.Graph.Initializer.Where(t => read.Contains(t.Name))];
        _inputs = GraphInputs.Of(model.Graph, _nodes, source);
        long count = weights.Sum(_tensors.Check);           // all are checked before the first is read, which may be large
        if (count > MaxWeights)
            throw Error($"its weights have {count:N0} values, but at most {MaxWeights:N0} are supported");
        foreach (TensorProto tensor in weights)
            _weights[tensor.Name] = _tensors.Read(tensor);
        for (int i = 0; i < _nodes.Length; i++)
        {
            foreach (string name in _nodes[i].Input)
                _lastReader[name] = i;
        }

        _lastReader[model.Graph.Output[0].Name] = _nodes.Length;
        _fileWeights = _weights.Values.Sum(w => (long)w.Count) + _nodes.Where(n => n.OpType == "Constant")
            .SelectMany(n => n.Attribute).Sum(a => (long)(a.T?.CalculateSize() ?? 0) / sizeof(float));
    }

    /// <summary>Converts a model.</summary>
    /// <param name="model">The model, from <see cref="OnnxFile"/>.</param>
    /// <param name="source">Name of the file, for messages.</param>
    /// <param name="folder">The folder of external data, or null if there is none.</param>
    /// <param name="white">The value of white in the network's images.</param>
    /// <param name="predictsNoise">True if the network returns the noise, which is then subtracted from the image.</param>
    /// <exception cref="CheckpointException">The file is damaged, or contains something that Hush does not support. The message names
    /// the node.</exception>
    public static (Network Network, Weights Weights) Import(
        ModelProto model, string source, string? folder, double white = 1, bool predictsNoise = false)
    {
        try
        {
            return new NetworkImporter(model, source, folder, white, predictsNoise).Import();
        }
        catch (Exception e) when (e is ShapeException or OverflowException or ArgumentException or IndexOutOfRangeException
            or InvalidOperationException)
        {
            throw new CheckpointException(Printable.Escape($"'{source}' cannot be imported: {e.Message.TrimEnd('.')}."), e);
        }
    }

    private (Network Network, Weights Weights) Import()
    {
        try
        {
            return TraceTwice(_inputs);
        }
        catch (CheckpointException) when (_inputs.FixedSize is not null)
        {
            // A file for one size may contain that size as a constant.
            return Trace(_inputs, _inputs.FixedSize.Value);
        }
    }

    private (Network Network, Weights Weights) TraceTwice(GraphInputs inputs)
    {
        var first = Trace(inputs, s_sizes[0]);
        try
        {
            var second = Trace(inputs, s_sizes[1]);
            using (second.Weights)
                RequireEqual(first, second);
            return first;
        }
        catch
        {
            first.Weights.Dispose();
            throw;
        }
    }

    private (Network Network, Weights Weights) Trace(GraphInputs inputs, (long Height, long Width) size)
    {
        var writer = new NetworkWriter(size.Height, size.Width, _fileWeights);
        var values = new Dictionary<string, Value>(StringComparer.Ordinal);
        foreach ((string name, Constant weight) in _weights)
            values[name] = weight;
        NodeRef noisy = inputs.Define(values, writer, size, _white);
        long computed = 0;
        for (int index = 0; index < _nodes.Length; index++)
        {
            NodeProto proto = _nodes[index];
            Value?[] given = [.. proto.Input.Select(name => name.Length == 0 ? null : ValueOf(values, proto, name))];
            var node = new OnnxNode(proto, given, _opset, _source);
            Value[] outputs;
            try
            {
                outputs = OperatorTable.Apply(node, writer, _tensors);
            }
            catch (Exception e) when (e is ShapeException or OverflowException or ArgumentException)
            {
                throw node.Error(e.Message.TrimEnd('.'));
            }

            computed += outputs.OfType<Constant>().Where(c => IsComputed(c, proto, given)).Sum(c => (long)c.Count);
            if (computed > MaxComputed + _fileWeights)
                throw node.Error($"all constants together have more than {MaxComputed + _fileWeights:N0} computed values");
            for (int i = 0; i < Math.Min(outputs.Length, proto.Output.Count); i++)
            {
                ConstantMath.RequireRank(node, outputs[i].Dimensions.Length);
                if (_lastReader.GetValueOrDefault(proto.Output[i], -1) > index)
                    values[proto.Output[i]] = outputs[i];
            }

            foreach (string name in proto.Input.Where(n => _lastReader[n] == index))
                values.Remove(name);
        }

        NodeRef output = writer.Scaled("output/scale", Output(inputs, values, writer), 1 / _white);
        return writer.Build(_predictsNoise ? writer.Append("clean", new Subtract(), noisy, output) : output);
    }

    /// <summary>False for literals, and for constants that share the memory of an input.</summary>
    private static bool IsComputed(Constant constant, NodeProto node, Value?[] given) => node.OpType != "Constant"
        && !given.OfType<Constant>().Any(c => constant.Floats is { } floats ? c.Floats == floats : c.Integers == constant.Integers);

    private Value ValueOf(Dictionary<string, Value> values, NodeProto node, string name) => values.TryGetValue(name, out Value? value)
        ? value
        : throw new CheckpointException(Printable.Escape(
            $"'{_source}' cannot be imported: node '{node.Name}' ({node.OpType}) reads '{name}', which no node before it computes. " +
            "The graph has a cycle, lacks a weight, or is damaged."));

    private NodeRef Output(GraphInputs inputs, Dictionary<string, Value> values, NetworkWriter writer)
    {
        string name = _model.Graph.Output[0].Name;
        if (!values.TryGetValue(name, out Value? value) || value is not ImageValue { Padding.IsNone: true } map)
            throw Error($"its output '{name}' is not an image computed from the input");
        if (inputs.IsChannelsLast && map.Axes.Factors.Count == 4)
            map = new ImageValue(map.Source, map.Axes.Transpose([0, 3, 1, 2])!);
        NodeRef output = ImageValues.Resolve(writer, map, "output")
            ?? throw Error($"its output '{name}' has shape {value.ShapeText}, which is not an image");
        return output.Channels == inputs.Channels && output.Node.Level == 0
            ? output
            : throw Error($"it maps images of {inputs.Channels} channels to {output.Channels} channels at 1/{1 << output.Node.Level} of " +
                "the size. A denoiser must return an image like its input");
    }

    private void RequireEqual((Network Network, Weights Weights) a, (Network Network, Weights Weights) b)
    {
        bool isEqual = NetworkJson.ToJson(a.Network).ToJsonString() == NetworkJson.ToJson(b.Network).ToJsonString()
            && a.Weights.Memory.Span.SequenceEqual(b.Weights.Memory.Span);
        if (!isEqual)
            throw Error("its computation depends on the size of the image");
    }

    /// <summary>The nodes that the output depends on, in the order of the file.</summary>
    private NodeProto[] Needed()
    {
        GraphProto graph = _model.Graph;
        if (graph.Output.Count == 0)
            throw Error("it has no output");
        var wanted = new HashSet<string>(StringComparer.Ordinal) { graph.Output[0].Name };
        var nodes = new Stack<NodeProto>();
        foreach (NodeProto node in graph.Node.Reverse().Where(n => n.Output.Any(wanted.Contains)))
        {
            nodes.Push(node);
            wanted.UnionWith(node.Input.Where(name => name.Length > 0));       // omitted inputs and outputs have empty names
        }

        return nodes.Count > 0 ? [.. nodes] : throw Error($"no node computes its output '{graph.Output[0].Name}'");
    }

    private void RequireSupported()
    {
        foreach (NodeProto node in _nodes)
        {
            string name = OnnxFile.IsStandard(node.Domain) ? node.OpType : $"{node.Domain}.{node.OpType}";
            if (!OperatorTable.Names.Contains(name))
            {
                throw Error($"node '{(node.Name.Length > 0 ? node.Name : node.Output[0])}' is the operator {name}, which is not " +
                    $"supported. Supported operators: {string.Join(", ", OperatorTable.OnImages)}; only on constants and shapes: " +
                    $"{string.Join(", ", OperatorTable.OnConstants)}");
            }
        }
    }

    private CheckpointException Error(string problem) => new(Printable.Escape($"'{_source}' cannot be imported: {problem}."));
}
