using Hush.Learning.Networks.Layers;
using Hush.Learning.Plans;
using Hush.Models;
using Hush.Numerics.Threading;
using Hush.Testing;
using Hush.Tests.Denoising;
using Xunit;

namespace Hush.Tests.Onnx;

/// <summary>Networks that PyTorch exported give the same images in Hush as in PyTorch.</summary>
public sealed class ImportTests
{
    private const double Relative = 1e-4;

    public static TheoryData<string> Golden() => [.. GoldenModel.All.Select(m => m.Name)];

    public static TheoryData<string> MadeUp() => [.. MadeUpModels.Names];

    [Theory, MemberData(nameof(Golden))]
    public void A_network_from_PyTorch_gives_the_same_image(string name)
    {
        GoldenModel golden = GoldenModel.Get(name);
        using Model model = Model.Open(golden.FilePath);
        Assert.Equal((golden.Shape.C, golden.Sigma is not null), (model.Card.Channels, model.Card.TakesNoiseLevel));
        Near.Equal(golden.Output, ExportTests.Run(model, golden.Input, golden.Shape, Sigmas(golden)), Relative);
    }

    /// <summary>Strips of rows, on several threads: windows that move down with their borders.</summary>
    [Theory, MemberData(nameof(Golden))]
    public void Strips_of_rows_give_the_same_bytes_as_whole_images(string name)
    {
        using Model model = Model.Open(GoldenModel.Get(name).FilePath);
        foreach ((int height, int width) in ((int, int)[])[(203, 37), (1, 3), (64, 65)])
        {
            var shape = new Shape(1, height, width, model.Network.Channels);
            float[] pixels = Samples.Uniform(shape.Count, 3), whole = ExportTests.Run(model, pixels, shape, [0.1f]);
            using var team = new WorkerTeam(3);
            using var plan = new InferencePlan(model.Network, height, width, severalImages: false, team);
            using Tensor noisy = Tensor.From(shape, pixels), clean = new(shape);
            plan.Load(model.Weights);
            for (int again = 0; again < 2; again++)
            {
                plan.Run(noisy, clean, new[] { 0.1f });
                Assert.Equal(whole, clean.Span.ToArray());
            }
        }
    }

    [Theory, MemberData(nameof(Golden))]
    public void Saved_and_exported_again_it_is_the_same_network(string name)
    {
        GoldenModel golden = GoldenModel.Get(name);
        using var folder = new TemporaryFolder();
        using Model model = Model.Open(golden.FilePath);
        model.Save(folder["model.safetensors"]);
        using Model saved = Model.Open(folder["model.safetensors"]);
        Assert.Equal(model.Card, saved.Card);
        float[] own = ExportTests.Run(saved, golden.Input, golden.Shape, Sigmas(golden));
        Assert.Equal(ExportTests.Run(model, golden.Input, golden.Shape, Sigmas(golden)), own);
        Assert.True(OnnxModels.Write(saved, folder["again.onnx"]) <= 1e-5);
        using var session = new OrtSession(File.ReadAllBytes(folder["again.onnx"]));
        Near.Equal(golden.Output, session.Run(golden.Input, golden.Shape, Sigmas(golden)), Relative);
    }

    [Theory, MemberData(nameof(MadeUp))]
    public void A_network_that_Hush_exported_has_its_names_and_weights_again(string name)
    {
        using var folder = new TemporaryFolder();
        using Model model = MadeUpModels.Create(name);
        Assert.True(OnnxModels.Write(model, folder["model.onnx"], keepsNorms: true) <= 1e-6);
        using Model read = Model.Open(folder["model.onnx"]);
        Assert.Equal(
            model.Network.Parameters.Select(p => (p.Name, p.ShapeText)), read.Network.Parameters.Select(p => (p.Name, p.ShapeText)));
        Assert.Equal(model.Weights["out.weight"].ToArray(), read.Weights["out.weight"].ToArray());
        Assert.Equal(
            (model.Network.Alignment, model.Network.ReceptiveFieldRadius), (read.Network.Alignment, read.Network.ReceptiveFieldRadius));
        Assert.Equal(model.Card.Recipe, read.Card.Recipe);
    }

    [Fact]
    public void Pixel_shuffles_and_transposed_convolutions_become_layers_that_exist()
    {
        using Model ffdnet = Model.Open(GoldenModel.Get("ffdnet").FilePath), unet = Model.Open(GoldenModel.Get("unet").FilePath);
        Assert.Equal(
            ["image", "pixel-unshuffle", "scalar", "concat", "conv", "relu", "conv", "relu", "conv", "relu", "conv", "pixel-shuffle"],
            ffdnet.Network.Nodes.Select(n => n.Layer.Operation));
        Assert.Equal(2, unet.Network.Nodes.Count(n => n.Layer is PixelShuffle));
        Assert.All(unet.Network.Nodes, node => Assert.True(node.Layer.IsTrainable));
    }

    [Fact]
    public void White_and_predicted_noise_change_what_the_network_is_given()
    {
        using var folder = new TemporaryFolder();
        string path = GoldenModel.Get("dncnn").FilePath;
        using Model model = OnnxModels.Read(path, new OnnxImportOptions());
        using Model noise = OnnxModels.Read(path, new OnnxImportOptions { PredictsNoise = true, Sigma = NumberRange.Of(25) });
        using Model bytes = OnnxModels.Read(path, new OnnxImportOptions { White = 255 });
        Assert.Equal((0, 75), (model.Card.Noise.Sigma!.Value.Low, model.Card.Noise.Sigma.Value.High));
        Assert.Equal(NumberRange.Of(25), noise.Card.Noise.Sigma);
        GoldenModel golden = GoldenModel.Get("dncnn");
        double[] expected = [.. golden.Input.Zip(golden.Output, (x, y) => x - y)];
        Near.Equal(expected, ExportTests.Run(noise, golden.Input, golden.Shape, []), Relative);
        float[] darker = [.. golden.Input.Select(v => v / 255)];
        Near.Equal([.. golden.Output.Select(v => v / 255)], ExportTests.Run(bytes, darker, golden.Shape, []), Relative);
    }

    private static float[] Sigmas(GoldenModel golden) => [.. Enumerable.Repeat(golden.Sigma ?? 0, golden.Shape.N)];
}
