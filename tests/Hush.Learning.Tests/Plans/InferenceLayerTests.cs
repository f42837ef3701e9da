using System.Text.Json.Nodes;
using Hush.Learning.Losses;
using Hush.Learning.Networks;
using Hush.Learning.Networks.Layers;
using Hush.Learning.Plans;
using Hush.Learning.Tests.References;
using Hush.Numerics.Threading;
using Hush.Testing;
using Xunit;

namespace Hush.Learning.Tests.Plans;

/// <summary>The layers of imported networks, which are for inference only.</summary>
public class InferenceLayerTests
{
    private static readonly Dictionary<string, Func<Network>> s_all = new(StringComparer.Ordinal)
    {
        ["5x5"] = () => Draw(3, x => Conv(x, "a", 3, 5, 5)),
        ["5x5 to many channels"] = () => Draw(1, x => Conv(Conv(x, "a", 20, 5, 5).Relu(), "b", 1, 5, 5)),
        ["1x7 and 3x1"] = () => Draw(2, x => Conv(Conv(x, "a", 6, 1, 7), "b", 2, 3, 1)),
        ["dilated"] = () => Draw(1, x => Conv(Conv(Conv(x, "a", 18, 3, 3, 2).Relu(), "b", 5, 3, 3, 4), "c", 1, 3, 3, 3)),
        ["dilated 5x3, then 3x3"] = () => Draw(3, x => Conv(x, "a", 16, 5, 3, 2).Conv("b", 16).Relu().Conv("c", 3)),
        ["reflected"] = () => Draw(1, x => Conv(Conv(x, "a", 7, 3, 3, 1, BorderMode.Reflect).Relu(), "b", 1, 5, 5, 1, BorderMode.Reflect)),
        ["edges repeated"] = () => Draw(3, x => Conv(Conv(x, "a", 17, 3, 3, 2, BorderMode.Edge), "b", 3, 1, 3, 1, BorderMode.Edge)),
        ["borders beside zeros"] = () => Draw(1, x =>
        {
            NodeRef a = x.Conv("a", 16).Relu();
            return (Conv(a, "b", 16, 3, 3, 3, BorderMode.Reflect) + a.Conv("c", 16) + Conv(a, "d", 16, 3, 3, 5)).Conv("e", 1);
        }),
        ["normalized, added, rectified"] = () => Draw(1, x =>
        {
            NodeRef a = x.Conv("a", 18);
            return (a + Conv(a, "b", 18, 5, 5).BatchNorm("n")).Relu().Conv("c", 1);
        }),
        ["added to a value with another border"] = () => Draw(1, x =>
        {
            NodeRef a = x.Conv("a", 18), b = (a + x.Conv("b", 18)).Relu();
            return Conv(b, "c", 1, 9, 9) + a.Conv("d", 1);
        }),
        ["into a concat and from it"] = () => Draw(1, x =>
        {
            NodeRef a = x.Conv("a", 6).Concat(Conv(x, "b", 20, 7, 7));
            return Conv(a.Concat(x), "c", 1, 3, 3, 6);
        }),
        ["bordered concat with gaps"] = () => Draw(1, x =>
            Conv(x.Conv("a", 6).Concat(x.Conv("b", 20), x), "c", 1, 5, 5, 1, BorderMode.Edge)),
        ["two levels"] = () => Draw(1, x =>
        {
            NodeRef a = Conv(x, "a", 6, 5, 5, 1, BorderMode.Reflect).MaxPool(), b = Conv(a, "b", 7, 3, 3, 2);
            return Conv(Conv(b.MaxPool(), "c", 9, 3, 3, 1, BorderMode.Edge).Upsample().Conv("d", 7) + b, "e", 20, 1, 3)
                .PixelShuffle().Conv("f", 1);
        }),
        ["leaky"] = () => Draw(3, x => Then(Then(x.Conv("a", 21), new LeakyRelu(0.1f)).Conv("b", 3), new LeakyRelu(1.5f))),
        ["parametric"] = () => Draw(1, x => PRelu(PRelu(x.Conv("a", 35), "p").Conv("b", 1), "q")),
        ["parametric, with gaps"] = () => Draw(1, x => PRelu(x.Conv("a", 6).Concat(x.Conv("b", 20), x), "p").Conv("c", 1)),
        ["tanh"] = () => Draw(2, x => Then(Then(x.Conv("a", 9), new Tanh()).Conv("b", 2), new Tanh())),
        ["clipped"] = () => Draw(1, x =>
            Then(Then(x.Conv("a", 9), new Clip(-0.3f, 0.4f)).Conv("b", 1), new Clip(0, float.PositiveInfinity))),
        ["gated"] = () => Draw(3, x => x.Conv("a", 9).Relu().Conv("b", 20) is var a
            ? Join(a, Then(x.Conv("c", 20), new Sigmoid())).Conv("d", 3) : x),
        ["gated, with gaps"] = () => Draw(1, x => x.Conv("a", 6).Concat(x.Conv("b", 20), x) is var a ? Join(a, a).Conv("d", 1) : x),
    };

