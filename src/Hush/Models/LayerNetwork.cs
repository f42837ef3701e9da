using Hush.Learning.Networks;
using Hush.Learning.Networks.Layers;
using Hush.Recipes.Layers;

namespace Hush.Models;

/// <summary>Builds networks from lists of layers.</summary>
internal static class LayerNetwork
{
    private const string Image = "noisy";
    private const int MaxChannels = 1 << 16;

    /// <summary>Builds the network for images with this number of channels.</summary>
    /// <exception cref="LayerException">A layer does not fit the others.</exception>
    public static Network Build(LayerList list, int channels) => new Drawing(channels).Draw(list.Layers);

    /// <summary>The first of the channel counts that the layers fit; the first one if they fit none.</summary>
    public static int ImageChannels(LayerList list, params ReadOnlySpan<int> candidates)
    {
        foreach (int channels in candidates)
        {
            if (Problem(list, channels) is null)
                return channels;
        }

        return candidates[0];
    }

    /// <summary>
    /// Why the layers are not a network, or null if they are one for any of the channel counts. If they are not, the error of the
    /// count with which most layers fit is returned: the others may be consequences of a wrong count.
    /// </summary>
    public static string? Check(LayerList list, params ReadOnlySpan<int> candidates)
    {
        LayerException? furthest = null;
        foreach (int channels in candidates)
        {
            if (Problem(list, channels) is not { } problem)
                return null;
            furthest = furthest is null || problem.Number > furthest.Number ? problem : furthest;
        }

        return furthest!.Message;
    }

    private static LayerException? Problem(LayerList list, int channels)
    {
        try
        {
            Build(list, channels);
            return null;
        }
        catch (LayerException e)
        {
            return e;
        }
    }

    private sealed class Drawing
    {
        private readonly GraphBuilder _builder = new();
        private readonly Dictionary<string, NodeRef> _outputs = new(StringComparer.Ordinal);
        private readonly List<(string Title, NodeRef Output)> _drawn = [];
        private readonly int _channels;

        public Drawing(int channels)
        {
            _channels = channels;
            _outputs[Image] = _builder.Append(Image, new ImageInput(channels));
        }

        public Network Draw(IReadOnlyList<LayerRecipe> layers)
        {
            if (layers.Count == 0)
                throw new LayerException(0, "a custom network needs at least one layer. Add some, for example " +
                    "{\"kind\": \"conv\", \"channels\": \"image\"}.");
            NodeRef last = _outputs[Image];
            for (int i = 0; i < layers.Count; i++)
            {
                LayerRecipe layer = layers[i];
                string title = LayerRecipe.Title(i + 1, layer.Kind, layer.Name);
                last = Guard(i + 1, title, layer.Name, () => Append(layer, last, i + 1, title));
                _outputs[layer.Name ?? last.Node.Name] = last;
                _drawn.Add((title, last));
            }

            RequireReaders();
            if (_builder.Nodes.All(n => n.Layer.Parameters(n.Name).Count == 0))
                throw new LayerException(layers.Count, "no layer has weights to train. Add a convolution (conv).");
            return Guard(layers.Count, _drawn[^1].Title, layers[^1].Name, () => new Network(_builder.Nodes, last.Node.Index));
        }

