using Hush.Learning.Models;
using Hush.Learning.Networks;
using Hush.Learning.Networks.Layers;
using Xunit;

namespace Hush.Learning.Tests.Models;

public class ModelTests
{
    [Fact]
    public void The_notebooks_MNIST_net_has_its_parameters_and_multiply_adds()
    {
        Network network = NotebookNets.Mnist();
        Assert.Equal(28_353, network.ParameterCount);
        Assert.Equal(4_515_840, network.MultiplyAdds(28, 28));
        Assert.Equal(
            ["enc1.weight", "enc1.bias", "enc2.weight", "enc2.bias", "dec1.weight", "dec1.bias", "dec2.weight", "dec2.bias", "out.weight",
                "out.bias"],
            network.Parameters.Select(p => p.Name));
        Assert.Equal(4, network.Alignment);
        Assert.IsType<Sigmoid>(network.Output.Layer);
    }

    [Fact]
    public void The_notebooks_CIFAR_net_normalizes_five_layers()
    {
        Network network = NotebookNets.Cifar10();
        int convolutions = 9 * ((3 * 64) + (64 * 128) + (128 * 256) + (256 * 128) + (128 * 64) + (64 * 3)) + 64 + 128 + 256 + 128 + 64 + 3;
        Assert.Equal(convolutions + (2 * (64 + 128 + 256 + 128 + 64)), network.ParameterCount);
        Assert.Equal(5, network.Nodes.Count(n => n.Layer is BatchNorm));
        Assert.Equal(
            9L * ((1024 * ((3 * 64) + (128 * 64) + (64 * 3))) + (256 * ((64 * 128) + (256 * 128))) + (64 * (128 * 256))),
            network.MultiplyAdds(32, 32));
    }

    [Fact]
    public void The_plain_unet_with_three_widths_is_the_measured_one()
    {
        Network network = UNet.Build(1, new UNetOptions { Widths = [24, 48, 96], Blocks = [2], Bias = true });
        Assert.Equal(
            ["enc1_1", "enc1_2", "enc2_1", "enc2_2", "enc3_1", "enc3_2", "dec2_1", "dec2_2", "dec1_1", "dec1_2", "out"],
            network.Nodes.Where(n => n.Layer is Conv2d).Select(n => n.Name));
        Assert.Equal(265_777, network.ParameterCount);
        Assert.Equal(2, network.Nodes.Count(n => n.Layer is Concat));
    }

    [Fact]
    public void The_residual_unet_without_biases_has_a_million_parameters_at_49_thousand_multiply_adds_a_pixel()
    {
        Network network = UNet.Build(1, new UNetOptions
        {
            Widths = [32, 64, 128], Blocks = [2], Residual = true, AddsSkips = true, BatchNorm = false, Bias = false,
            Subtracts = true, NoiseLevelInput = true, Unshuffle = true,
        });
        Assert.DoesNotContain(network.Parameters, p => p.Name.EndsWith(".bias", StringComparison.Ordinal));
        Assert.InRange(network.ParameterCount, 1_030_000, 1_050_000);
        Assert.InRange(network.MultiplyAdds(256, 256) / 65536.0, 48_500, 49_500);
        Assert.True(network.TakesScalar);
        Assert.IsType<Subtract>(network.Output.Layer);
        Assert.Equal(8, network.Alignment);
    }

    [Fact]
    public void Fused_blocks_end_in_a_1x1_convolution_from_more_channels()
    {
        Network network = UNet.Build(1, new UNetOptions
        {
            Widths = [32, 64, 128], Blocks = [4, 2, 2], Residual = true, SecondKernel = 1, Expansion = 1.5, BatchNorm = false, Bias = false,
            Subtracts = true, NoiseLevelInput = true, Unshuffle = true,
        });
        int level = 32 * 48 * (9 + 1);       // parameters of a block
        int levels = (8 * level) + (4 * 4 * level) + (2 * 16 * level),
            around = (5 * 32 * 9) + (4 * 32 * 9) + (128 * 64) + (256 * 128) + (128 * 256) + (64 * 128);
        Assert.Equal(levels + around + (128 * 64) + (64 * 32), network.ParameterCount);
        Assert.InRange(network.MultiplyAdds(256, 256) / 65536.0, 57_000, 58_000);
        Assert.Equal([1, 3], network.Nodes.Select(n => n.Layer).OfType<Conv2d>()
            .Where(c => c.InChannels != c.OutChannels).Select(c => c.Kernel)
            .Distinct().Order());
    }

    [Fact]
    public void An_autoencoder_passes_everything_through_its_code()
    {
        Network network = Autoencoder.Build(3, new UNetOptions { Widths = [8, 16], Blocks = [1] });
        Assert.All(network.Nodes, n => Assert.True(n.Inputs.Count <= 1));
        Assert.Equal(["enc1_1", "enc2_1", "dec1_1", "out"], network.Nodes.Where(n => n.Layer is Conv2d).Select(n => n.Name));
        Assert.Equal(3, network.Output.Channels);
        Network unbiased = Autoencoder.Build(3, new UNetOptions { Widths = [8, 16], Blocks = [1], BatchNorm = false, Bias = false });
        Assert.Equal(9 * ((3 * 8) + (8 * 16) + (16 * 8) + (8 * 3)), unbiased.ParameterCount);
    }

    [Fact]
    public void A_unet_without_skips_joins_nothing()
    {
        Network network = UNet.Build(1, new UNetOptions { Widths = [4, 8], Skips = false });
        Assert.DoesNotContain(network.Nodes, n => n.Layer is Concat or Add);
    }
}