    public static TheoryData<string> Networks => [.. s_all.Keys];

    [Theory, MemberData(nameof(Networks))]
    public void Estimates_are_those_of_the_definition(string name)
    {
        Network network = s_all[name]();
        foreach (var (images, height, width) in ((int, int, int)[])[(3, 5, 3), (1, 1, 7), (2, 1, 1), (1, 37, 18), (1, 4, 29)])
        {
            var samples = new FixedSamples(new Shape(images, height, width, network.Channels));
            using Weights weights = FixedSamples.WeightsFor(network);
            var reference = new ReferenceNetwork(network, weights, samples.Shape, samples.Noisy, samples.Scalars, training: false);
            double[] expected = new double[samples.Shape.Count];
            new Volume(images, height, width, network.Channels).ForEach((n, y, x, c) =>
                expected[(((((n * height) + y) * width) + x) * network.Channels) + c] = reference.Estimate[n, y, x, c]);
            Near.Equal(expected, samples.Estimate(network, weights, severalImages: false, threads: 1), relative: 5e-6);
        }
    }

    [Theory, MemberData(nameof(Networks))]
    public void Bands_of_one_image_and_several_images_give_the_same_bytes_on_any_number_of_threads(string name)
    {
        Network network = s_all[name]();
        using Weights weights = FixedSamples.WeightsFor(network);
        var samples = new FixedSamples(new Shape(3, 131, 13, network.Channels));
        float[] expected = samples.Estimate(network, weights, severalImages: true, threads: 1);
        foreach (int threads in (int[])[1, 2, 3])
            Assert.Equal(expected, samples.Estimate(network, weights, severalImages: false, threads));
    }

    [Theory, MemberData(nameof(Networks))]
    public void A_model_file_describes_the_same_network(string name)
    {
        Network network = s_all[name]();
        string json = NetworkJson.ToJson(network).ToJsonString();
        Network read = NetworkJson.FromJson((JsonObject)JsonNode.Parse(json)!);
        Assert.Equal(network.Nodes.Select(n => n.Layer), read.Nodes.Select(n => n.Layer));
        Assert.Equal(network.ReceptiveFieldRadius, read.ReceptiveFieldRadius);
    }

    [Fact]
    public void They_cannot_be_trained()
    {
        using var team = new WorkerTeam(1);
        var error = Assert.Throws<ArgumentException>(
            () => new TrainingPlan(s_all["leaky"](), new Shape(2, 8, 8, 3), Loss.Get("mse"), team));
        Assert.StartsWith("Layer 'leaky-relu1' (leaky-relu) is for inference only. Train a network without it.", error.Message);
    }

    [Theory]
    [InlineData("\"height\":5", "\"height\":4", "has a 4x5 window with dilation 1, but only odd windows")]
    [InlineData("\"height\":5", "\"height\":0", "has a 0x5 window with dilation 1, but only odd windows")]
    [InlineData("\"dilation\":1", "\"dilation\":33", "has a 5x5 window with dilation 33, but only odd windows that extend up to 64 pixels")]
    [InlineData("\"dilation\":1", "\"dilation\":0", "has a 5x5 window with dilation 0, but only odd windows")]
    [InlineData("\"zero\"", "\"wrap\"", "The description of a has no 'border' of the expected type.")]
    public void A_damaged_description_is_refused(string valid, string damaged, string message)
    {
        string json = NetworkJson.ToJson(s_all["5x5"]()).ToJsonString().Replace(valid, damaged, StringComparison.Ordinal);
        Assert.Contains(message, Assert.Throws<FormatException>(() => NetworkJson.FromJson((JsonObject)JsonNode.Parse(json)!)).Message);
    }

    [Fact]
    public void The_receptive_field_grows_by_the_dilated_radius() =>
        Assert.Equal(2 + 4 + 3, s_all["dilated"]().ReceptiveFieldRadius);

    private static Network Draw(int channels, Func<NodeRef, NodeRef> draw) => Network.Build(channels, draw);

    private static NodeRef Conv(
        NodeRef x, string name, int channels, int height, int width, int dilation = 1, BorderMode border = BorderMode.Zero) =>
        x.Then(name, new GeneralConv2d(x.Channels, channels, height, width, dilation, border, Bias: true));

    private static NodeRef PRelu(NodeRef x, string name) => x.Then(name, new PRelu(x.Channels));

    private static NodeRef Then(NodeRef x, ILayer layer) => x.Then(null, layer);

    private static NodeRef Join(NodeRef a, NodeRef b) => a.Join(new Multiply(), b);
}