        private NodeRef Append(LayerRecipe layer, NodeRef previous, int number, string title)
        {
            if (layer.Name is { } name && _builder.Nodes.Any(n => n.Name == name))
                throw new LayerException(number, $"{title}: the name is taken. The image is named {Image}, and layers without a name are " +
                    "numbered, such as relu1. Give each layer a name of its own.");
            NodeRef x = layer.Input is { } input ? Find(input, number, title) : previous;
            NodeRef[] with = [.. layer.With.Select(other => Find(other, number, title))];
            int channels = layer.Channels ?? _channels;
            NodeRef y = layer.Kind switch
            {
                LayerKinds.Conv => Then(x, layer.Name, new Conv2d(x.Channels, channels, layer.Kernel, layer.Bias, layer.InitScale)),
                // A 2x2 transposed convolution with stride 2: each input pixel becomes a 2x2 block of output pixels.
                LayerKinds.ConvTranspose =>
                    Then(x, layer.Name, new Conv2d(x.Channels, checked(4 * channels), 1, layer.Bias, layer.InitScale)).PixelShuffle(),
                LayerKinds.BatchNorm => Then(x, layer.Name, new BatchNorm(x.Channels)),
                LayerKinds.Relu => Then(x, layer.Name, new Relu()),
                LayerKinds.Sigmoid => Then(x, layer.Name, new Sigmoid()),
                LayerKinds.MaxPool => Then(x, layer.Name, new MaxPool()),
                LayerKinds.Upsample => Then(x, layer.Name, new Upsample()),
                LayerKinds.PixelShuffle => Then(x, layer.Name, new PixelShuffle()),
                LayerKinds.PixelUnshuffle => Then(x, layer.Name, new PixelUnshuffle()),
                LayerKinds.Concat => _builder.Append(layer.Name, new Concat(1 + with.Length), [x, .. with]),
                LayerKinds.Add => _builder.Append(layer.Name, new Add(), x, with[0]),
                LayerKinds.Subtract => _builder.Append(layer.Name, new Subtract(), x, with[0]),
                LayerKinds.NoiseLevel => x.Concat(_builder.Append(layer.Name, new ScalarInput(x.Node.Level))),
                _ => throw new ArgumentOutOfRangeException(nameof(layer), layer.Kind, "Unknown kind of layer. Add it to LayerNetwork."),
            };
            return y.Channels <= MaxChannels
                ? y
                : throw new LayerException(
                    number, $"{title}: it has {y.Channels:N0} channels, but at most {MaxChannels:N0} are supported. Use fewer channels.");
        }

        private static NodeRef Then(NodeRef x, string? name, ILayer layer)
        {
            NodeRef y = x.Then(name, layer);
            _ = layer.Parameters(y.Node.Name);      // throws here, where the layer is known, if they are too many
            return y;
        }

        private NodeRef Find(string name, int number, string title) => _outputs.TryGetValue(name, out NodeRef? found)
            ? found
            : throw new LayerException(number, $"{title}: it reads '{Numerics.Text.Printable.Escape(name)}', but no layer before it has " +
                $"this name.{Numerics.Text.Suggestion.Question(name, _outputs.Keys)} The names so far are {Listed(_outputs.Keys)}.");

        private void RequireReaders()
        {
            var read = _builder.Nodes.SelectMany(n => n.Inputs).ToHashSet();
            for (int i = 0; i < _drawn.Count - 1; i++)
            {
                if (read.Contains(_drawn[i].Output.Node.Index))
                    continue;
                string advice = "Name it in `input` or `with` of a later layer, or remove it.";
                throw new LayerException(i + 1, $"{_drawn[i].Title}: no layer reads its output. {advice}");
            }
        }

        private static string Listed(IReadOnlyCollection<string> names) =>
            names.Count <= 8
                ? string.Join(", ", names)
                : $"{string.Join(", ", names.Take(2))}, ..., {string.Join(", ", names.TakeLast(5))}";

        private static T Guard<T>(int number, string title, string? name, Func<T> make)
        {
            try
            {
                return make();
            }
            catch (ShapeException e)
            {
                // Messages of layers begin with "Layer 'name'".
                const string Layer = "Layer '";
                string message = e.Message;
                throw new LayerException(number, message.StartsWith(Layer, StringComparison.Ordinal)
                    ? LayerRecipe.Title(number, null, name) + message[(message.IndexOf('\'', Layer.Length) + 1)..]
                    : $"{title}: {message}");
            }
            catch (OverflowException)
            {
                throw new LayerException(number, $"{title}: it has more weights than fit in memory. Use fewer channels.");
            }
        }
    }
}

/// <summary>A layer of a custom network does not fit the others. The message names it.</summary>
internal sealed class LayerException(int number, string message) : HushException(message)
{
    /// <summary>The place of the layer in the list, from 1; 0 if there are no layers.</summary>
    public int Number { get; } = number;
}
