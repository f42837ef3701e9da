using Hush.Learning.Networks.Layers;

namespace Hush.Learning.Networks;

/// <summary>The nodes of a network under construction.</summary>
internal sealed class GraphBuilder
{
    private const int MaxHalvings = 16;

    private readonly List<Node> _nodes = [];
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);

    public IReadOnlyList<Node> Nodes => _nodes;

    /// <summary>
    /// Appends a layer and checks that it fits its inputs. A layer without a name gets the name of its operation and a number.
    /// </summary>
    public NodeRef Append(string? name, ILayer layer, params ReadOnlySpan<NodeRef> inputs)
    {
        name ??= Unnamed(layer);
        if (!_names.Add(name))
            throw new ArgumentException(
                $"Two layers are named '{name}'. Names are the keys of the model file: give each layer a unique name.", nameof(name));
        int[] channels = new int[inputs.Length], indices = new int[inputs.Length];
        int level = inputs.Length > 0 ? inputs[0].Node.Level : 0;
        for (int i = 0; i < inputs.Length; i++)
        {
            (channels[i], indices[i]) = (inputs[i].Channels, inputs[i].Node.Index);
            if (inputs[i].Node.Level != level)
            {
                throw new ShapeException(
                    $"Layer '{name}' joins '{inputs[0].Node.Name}' at 1/{1 << level} of the image's size with '{inputs[i].Node.Name}' at " +
                    $"1/{1 << inputs[i].Node.Level}. Bring both to the same size first.");
            }
        }

        level += layer.LevelChange;
        if (level < 0)
            throw new ShapeException($"Layer '{name}' would enlarge the image beyond its original size. Pool or unshuffle first.");
        if (level > MaxHalvings)
            throw new ShapeException($"Layer '{name}' would halve the image {level} times, but at most {MaxHalvings} times is " +
                "supported. Pool or unshuffle less often.");
        var node = new Node(_nodes.Count, name, layer, indices, layer.OutputChannels(name, channels), level);
        _nodes.Add(node);
        return new NodeRef(this, node);
    }

    private string Unnamed(ILayer layer)
    {
        int number = 1 + _nodes.Count(n => n.Layer.Operation == layer.Operation);
        while (_names.Contains($"{layer.Operation}{number}"))
            number++;
        return $"{layer.Operation}{number}";
    }
}
