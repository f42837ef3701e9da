using Google.Protobuf;
using Hush.Learning.Onnx.Export;
using Hush.Learning.Onnx.Messages;
using Hush.Numerics.IO;

namespace Hush.Models;

/// <summary>Models as ONNX files.</summary>
internal static class OnnxModels
{
    private const string CardKey = "hush_model";

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

    /// <summary>Writes a model as an ONNX file.</summary>
    public static void Write(Model model, string path, bool keepsNorms = false)
    {
        byte[] file = Convert(model, keepsNorms);
        AtomicFile.Write(path, stream => stream.Write(file));
    }
}
