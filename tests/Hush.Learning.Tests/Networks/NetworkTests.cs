using Hush.Learning.Networks;
using Hush.Learning.Networks.Layers;
using Xunit;

namespace Hush.Learning.Tests.Networks;

public class NetworkTests
{
    [Fact]
    public void A_layer_comes_after_those_it_reads_and_knows_its_channels_and_size()
    {
        Network network = Network.Build(3, x => x.Conv("a", 8).MaxPool().PixelUnshuffle().PixelShuffle().Upsample().Conv("b", 3));
        Assert.Equal(["noisy", "a", "max-pool1", "pixel-unshuffle1", "pixel-shuffle1", "upsample1", "b"],
            network.Nodes.Select(n => n.Name));
        Assert.Equal([3, 8, 8, 32, 8, 8, 3], network.Nodes.Select(n => n.Channels));
        Assert.Equal([0, 0, 1, 2, 1, 0, 0], network.Nodes.Select(n => n.Level));
        Assert.All(network.Nodes, n => Assert.All(n.Inputs, i => Assert.True(i < n.Index)));
        Assert.Equal(4, network.Alignment);
        Assert.Equal("b", network.Output.Name);
        Assert.False(network.TakesScalar);
    }

    [Fact]
    public void Parameters_are_named_as_in_PyTorch_learned_ones_first()
    {
        Network network = Network.Build(1, x => x.Conv("a", 2, bias: false).BatchNorm("n").Relu().Conv("b", 1, kernel: 1));
        Assert.Equal(
            ["a.weight [2, 1, 3, 3]", "n.weight [2]", "n.bias [2]", "b.weight [1, 2, 1, 1]", "b.bias [1]", "n.running_mean [2]",
                "n.running_var [2]"],
            network.Parameters.Select(p => $"{p.Name} {p.ShapeText}"));
        Assert.Equal(18 + 2 + 2 + 2 + 1, network.ParameterCount);
    }

    [Fact]
    public void Multiply_adds_are_those_of_the_definition_with_sizes_rounded_up()
    {
        Network network = Network.Build(2, x => x.Conv("a", 5).MaxPool().Conv("b", 7, kernel: 1).Upsample().Conv("c", 2));
        Assert.Equal((9 * 2 * 5 * 6 * 10) + (5 * 7 * 3 * 5) + (9 * 7 * 2 * 6 * 10), network.MultiplyAdds(6, 10));
        Assert.Equal((9 * 2 * 5 * 5 * 9) + (5 * 7 * 3 * 5) + (9 * 7 * 2 * 5 * 9), network.MultiplyAdds(5, 9));
    }

    [Fact]
    public void Two_layers_of_one_name_are_refused() => Refused<ArgumentException>(
        x => x.Conv("a", 4).Conv("a", 1),
        "Two layers are named 'a'. Names are the keys of the model file: give each layer a unique name.");

    [Fact]
    public void Joining_two_sizes_is_refused() => Refused<ShapeException>(
        x => x.Conv("a", 4).Concat(x.MaxPool()),
        "Layer 'concat1' joins 'a' at 1/1 of the image's size with 'max-pool1' at 1/2. Bring both to the same size first.");

    [Fact]
    public void Adding_other_channels_is_refused() => Refused<ShapeException>(
        x => x.Conv("a", 4) + x,
        "Layer 'add1' (Add) needs two inputs with the same number of channels, got 4 and 1. " +
        "Match them with a 1x1 convolution.");

    [Fact]
    public void Enlarging_the_image_is_refused() => Refused<ShapeException>(
        x => x.Upsample(), "Layer 'upsample1' would enlarge the image beyond its original size. Pool or unshuffle first.");

    [Fact]
    public void Halving_too_often_is_refused() => Refused<ShapeException>(
        x =>
        {
            for (int i = 0; i < 17; i++)
                x = x.MaxPool();
            return x;
        },
        "Layer 'max-pool17' would halve the image 17 times, but at most 16 times is supported. Pool or unshuffle less often.");

    [Fact]
    public void A_window_of_another_size_is_refused() => Refused<ShapeException>(
        x => x.Conv("a", 1, kernel: 5), "Layer 'a' (Conv2d) has a 5x5 kernel, but only 1x1 and 3x3 are supported. Choose one of them.");

    [Fact]
    public void A_convolution_without_channels_is_refused() => Refused<ShapeException>(
        x => x.Conv("a", 0), "Layer 'a' (Conv2d) outputs 0 channels, but must output at least 1. Use more channels.");

    [Fact]
    public void Shuffling_channels_that_are_not_fours_is_refused() => Refused<ShapeException>(
        x => x.MaxPool().Conv("a", 6).PixelShuffle(),
        "Layer 'pixel-shuffle1' (PixelShuffle) needs a multiple of four channels, but its input has 6. Change the preceding layer to " +
        "output a multiple of four.");

    [Fact]
    public void A_concatenation_of_one_is_refused() => Refused<ShapeException>(
        x => x.Concat(), "Layer 'concat1' (Concat) needs at least two inputs, but has 1. Remove it.");

    [Fact]
    public void A_result_that_is_not_an_image_like_the_input_is_refused()
    {
        const string expected = "but must be an image like its input: 1 channel at full size.";
        Refused<ShapeException>(
            x => x.Conv("a", 3),
            $"The network's output 'a' has 3 channels at 1/1 of the size, {expected} End it with a convolution to 1 channel.");
        Refused<ShapeException>(
            x => x.MaxPool(), $"The network's output 'max-pool1' has 1 channel at 1/2 of the size, {expected} Upsample it to full size.");
        Refused<ShapeException>(
            x => x.Conv("a", 3).MaxPool(),
            $"The network's output 'max-pool1' has 3 channels at 1/2 of the size, {expected} Upsample it to full size, and end it with a " +
            "convolution to 1 channel.");
    }

    [Fact]
    public void An_image_without_channels_is_refused()
    {
        var error = Assert.Throws<ShapeException>(() => Network.Build(0, x => x));
        Assert.Equal("An image must have at least 1 channel, got 0. Use 1 for gray, 3 for color.", error.Message);
    }

    [Fact]
    public void A_layer_drawn_by_hand_checks_its_inputs_channels()
    {
        var error = Assert.Throws<ShapeException>(() => new Conv2d(32, 64, 3, Bias: true).OutputChannels("enc2", [3]));
        Assert.Equal(
            "Layer 'enc2' (Conv2d 32 -> 64) needs 32 channels, but its input has 3. Give the layer the number of channels of its input.",
            error.Message);
        error = Assert.Throws<ShapeException>(() => new BatchNorm(32).OutputChannels("norm", [3]));
        Assert.Equal(
            "Layer 'norm' (BatchNorm 32) needs 32 channels, but its input has 3. Give the layer the number of channels of its input.",
            error.Message);
    }

    private static void Refused<T>(Func<NodeRef, NodeRef> draw, string message)
        where T : Exception => Assert.StartsWith(message, Assert.Throws<T>(() => Network.Build(1, draw)).Message);
}
