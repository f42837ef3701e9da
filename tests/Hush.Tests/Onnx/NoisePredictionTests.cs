using Google.Protobuf;
using Hush.Learning.Networks;
using Hush.Learning.Networks.Layers;
using Hush.Learning.Onnx.Messages;
using Hush.Models;
using Hush.Testing;
using Xunit;

namespace Hush.Tests.Onnx;

/// <summary>What an ONNX file does not say, whether its network returns the noise or the image, is decided by running it.</summary>
public sealed class NoisePredictionTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string> Golden() => [.. GoldenModel.All.Select(m => m.Name)];

    public void Dispose() => _folder.Dispose();

    [Theory, InlineData("photo-gray"), InlineData("photo-color")]
    public void A_network_that_returns_the_noise_is_recognized(string name)
    {
        using Model model = Model.Open(name);
        string path = WithoutSubtraction(model);
        using Model read = Model.Open(path);
        Assert.Contains("It is assumed to return the noise, which is subtracted", read.Card.Description);
        var shape = new Shape(1, 40, 56, model.Network.Channels);
        float[] pixels = Samples.Uniform(shape.Count, 3);
        Near.Equal([.. ExportTests.Run(model, pixels, shape, [0.1f]).Select(v => (double)v)],
            ExportTests.Run(read, pixels, shape, [0.1f]), 1e-4);
        using Model asImage = OnnxModels.Read(path, new OnnxImportOptions { PredictsNoise = false });
        Assert.DoesNotContain("assumed", asImage.Card.Description);
        Near.Equal([.. ExportTests.Run(read, pixels, shape, [0.1f]).Zip(pixels, (clean, noisy) => (double)noisy - clean)],
            ExportTests.Run(asImage, pixels, shape, [0.1f]), 1e-4);
    }

    [Theory, InlineData("photo-gray"), InlineData("photo-color"), InlineData("photo-camera")]
    public void A_network_that_returns_the_image_is_recognized(string name)
    {
        using Model model = Model.Open(name);
        using Model read = Model.Open(Anonymous(model));
        Assert.Contains("It is assumed to return the clean image.", read.Card.Description);
        Assert.Equal(model.Network.Nodes.Count, read.Network.Nodes.Count);
    }

    [Theory, MemberData(nameof(Golden))]
    public void Networks_whose_output_resembles_neither_count_as_returning_the_image(string name)
    {
        using Model read = Model.Open(GoldenModel.Get(name).FilePath);
        Assert.Contains("It is assumed to return the clean image.", read.Card.Description);
    }

    [Fact]
    public void Noise_that_is_only_assumed_is_marked_and_survives_saving()
    {
        string path = GoldenModel.Get("dncnn").FilePath;
        using Model assumed = Model.Open(path), given = OnnxModels.Read(path, new OnnxImportOptions { Sigma = NumberRange.Of(25) });
        using Model own = Model.Open("photo-gray");
        Assert.Equal((true, false, false), (assumed.Card.NoiseIsAssumed, given.Card.NoiseIsAssumed, own.Card.NoiseIsAssumed));
        assumed.Save(_folder["assumed.safetensors"]);
        using Model saved = Model.Open(_folder["assumed.safetensors"]);
        Assert.True(saved.Card.NoiseIsAssumed);
        Assert.DoesNotContain("noise_is_assumed", given.Card.ToJson());
    }

    /// <summary>The model up to the layer whose output is subtracted from the image.</summary>
    private string WithoutSubtraction(Model model)
    {
        Node output = model.Network.Output;
        Assert.IsType<Subtract>(output.Layer);
        var network = new Network(model.Network.Nodes, output.Inputs[1]);
        using var noise = new Model(model.Card, network, CopyOf(model, network));
        return Anonymous(noise);
    }

    private static Weights CopyOf(Model model, Network network)
    {
        var weights = new Weights(new WeightLayout(network));
        foreach (Parameter parameter in network.Parameters)
            model.Weights[parameter.Name].CopyTo(weights[parameter.Name]);
        return weights;
    }

    /// <summary>The model as an ONNX file without a card, as others write it.</summary>
    private string Anonymous(Model model)
    {
        ModelProto proto = ModelProto.Parser.ParseFrom(OnnxModels.Convert(model));
        proto.MetadataProps.Clear();
        return _folder.Write("anonymous.onnx", proto.ToByteArray());
    }
}
