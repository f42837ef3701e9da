using Hush.Learning.Onnx.Messages;
using Hush.Models;
using Hush.Testing;
using Xunit;
using static Hush.Tests.Onnx.OnnxGraph;

namespace Hush.Tests.Onnx;

/// <summary>Small graphs give the values that the definition of their operators gives.</summary>
public sealed class OperatorTests : IDisposable
{
    private static readonly Shape s_gray = new(1, 6, 10, 1), s_color = new(1, 6, 10, 3);

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("Max", "x low high", 0.6f, 1f)]
    [InlineData("Max", "low x", 0.3f, 1f)]
    [InlineData("Min", "x high low", 0f, 0.3f)]
    [InlineData("Min", "high x", 0f, 0.6f)]
    [InlineData("Max", "x", 0f, 1f)]
    public void Min_and_Max_take_all_inputs(string operation, string inputs, float low, float high)
    {
        OnnxGraph graph = Gray().Floats("low", [], 0.3f).Floats("high", [], 0.6f).Node(operation, inputs, "m").Node("Add", "m low", "y");
        AssertMaps(graph, s_gray, v => Math.Clamp(v, low, high) + 0.3f);
    }

    [Theory, InlineData("x", 1f, 0f), InlineData("x x half", 2f, 0.5f), InlineData("half x half", 1f, 1f)]
    public void Sum_takes_all_inputs(string inputs, float factor, float offset)
    {
        OnnxGraph graph = Gray().Floats("half", [1], 0.5f).Node("Sum", inputs, "s").Node("Add", "s half", "y");
        AssertMaps(graph, s_gray, v => (factor * v) + offset + 0.5f);
    }

    [Fact]
    public void Sub_of_three_inputs_is_refused() =>
        AssertRefused(Gray().Floats("c", [], 1).Node("Sub", "x c c", "y"), "has 3 inputs, expected 2");

    [Fact]
    public void An_attribute_without_a_value_is_zero() => AssertMaps(
        Gray().Floats("half", [], 0.5f).Node("Sub", "x half", "a")
            .Node("LeakyRelu", "a", "y", new AttributeProto { Name = "alpha", Type = AttributeProto.Types.AttributeType.Float }),
        s_gray,
        v => Math.Max(v - 0.5f, 0));

    [Fact]
    public void A_noise_level_is_broadcast_with_constants()
    {
        OnnxGraph graph = new OnnxGraph().Input("x", 0, 3, 0, 0).Input("sigma", 0, 1, 1, 1).Output("y", 0, 3, 0, 0)
            .Floats("weight", [3, 3, 1, 1], 1, 2, 4, 0, 1, 0, 0, 0, 1)
            .Node("Shape", "x", "shape")
            .Node("ConstantOfShape", "shape", "ones", Tensor("value", new TensorProto { DataType = 1, Dims = { 1 }, FloatData = { 1 } }))
            .Node("Mul", "sigma ones", "map").Node("Conv", "map weight", "c").Node("Add", "x c", "y");
        AssertMaps(graph, s_color, (v, channel) => v + (channel == 0 ? 7 * 0.1f : 0.1f), 0.1f);
    }

    [Fact]
    public void Clip_takes_integers() => AssertMaps(
        Gray().Integers("one", 1).Integers("two", 2).Node("Shape", "x", "shape").Node("Clip", "shape one two", "few")
            .Node("Cast", "few", "numbers", Integer("to", 1)).Node("Gather", "numbers index", "n").Integers("index", 2)
            .Node("Add", "x n", "y"),
        s_gray,
        v => v + 2);

    [Fact]
    public void Omitted_outputs_have_no_consumers() => AssertMaps(
        Gray().Floats("scales", [4], 1, 1, 1, 1).Floats("half", [], 0.5f).Node("LSTM", "x", "- state")
            .Node("Resize", "x - scales", "a").Node("Mul", "a half", "y"),
        s_gray,
        v => v / 2);

    [Fact]
    public void Zeros_of_a_Pad_count_in_averages()
    {
        byte[] file = Gray().Integers("pads", 0, 0, 1, 1, 0, 0, 1, 1).Node("Pad", "x pads", "p")
            .Node("AveragePool", "p", "y", List("kernel_shape", 3, 3)).ToBytes();
        AssertLikeRuntime(file);
    }

    [Fact]
    public void Pooling_with_ceil_mode_is_accepted_if_it_adds_no_window() => AssertLikeRuntime(Pooled(2, 0));

    [Theory, InlineData(3, 0, "ceil_mode adds a window"), InlineData(3, 1, "maps 3072 rows or columns to 1537")]
    public void Pooling_with_ceil_mode_is_refused_if_it_adds_a_window(int kernel, int pad, string message) =>
        AssertRefused(Pooled(kernel, pad), message);

    /// <summary>Split, Squeeze, Unsqueeze and Pad have lists as attributes or as inputs.</summary>
    [Theory, InlineData(11), InlineData(12), InlineData(13), InlineData(17), InlineData(18), InlineData(19), InlineData(20), InlineData(21)]
    public void Every_opset_from_11_to_21_is_read(int opset)
    {
        var graph = new OnnxGraph(opset).Input("x", 0, 3, 0, 0).Output("y", 0, 3, 0, 0).Integers("parts", 1, 2).Integers("axis", 0)
            .Integers("shape", 1, 1).Floats("low", [], 0.2f).Floats("high", [], 0.7f).Floats("scales", [1, 1], 2).Integers("rows", 2, 3)
            .Integers("pads", 0, 0, 1, 1, 0, 0, 1, 1).Integers("ones", 1, 1, 1, 1)
            .Floats("weight", [3, 3, 3, 3], [.. Enumerable.Range(0, 81).Select(i => i % 9 == 4 && i / 27 == i / 9 % 3 ? 1f : 0)]);
        AttributeProto axis = Integer("axis", 1);
        if (opset < 13)
        {
            graph.Node("Split", "x", "a b", axis, List("split", 1, 2)).Node("Squeeze", "scales", "s", List("axes", 0))
                .Node("Unsqueeze", "s", "scale", List("axes", 1, 2));
        }
        else
        {
            graph.Node("Split", "x parts", "a b", axis).Node("Squeeze", "scales axis", "s").Integers("last", 1, 2)
                .Node("Unsqueeze", "s last", "scale");
        }

        graph.Node("Concat", "a b", "c", axis).Node("Mul", "c scale", "d").Node("Clip", "d low high", "e");
        if (opset < 18)
            graph.Node("Pad", "e pads", "f");
        else
            graph.Node("Pad", "e ones - rows", "f");
        AssertMaps(graph.Node("Conv", "f weight", "y"), s_color, v => Math.Clamp(2 * v, 0.2f, 0.7f));
    }

    [Theory]
    [InlineData("sigma", 1, 0, "x", 1, 0)]
    [InlineData("noise_map", 1, 0, "noisy", 1, 0)]
    [InlineData("b", 1, 0, "input.1", 1, 0)]
    [InlineData("input", 1, 1, "a", 1, 0)]
    [InlineData("sigma", 1, 1, "b", 3, 0)]
    [InlineData("image", 1, 0, "level", 3, 0)]
    [InlineData("a", 1, 0, "b", 3, 0)]
    public void The_image_can_be_the_second_input(string level, int levelChannels, int levelSide, string image, int channels, int side)
    {
        OnnxGraph graph = new OnnxGraph().Input(level, 0, levelChannels, levelSide, levelSide).Input(image, 0, channels, side, side)
            .Output("y", 0, channels, 0, 0).Floats("two", [], 2).Node("Mul", $"{image} two", "t").Node("Add", $"t {level}", "y");
        AssertMaps(graph, channels == 1 ? s_gray : s_color, v => (2 * v) + 0.1f, 0.1f);
    }

    [Theory, InlineData("a", "b"), InlineData("sigma", "noise"), InlineData("x", "image")]
    public void Inputs_that_can_both_be_the_image_are_refused(string first, string second) => AssertRefused(
        new OnnxGraph().Input(first, 0, 1, 0, 0).Input(second, 0, 1, 0, 0).Output("y", 0, 1, 0, 0).Node("Add", $"{first} {second}", "y"),
        $"each of the inputs '{first}' and '{second}' can be the image. Name the image 'x'");

    private static OnnxGraph Gray() => new OnnxGraph().Input("x", 0, 1, 0, 0).Output("y", 0, 1, 0, 0);

    private static byte[] Pooled(int kernel, int pad) => Gray().Floats("scales", [4], 1, 1, 2, 2).Node("AveragePool", "x", "p",
        List("kernel_shape", kernel, kernel), List("strides", 2, 2), List("pads", pad, pad, pad, pad), Integer("ceil_mode", 1),
        Integer("count_include_pad", 1)).Node("Resize", "p - scales", "y", Text("mode", "nearest"),
        Text("coordinate_transformation_mode", "asymmetric"), Text("nearest_mode", "floor")).ToBytes();

    private static AttributeProto Text(string name, string value) => new()
    {
        Name = name, S = Google.Protobuf.ByteString.CopyFromUtf8(value), Type = AttributeProto.Types.AttributeType.String,
    };

    private void AssertMaps(OnnxGraph graph, Shape shape, Func<float, float> f, params float[] sigma) =>
        AssertMaps(graph, shape, (v, _) => f(v), sigma);

    private void AssertMaps(OnnxGraph graph, Shape shape, Func<float, int, float> f, params float[] sigma)
    {
        using Model model = Model.Open(_folder.Write("model.onnx", graph.ToBytes()));
        Assert.Equal((shape.C, sigma.Length > 0), (model.Network.Channels, model.Card.TakesNoiseLevel));
        float[] pixels = Samples.Uniform(shape.Count, 9);
        Near.Equal([.. pixels.Select((v, i) => (double)f(v, i % shape.C))], ExportTests.Run(model, pixels, shape, sigma), 1e-5);
    }

    private void AssertLikeRuntime(byte[] file)
    {
        using Model model = Model.Open(_folder.Write("model.onnx", file));
        using var session = new OrtSession(file);
        float[] pixels = Samples.Uniform(s_gray.Count, 9), expected = session.Run(pixels, s_gray);
        Near.Equal([.. expected.Select(v => (double)v)], ExportTests.Run(model, pixels, s_gray, []), 1e-5);
    }

    private void AssertRefused(OnnxGraph graph, string message) => AssertRefused(graph.ToBytes(), message);

    private void AssertRefused(byte[] file, string message)
    {
        var e = Assert.Throws<CheckpointException>(() => Model.Open(_folder.Write("model.onnx", file)));
        Assert.Contains(message, e.Message);
    }
}
