using System.Security.Cryptography;
using System.Text.Json;
using Hush.Learning.Checkpoints;
using Hush.Learning.Networks;
using Hush.Numerics;
using Hush.Numerics.Kernels;

namespace Hush.Models;

/// <summary>A trained network: graph, weights and model card, stored in one safetensors file.</summary>
internal sealed class Model : IDisposable
{
    private const string CardKey = "hush_model";

    /// <summary>Creates a model from its parts. It takes ownership of the weights.</summary>
    public Model(ModelCard card, Network network, Weights weights)
    {
        ArgumentNullException.ThrowIfNull(card);
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(weights);
        (Card, Network, Weights) = (card, network, weights);
    }

    /// <summary>Information about the model.</summary>
    public ModelCard Card { get; }

    /// <summary>The network graph.</summary>
    public Network Network { get; }

    /// <summary>The weights of the network.</summary>
    public Weights Weights { get; }

    /// <summary>Opens a model from a run folder, a <c>.safetensors</c> or <c>.onnx</c> file, or the name of a built-in model.</summary>
    /// <exception cref="CheckpointException">The model does not exist or is damaged.</exception>
    public static Model Open(string nameOrPath)
    {
        ArgumentNullException.ThrowIfNull(nameOrPath);
        return TryOpenPath(nameOrPath)
            ?? TryOpenBuiltIn(nameOrPath)
            ?? throw new CheckpointException(HasModelExtension(nameOrPath)
                ? Missing(nameOrPath)
                : $"Unknown model '{nameOrPath}': it is not a run folder, a .safetensors or .onnx file, or a model that comes with Hush " +
                $"({ShippedModels.Listed}).{Question(nameOrPath)} To train one in runs/RECIPE, run 'hush train RECIPE'.");
    }

    /// <summary>Opens a model from a run folder, or a <c>.safetensors</c> or <c>.onnx</c> file.</summary>
    /// <exception cref="CheckpointException">The model does not exist or is damaged.</exception>
    public static Model OpenPath(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        return TryOpenPath(path)
            ?? throw new CheckpointException(Missing(path));
    }

    /// <summary>Opens a built-in model.</summary>
    /// <exception cref="CheckpointException">There is no model with this name.</exception>
    public static Model OpenBuiltIn(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return TryOpenBuiltIn(name)
            ?? throw new CheckpointException(
                $"Unknown model '{name}'.{Numerics.Text.Suggestion.Question(name, ShippedModels.Names)} " +
                $"The models that come with Hush are {ShippedModels.Listed}.");
    }

    /// <summary>Reads a model from a stream, which is not closed.</summary>
    /// <exception cref="CheckpointException">The stream does not contain a model.</exception>
    public static Model OpenStream(Stream stream, string name)
    {
        ArgumentNullException.ThrowIfNull(stream);
        return Read(SafetensorsFile.Read(stream, name), name);
    }

    /// <summary>Writes the model to a file. Equal models give identical bytes.</summary>
    public void Save(string path) => ToFile().Write(path);

    /// <summary>SHA-256 of the bytes that <see cref="Save"/> writes, so of everything that the output depends on.</summary>
    public string ContentHash()
    {
        using var bytes = new MemoryStream();
        ToFile().Write(bytes);
        return Convert.ToHexStringLower(SHA256.HashData(bytes.GetBuffer().AsSpan(0, (int)bytes.Length)));
    }

    /// <inheritdoc/>
    public void Dispose() => Weights.Dispose();

    private SafetensorsFile ToFile()
    {
        var file = new SafetensorsFile();
        file.Metadata[CardKey] = Card.ToJson();
        ModelTensors.Add(file, "", Network, Weights);
        return file;
    }

    private static string Missing(string path) =>
        $"'{path}' does not exist. Give the path of a run folder or of a .safetensors or .onnx file.";

    private static bool HasModelExtension(string path) =>
        OnnxModels.IsOnnx(path) || path.EndsWith(".safetensors", StringComparison.OrdinalIgnoreCase);

    private static Model? TryOpenPath(string path)
    {
        if (OnnxModels.IsOnnx(path) && Directory.Exists(path) && !File.Exists(Path.Combine(path, RunFolder.ModelName)))
            return OnnxModels.Read(path, new OnnxImportOptions());      // the message for a folder
        if (Directory.Exists(path))
        {
            string inside = Path.Combine(path, RunFolder.ModelName);
            return File.Exists(inside)
                ? Read(SafetensorsFile.Read(inside), inside)
                : throw new CheckpointException(
                    $"The folder '{path}' has no {RunFolder.ModelName}.{Question(path)} " +
                    "Give the folder of a run that completed at least one epoch.");
        }

        if (!File.Exists(path))
            return null;
        return OnnxModels.IsOnnx(path)
            ? OnnxModels.Read(path, new OnnxImportOptions())
            : Read(SafetensorsFile.Read(path), path);
    }

    private static Model? TryOpenBuiltIn(string name) =>
        ShippedModels.Open(name) is { } stream ? Read(SafetensorsFile.Read(stream, name), name) : null;

    /// <summary>Suggests the run folder of a recipe with this name, else a similar model name.</summary>
    private static string Question(string name) => File.Exists(Path.Combine("runs", name, RunFolder.ModelName))
        ? $" Did you mean 'runs/{name}'?"
        : Numerics.Text.Suggestion.Question(name, ShippedModels.Names);

    /// <summary>Throws if a weight is not finite or too large; the weights are then disposed.</summary>
    internal static void CheckWeights(Weights weights, string source)
    {
        foreach (Parameter parameter in weights.Layout.Parameters)
        {
            ReadOnlySpan<float> values = weights[parameter.Name];
            if (Finite.AllWithin(values, ModelTensors.MaxWeight))
                continue;
            string wrong = Finite.All(values) ? "beyond 10^9" : "that are NaN or infinite";
            weights.Dispose();
            throw new CheckpointException($"'{source}' has weights {wrong}, in {parameter.Name}: the file is damaged, or training " +
                "diverged. Train again.");
        }
    }

    /// <summary>Reads a card.</summary>
    /// <exception cref="CheckpointException">The card is damaged.</exception>
    internal static ModelCard ReadCard(string json, string source)
    {
        try
        {
            ModelCard card = ModelCard.Read(json);
            return card.Noise.Check().FirstOrDefault() is { } mistake ? throw new FormatException(mistake) : card;
        }
        catch (Exception e) when (IsDamage(e))
        {
            throw Damaged(source, e);
        }
    }

    // InvalidOperationException: a string is not valid UTF-16.
    private static bool IsDamage(Exception e) => e is JsonException or FormatException or ArgumentException or OverflowException
        or InvalidOperationException;

    private static CheckpointException Damaged(string source, Exception e) =>
        new($"The card of '{source}' cannot be read: {e.Message}", e);

    private static Model Read(SafetensorsFile file, string source)
    {
        if (!file.Metadata.TryGetValue(CardKey, out string? text))
            throw new CheckpointException($"'{source}' has no model card ('{CardKey}' in its metadata), so its network is unknown. Give " +
                "a model written by Hush.");
        try
        {
            ModelCard card = ReadCard(text, source);
            Network network = NetworkJson.FromJson(card.Network);
            ModelTensors.EnsureMatch(file, "", network.Parameters, source);
            var weights = new Weights(new WeightLayout(network));
            ModelTensors.Read(file, "", weights, source);
            CheckWeights(weights, source);
            return new Model(card, network, weights);
        }
        catch (Exception e) when (IsDamage(e))
        {
            throw Damaged(source, e);
        }
    }
}
