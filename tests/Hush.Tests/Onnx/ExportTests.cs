using Hush.Learning.Networks;
using Hush.Learning.Plans;
using Hush.Models;
using Hush.Numerics.Threading;
using Hush.Testing;
using Hush.Tests.Denoising;
using Hush.Training;
using Xunit;

namespace Hush.Tests.Onnx;

/// <summary>Exported models give the same images in ONNX Runtime as in Hush.</summary>
public sealed class ExportTests
{
    private const double Relative = 1e-5;

    private static readonly (int Height, int Width)[] s_sizes = [(64, 64), (61, 83), (480, 321)];

    public static TheoryData<string> Shipped() => [.. ShippedModels.Names];

    public static TheoryData<string> Recipes() => [.. Recipe.Names];

    public static TheoryData<string> MadeUp() => [.. MadeUpModels.Names];

    [Theory, MemberData(nameof(Shipped))]
    public void Every_shipped_model_gives_the_same_image_in_ONNX_Runtime(string name)
    {
        using Model model = Model.Open(name);
        foreach ((int height, int width) in s_sizes)
            AssertSame(model, new Shape(1, height, width, model.Network.Channels), keepsNorms: false);
    }

    [Theory, MemberData(nameof(Recipes))]
    public void Every_recipe_gives_the_same_image_in_ONNX_Runtime(string name)
    {
        using Model model = OfRecipe(name);
        foreach ((int height, int width) in s_sizes[..2])
            AssertSame(model, new Shape(2, height, width, model.Network.Channels), keepsNorms: false);
        AssertSame(model, new Shape(1, 480, 321, model.Network.Channels), keepsNorms: true);
    }

    [Theory, MemberData(nameof(MadeUp))]
    public void Sizes_below_the_alignment_are_padded_as_in_Hush(string name)
    {
        using Model model = MadeUpModels.Create(name);
        foreach (Shape shape in (Shape[])[new(3, 1, 1, 1), new(1, 2, 7, 1), new(2, 5, 3, 1)])
            AssertSame(model, shape with { C = model.Network.Channels }, keepsNorms: shape.N == 2);
    }

    [Fact]
    public void The_card_is_in_the_metadata()
    {
        using Model model = Model.Open("photo-gray");
        using var session = new OrtSession(OnnxModels.Convert(model));
        Assert.Equal(model.Card.ToJson(), session.Metadata["hush_model"]);
        Assert.Equal(["noisy", "sigma"], session.Inputs);
    }

    [Fact]
    public void Batch_normalizations_are_folded_unless_they_are_to_be_kept()
    {
        using Model model = OfRecipe("notebook-cifar10");
        Assert.DoesNotContain("BatchNormalization", Operators(OnnxModels.Convert(model)));
        Assert.Equal(5, Operators(OnnxModels.Convert(model, keepsNorms: true)).Count(o => o == "BatchNormalization"));
    }

    [Fact]
    public void Nodes_and_tensors_have_the_names_of_the_network()
    {
        using Model model = Model.Open("photo-color");
        Learning.Onnx.Messages.GraphProto graph = Parse(OnnxModels.Convert(model)).Graph;
        IEnumerable<string> tensors = graph.Initializer.Select(t => t.Name), nodes = graph.Node.Select(n => n.Name);
        Assert.All(model.Network.Parameters, parameter => Assert.Contains(parameter.Name, tensors));
        Assert.All(model.Network.Nodes.Where(n => n.Inputs.Count > 0), node => Assert.Contains(node.Name, nodes));
    }

    internal static Model OfRecipe(string name)
    {
        Recipe recipe = Recipe.LoadBuiltIn(name);
        Network network = recipe.BuildNetwork(recipe.Data.Name == "cifar10" ? 3 : 1);
        return new Model(MadeUpModels.Card(network), network, MadeUpModels.WeightsFor(network));
    }

    private static void AssertSame(Model model, Shape shape, bool keepsNorms)
    {
        float[] pixels = Samples.Uniform(shape.Count, 7), sigmas = [.. Enumerable.Range(1, shape.N).Select(i => 0.04f * i)];
        float[] own = Run(model, pixels, shape, sigmas);
        using var session = new OrtSession(OnnxModels.Convert(model, keepsNorms));
        float[] others = session.Run(pixels, shape, sigmas);
        Near.Equal([.. own.Select(v => (double)v)], others, Relative);
    }

    internal static float[] Run(Model model, float[] pixels, Shape shape, float[] sigmas)
    {
        using var team = new WorkerTeam(1);
        using var plan = new InferencePlan(model.Network, shape.H, shape.W, severalImages: true, team, model.Card.Convolutions);
        using Tensor noisy = Tensor.From(shape, pixels), clean = new(shape);
        plan.Load(model.Weights);
        plan.Run(noisy, clean, sigmas);
        return clean.Span.ToArray();
    }

    private static string[] Operators(byte[] file) => [.. Parse(file).Graph.Node.Select(n => n.OpType)];

    private static Learning.Onnx.Messages.ModelProto Parse(byte[] file) => Learning.Onnx.Messages.ModelProto.Parser.ParseFrom(file);
}
