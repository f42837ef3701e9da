using Google.Protobuf;
using Hush.Imaging.Noise;
using Hush.Learning.Networks;
using Hush.Learning.Onnx.Export;
using Hush.Learning.Onnx.Import;
using Hush.Learning.Onnx.Messages;
using Hush.Numerics.IO;
using Hush.Training;

namespace Hush.Models;

/// <summary>What an ONNX file does not say about its model.</summary>
internal sealed record OnnxImportOptions
{
    /// <summary>
    /// The noise it was trained for, on the 0..255 scale. Null keeps that of the model card if Hush wrote the file, else 0 to 75.
    /// </summary>
    public NumberRange? Sigma { get; init; }

    /// <summary>The value of white: 1, or 255 for networks on the scale of bytes.</summary>
    public double White { get; init; } = 1;

    /// <summary>
    /// Whether the network returns the noise instead of the clean image. Null decides by running it (<see cref="NoisePrediction"/>);
    /// networks that Hush wrote return the image.
    /// </summary>
    public bool? PredictsNoise { get; init; }
}

/// <summary>Models as ONNX files.</summary>
internal static class OnnxModels
{
    public const string Extension = ".onnx";

    private const string CardKey = "hush_model";
    private const double SelfCheck = 1e-5;      // of the largest value; the layers and their weights are the same

    private const int CardSide = 64;            // the size that multiply-adds are counted for

    private static readonly NumberRange s_usual = new(0, 75);

    /// <summary>Whether a path is that of an ONNX file, by its extension.</summary>
    public static bool IsOnnx(string path) => path.EndsWith(Extension, StringComparison.OrdinalIgnoreCase);

    /// <summary>Converts a model to an ONNX file.</summary>
    /// <param name="model">The model.</param>
    /// <param name="keepsNorms">False to fold batch normalizations into the convolutions before them.</param>
    public static byte[] Convert(Model model, bool keepsNorms = false)
    {
        ModelProto proto = NetworkExporter.Export(model.Network, model.Weights, keepsNorms);
        proto.ProducerVersion = typeof(OnnxModels).Assembly.GetName().Version!.ToString(3);
        proto.DocString = model.Card.Description;
        proto.MetadataProps.Add(new StringStringEntryProto { Key = CardKey, Value = model.Card.ToJson() });
        return proto.ToByteArray();
    }

    /// <summary>
    /// Writes a model as an ONNX file. Before that, the file is read again, and its output compared with that of the model.
    /// </summary>
    /// <returns>The largest difference, as a fraction of the largest output value.</returns>
    /// <exception cref="CheckpointException">The outputs differ.</exception>
    public static double Write(Model model, string path, bool keepsNorms = false)
    {
        byte[] file = Convert(model, keepsNorms);
        double difference;
        using (Model read = Parse(new MemoryStream(file), path, folder: null, new OnnxImportOptions()))
            difference = ModelComparison.Difference(model, read);
        if (!(difference <= SelfCheck))
            throw new CheckpointException($"'{path}' was not written: the exported network differs from the model '{model.Card.Name}' by " +
                $"{difference:G2} of its largest value. Please report this model.");
        AtomicFile.Write(path, stream => stream.Write(file));
        return difference;
    }

    /// <summary>Reads a model from an ONNX file.</summary>
    /// <exception cref="CheckpointException">The file is damaged, or contains something that Hush does not support.</exception>
    public static Model Read(string path, OnnxImportOptions options) =>
        Build(OnnxFile.Read(path), path, Path.GetDirectoryName(Path.GetFullPath(path)), options);

    private static Model Parse(Stream stream, string source, string? folder, OnnxImportOptions options) =>
        Build(OnnxFile.Parse(stream, source), source, folder, options);

    private static Model Build(ModelProto proto, string source, string? folder, OnnxImportOptions options)
    {
        ModelCard? card = CardOf(proto, source);
        bool? predictsNoise = options.PredictsNoise ?? (card is null ? null : false);
        var (network, weights) = Import(predictsNoise ?? false);
        try
        {
            if (predictsNoise is null && NoisePrediction.IsLikely(network, weights, options.Sigma))
            {
                weights.Dispose();
                (network, weights) = Import(predictsNoise: true);
                card = NewCard(
                    proto, network, source,
                    "It is assumed to return the noise, which is subtracted: for a synthetic image, its output is close to the noise.");
            }

            card = card is null ? NewCard(proto, network, source, predictsNoise is null ? "It is assumed to return the clean image." : "")
                : card with { Network = NetworkJson.ToJson(network), Parameters = network.ParameterCount };
            return new Model(options.Sigma is { } sigma ? WithNoise(card, sigma) : card, network, weights);
        }
        catch
        {
            weights.Dispose();
            throw;
        }

        (Network Network, Weights Weights) Import(bool predictsNoise)
        {
            var imported = NetworkImporter.Import(proto, source, folder, options.White, predictsNoise);
            Model.CheckWeights(imported.Weights, source);
            return imported;
        }
    }

    private static ModelCard? CardOf(ModelProto proto, string source) =>
        proto.MetadataProps.FirstOrDefault(p => p.Key == CardKey) is { } entry ? Model.ReadCard(entry.Value, source) : null;

    private static ModelCard NewCard(ModelProto proto, Network network, string source, string assumption)
    {
        string name = Path.GetFileNameWithoutExtension(source), producer = $"{proto.ProducerName} {proto.ProducerVersion}".Trim();
        string from = $"Imported from {Path.GetFileName(source)}{(producer.Length > 0 ? $", written by {producer}" : "")}.";
        return WithNoise(
            new ModelCard
            {
                Name = name,
                Description = $"{from} {assumption}".TrimEnd(),
                Channels = network.Channels,
                Noise = new NoiseSpec { Kind = NoiseKind.Gaussian, Sigma = s_usual },
                Dataset = "",
                Parameters = network.ParameterCount,
                MultiplyAdds = network.MultiplyAdds(CardSide, CardSide),
                Recipe = new Recipe { Name = name, Data = new DataRecipe { Name = "" } },
                Network = NetworkJson.ToJson(network),
            },
            s_usual) with
        { NoiseIsAssumed = true };
    }

    private static ModelCard WithNoise(ModelCard card, NumberRange sigma)
    {
        var noise = new NoiseSpec { Kind = NoiseKind.Gaussian, Sigma = sigma };
        return card with { Noise = noise, NoiseIsAssumed = false, Recipe = card.Recipe with { Noise = noise } };
    }
}
