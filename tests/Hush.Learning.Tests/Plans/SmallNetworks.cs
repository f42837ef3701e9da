using Hush.Learning.Models;
using Hush.Learning.Networks;
using Hush.Learning.Networks.Layers;
using Xunit;

namespace Hush.Learning.Tests.Plans;

/// <summary>Small networks that together cover all layers, all fusions and all forms of memory sharing.</summary>
internal static class SmallNetworks
{
    private static readonly Dictionary<string, Func<Network>> s_all = new(StringComparer.Ordinal)
    {
        // convolutions and the operations fused into them
        ["one convolution"] = () => Network.Build(1, x => x.Conv("a", 1)),
        ["1x1 without bias"] = () => Network.Build(3, x => x.Conv("a", 3, kernel: 1, bias: false)),
        ["conv, relu"] = () => Network.Build(1, x => x.Conv("a", 20).Relu().Conv("b", 1)),
        ["conv, norm, relu"] = () => Network.Build(3, x => x.Conv("a", 20, bias: false).BatchNorm("n").Relu().Conv("b", 3)),
        ["conv with bias, norm"] = () => Network.Build(2, x => x.Conv("a", 6).BatchNorm("n").Conv("b", 2)),
        ["1x1, norm, relu, sigmoid"] = () => Network.Build(3, x => x.Conv("a", 35, 1).BatchNorm("n").Relu().Conv("b", 3, 1).Sigmoid()),
        ["relu at the end"] = () => Network.Build(2, x => x.Conv("a", 5).Relu().Conv("b", 2).Relu()),
        ["norm at the end"] = () => Network.Build(4, x => x.Conv("a", 4).BatchNorm("n")),
        ["norm, then convolution"] = () => Network.Build(3, x => x.BatchNorm("n").Relu().Conv("a", 3)),
        ["norm that is read twice"] = () => Network.Build(1, x => Twice(x.Conv("a", 9).BatchNorm("n"), n => n.Relu()).Conv("b", 1)),
        ["convolution that is read twice"] = () => Network.Build(1, x => Twice(x.Conv("a", 9), a => a.Sigmoid()).Conv("b", 1)),
        ["relu and sigmoid of the image"] = () => Network.Build(3, x => x.Relu().Concat(x.Sigmoid()).Conv("a", 3)),
        ["narrow middles"] = () => Network.Build(1, x =>
            x.Conv("a", 2).Relu().Conv("b", 3).BatchNorm("n").Relu().Conv("c", 4).Relu().Conv("d", 21).Relu().Conv("e", 1)),
        ["five colors"] = () => Network.Build(5, x => x.Conv("a", 17).Relu().Conv("b", 5)),

        // resampling
        ["pool, upsample folded"] = () =>
            Network.Build(1, x => x.Conv("a", 6).Relu().MaxPool().Conv("b", 18).Relu().Upsample().Conv("c", 1)),
        ["upsample folded, norm, relu"] = () => Network.Build(3, x =>
            x.Conv("a", 6).MaxPool().Upsample().Conv("b", 33, bias: false).BatchNorm("n").Relu().Conv("c", 3)),
        ["pooled image upsampled"] = () => Network.Build(2, x => x.MaxPool().Upsample().Conv("a", 2)),
        ["upsample that is read twice"] = () =>
            Network.Build(1, x => Twice(x.Conv("a", 6).MaxPool().Upsample(), u => u.Conv("b", 6)).Conv("c", 1)),
        ["upsample, 1x1"] = () => Network.Build(1, x => x.Conv("a", 20).MaxPool().Upsample().Conv("b", 1, 1)),
        ["upsample, relu"] = () => Network.Build(1, x => x.Conv("a", 20).MaxPool().Upsample().Relu().Conv("b", 1)),
        ["upsample of one channel"] = () => Network.Build(1, x => x.Conv("a", 1).MaxPool().Upsample().Conv("b", 1).Relu()),
        ["two levels"] = () => Network.Build(1, x =>
            x.Conv("a", 6).MaxPool().Conv("b", 7).Relu().MaxPool().Conv("c", 8).Relu().Upsample().Conv("d", 7).Upsample().Conv("e", 1)
                .Sigmoid()),
        ["unshuffle, 1x1, shuffle"] = () =>
            Network.Build(3, x => x.PixelUnshuffle().Conv("a", 24, 1).Relu().Conv("b", 12, 1).PixelShuffle()),
        ["unshuffle, 3x3, shuffle"] = () => Network.Build(1, x => x.PixelUnshuffle().Conv("a", 4).PixelShuffle()),
        ["unshuffle of learned, 1x1, norm, relu"] = () => Network.Build(1, x =>
            x.Conv("a", 6).PixelUnshuffle().Conv("b", 20, 1, bias: false).BatchNorm("n").Relu().Conv("c", 24, 1).PixelShuffle().Relu()
                .Conv("d", 1)),
        ["unshuffle that is read twice"] = () => Network.Build(1, x =>
            Twice(x.Conv("a", 6).PixelUnshuffle(), u => u.Conv("b", 24, 1)).Conv("c", 4, 1, bias: false).PixelShuffle()),
        ["1x1, norm, shuffle"] = () =>
            Network.Build(1, x => x.PixelUnshuffle().Conv("a", 20, 1).BatchNorm("n").PixelShuffle().Conv("b", 1)),
        ["1x1, shuffle, norm"] = () =>
            Network.Build(1, x => x.PixelUnshuffle().Conv("a", 20, 1).PixelShuffle().BatchNorm("n").Conv("b", 1)),
        ["1x1, shuffle to one channel"] = () => Network.Build(1, x => x.Conv("a", 2).PixelUnshuffle().Conv("b", 4, 1).PixelShuffle()),

        // concatenations: in place, copied, with gaps between the channels
        ["concat in place"] = () => Network.Build(1, x => x.Conv("a", 16).Relu().Concat(x.Conv("b", 32).Relu()).Conv("c", 1)),
        ["concat with gaps"] = () => Network.Build(1, x => Gapped(x).Conv("d", 20).Relu().Conv("e", 1)),
        ["concat with gaps, 1x1"] = () => Network.Build(1, x => Gapped(x).Conv("d", 20, 1).Relu().Conv("e", 1, 1)),
        ["concat with gaps, narrow"] = () => Network.Build(3, x => Gapped(x).Conv("d", 3)),
        ["concat with gaps, norm, relu"] = () => Network.Build(1, x => Gapped(x).BatchNorm("n").Relu().Conv("d", 1)),
        ["concat with gaps, relu, concat"] = () => Network.Build(1, x => Gapped(x).Relu().Concat(x.Conv("d", 3)).Conv("e", 1)),
        ["concat with gaps, norm, concat"] = () => Network.Build(1, x => x.Conv("d", 3).Concat(Gapped(x).BatchNorm("n")).Conv("e", 1)),
        ["concat with gaps, pool, upsample, concat"] = () => Network.Build(1, x => Gapped(x).MaxPool().Upsample().Concat(x).Conv("d", 1)),
        ["concat with gaps, pool, sigmoid, upsample folded"] = () =>
            Network.Build(1, x => Gapped(x).MaxPool().Sigmoid().Upsample().Conv("d", 1)),
        ["concat with gaps, unshuffle, 1x1"] = () => Network.Build(1, x => Gapped(x).PixelUnshuffle().Conv("d", 4, 1).PixelShuffle()),
        ["concat with gaps, unshuffle, 3x3"] = () => Network.Build(1, x => Gapped(x).PixelUnshuffle().Conv("d", 4).PixelShuffle()),
        ["concat with gaps, shuffle"] = () => Network.Build(1, x =>
        {
            NodeRef u = x.PixelUnshuffle();
            return u.Conv("a", 5, 1).Concat(u.Conv("b", 21)).Concat(u.Conv("c", 2)).PixelShuffle().Conv("d", 1);
        }),
        ["concat with gaps, added"] = () => Network.Build(1, x => (Gapped(x) + x.Conv("d", 27)).Conv("e", 1)),
        ["concat with gaps, subtracted twice"] = () => Network.Build(1, x => Twice(Gapped(x), g => x.Conv("d", 27) - g).Conv("e", 1)),
        ["concat of the image and a skip that is read later"] = () => Network.Build(3, x =>
        {
            NodeRef a = x.Conv("a", 7).Relu();
            NodeRef b = x.Concat(a, a.Conv("b", 3)).Conv("c", 7);
            return (a + b).Conv("d", 3);
        }),
        ["concat twice of one input"] = () => Network.Build(1, x => Twice(x.Conv("a", 3), a => a.Concat(a).Conv("b", 3)).Conv("c", 1)),
        ["two concats of one input"] = () => Network.Build(1, x =>
        {
            NodeRef a = x.Conv("a", 6).Relu();
            return a.Concat(x.Conv("b", 2)).Conv("c", 9).Concat(a).Conv("d", 1);
        }),
        ["concat that is read twice"] = () => Network.Build(1, x => Twice(Gapped(x), g => g.Conv("d", 27, 1)).Conv("e", 1)),
        ["piece of a concat that is read before it"] = () => Network.Build(1, x =>
        {
            NodeRef a = x.Conv("a", 6);
            return a.Concat(a.Conv("b", 5).Relu(), a.Relu()).Conv("c", 1);
        }),
        ["piece of a concat whose upsampling is convolved after it"] = () => Network.Build(1, x =>
        {
            NodeRef a = x.Conv("a", 6).MaxPool(), up = a.Upsample();
            NodeRef joined = a.Concat(a.Conv("b", 2)).Conv("c", 8, 1).PixelShuffle();
            return (joined + up.Conv("d", 2)).Conv("e", 1);
        }),
        ["concat of a concat"] = () => Network.Build(1, x => Gapped(x).Concat(x.Conv("d", 2)).Conv("e", 1)),
        ["concat of upsampled and skip"] = () => Network.Build(1, x =>
        {
            NodeRef full = x.Conv("a", 5).Relu();
            return full.MaxPool().Conv("b", 10).Relu().Upsample().Concat(full).Conv("c", 5).Relu().Conv("d", 1);
        }),
        ["shuffled into a concat"] = () => Network.Build(1, x =>
        {
            NodeRef u = x.PixelUnshuffle();
            return u.Conv("a", 12, 1).PixelShuffle().Concat(u.Conv("b", 24).PixelShuffle(), x.Conv("c", 18) + x.Conv("d", 18)).Conv("e", 1);
        }),
        ["concat at the end"] = () => Network.Build(2, x => x.Conv("a", 1).Concat(x.Conv("b", 1))),

        // sums
        ["residual blocks"] = () => Network.Build(1, x =>
        {
            NodeRef a = x.Conv("a", 18);
            NodeRef b = a + a.Conv("b", 18).Relu().Conv("c", 18, scale: 0.1f);
            return x - (b + b.Conv("d", 18).Relu().Conv("e", 18)).Conv("f", 1);
        }),
        ["a value and its convolution"] = () => Network.Build(1, x => Twice(x.Conv("a", 18), a => a.Conv("b", 18)).Relu().Conv("c", 1)),
        ["residual blocks with norms"] = () => Network.Build(2, x =>
        {
            NodeRef a = x.Conv("a", 6).BatchNorm("n").Relu();
            return (a + a.Conv("b", 6).BatchNorm("m").Relu().Conv("c", 6).BatchNorm("o")).Relu().Conv("d", 2);
        }),
        ["residual blocks of 1x1, narrow"] = () => Network.Build(3, x =>
        {
            NodeRef a = x.Conv("a", 3), b = (a + a.Conv("b", 20).Relu().Conv("c", 3, 1)).Relu();
            return x - (b + b.Conv("d", 4).Relu().Conv("e", 3));
        }),
        ["branch of a sum that is read before and behind it"] = () => Network.Build(1, x =>
        {
            NodeRef a = x.Conv("a", 18), b = a + a.Conv("b", 18).Relu().Conv("c", 18), c = a.Conv("d", 18).Relu();
            return (a + (b + c).Conv("e", 18)).Conv("f", 1);
        }),
        ["branch of a sum that is read between it and the convolution"] = () => Network.Build(1, x =>
        {
            NodeRef a = x.Conv("a", 18), b = a.Conv("b", 18).Relu().Conv("c", 18), c = a.Conv("d", 18).Relu();
            return ((a + b) + c).Conv("e", 1);
        }),
        ["sum of a concat and a convolution"] = () => Network.Build(1, x =>
        {
            NodeRef a = x.Conv("a", 16).Concat(x.Conv("b", 16)), b = a + a.Conv("c", 18).Relu().Conv("d", 32);
            return b.Concat(x.Conv("e", 3)).Conv("f", 1);
        }),
        ["sum of a skip and what was shuffled"] = () => Network.Build(1, x =>
        {
            NodeRef a = x.Conv("a", 18), b = a + a.PixelUnshuffle().Conv("b", 33, 1).Relu().Conv("c", 72, 1).PixelShuffle();
            return (b + b.Conv("d", 5).Relu().Conv("e", 18)).Conv("f", 1);
        }),
        ["sum of a skip and what was upsampled"] = () => Network.Build(1, x =>
        {
            NodeRef a = x.Conv("a", 18), b = a + a.MaxPool().Conv("b", 7).Relu().Upsample().Conv("c", 18);
            return x + (b + b.Conv("d", 18)).Conv("e", 1);
        }),
        ["sum whose rectifier lies in a concat"] = () => Network.Build(1, x =>
        {
            NodeRef a = x.Conv("a", 16), r = (a + a.Conv("b", 16).Relu().Conv("c", 16)).Relu();
            return r.Concat(x.Conv("d", 16)).Conv("e", 1);
        }),
        ["sum at the end of two levels"] = () =>
            Network.Build(3, x => Twice(x.Conv("a", 3), a => a.MaxPool().Conv("b", 7).Relu().Upsample().Conv("c", 3))),
        ["rectified sum at the end of two levels"] = () => Network.Build(3, x =>
            Twice(x.Conv("a", 3), a => a.MaxPool().Conv("b", 7).Relu().Upsample().Conv("c", 3)).Relu()),
        ["sum that leads nowhere"] = () => Network.Build(1, x =>
        {
            NodeRef a = x.Conv("a", 6).Relu(), estimate = a.Conv("b", 1);
            _ = a + a.Conv("c", 6).Relu().Conv("d", 6);
            return estimate;
        }),
        ["sum that is the estimate, and its branch too"] = () =>
            Network.Build(2, x => Twice(x.Conv("a", 2), a => a.Conv("b", 5).Relu().Conv("c", 2))),
        ["winograd in residual blocks"] = () => Network.Build(1, x =>
        {
            NodeRef a = x.Conv("a", 16), b = a + a.Conv("b", 32).Relu().Conv("c", 16);
            return (b + b.MaxPool().Conv("d", 32).Relu().Upsample().Conv("e", 16)).Relu().Conv("f", 1);
        }),
        ["a value and itself"] = () => Network.Build(1, x => Twice(x.Conv("a", 3), a => a + a).Conv("b", 1)),
        ["a value without itself"] = () => Network.Build(1, x => Twice(x.Conv("a", 3), a => a - a).Conv("b", 1)),

        // scalars
        ["scalar at full size"] = () => Network.Build(1, x => x.Concat(x.Scalar("sigma")).Conv("a", 6).Relu().Conv("b", 1)),
        ["scalar at half size"] = () => Network.Build(3, x =>
        {
            NodeRef u = x.PixelUnshuffle();
            return x - u.Concat(u.Scalar("sigma")).Conv("a", 12).PixelShuffle();
        }),
        ["scalar alone"] = () => Network.Build(1, x => x + x.Scalar("sigma").Conv("a", 7, bias: false).Relu().Conv("b", 1)),
        ["layers that lead nowhere"] = () => Network.Build(1, x =>
        {
            NodeRef a = x.Conv("a", 6).Relu(), estimate = a.Conv("b", 1);
            estimate.Conv("c", 5).BatchNorm("n");
            a.Sigmoid();
            return estimate;
        }),

        // whole lanes on both sides: Winograd convolutions
        ["winograd in a row"] = () =>
            Network.Build(1, x => x.Conv("a", 16).Relu().Conv("b", 48).Relu().Conv("c", 32).Conv("d", 16).Relu().Conv("e", 1)),
        ["winograd, norm, relu"] = () => Network.Build(3, x =>
            x.Conv("a", 32).Conv("b", 16, bias: false).BatchNorm("n").Relu().Conv("c", 48).BatchNorm("m").Conv("d", 3)),
        ["winograd that adds to a gradient"] = () =>
            Network.Build(1, x => Twice(x.Conv("a", 16).Relu(), a => a.Conv("b", 16) + a.Conv("c", 16)).Conv("d", 1)),
        ["winograd into a concat and from it"] = () => Network.Build(1, x =>
        {
            NodeRef a = x.Conv("a", 16).Relu();
            return a.Concat(a.Conv("b", 32).Relu(), a.Conv("c", 20)).Conv("d", 16).Relu().Conv("e", 1);
        }),
        ["winograd of two levels"] = () => UNet.Build(3, new UNetOptions { Widths = [16, 32, 48], Blocks = [1], BatchNorm = false }),
        ["winograd of unshuffled pixels"] = () => UNet.Build(3, new UNetOptions
        {
            Widths = [16, 48], Blocks = [1], Residual = true, AddsSkips = true, BatchNorm = false, Unshuffle = true, NoiseLevelInput = true,
            Subtracts = true,
        }),

        // models
        ["notebook MNIST"] = NotebookNets.Mnist,
        ["autoencoder"] = () => Autoencoder.Build(3, new UNetOptions { Widths = [5, 6, 7], Blocks = [1] }),
        ["autoencoder without norm"] = () => Autoencoder.Build(1, new UNetOptions { Widths = [5, 18], BatchNorm = false }),
        ["unet"] = () => UNet.Build(1, new UNetOptions { Widths = [5, 6, 7], Blocks = [1] }),
        ["unet of two blocks without norm"] = () => UNet.Build(3, new UNetOptions { Widths = [5, 17], BatchNorm = false }),
        ["unet with added skips"] = () => UNet.Build(3, new UNetOptions { Widths = [5, 6, 7], AddsSkips = true, BatchNorm = false }),
        ["unet without skips"] = () => UNet.Build(1, new UNetOptions { Widths = [5, 6], Skips = false, Bias = false, BatchNorm = false }),
        ["unet, unshuffled, told the noise level, subtracts"] = () => UNet.Build(3, new UNetOptions
        {
            Widths = [6, 7], Blocks = [1], BatchNorm = false, Bias = false, Unshuffle = true, NoiseLevelInput = true, Subtracts = true,
        }),
        ["residual unet"] = () => UNet.Build(1, new UNetOptions
        {
            Widths = [6, 7, 8], Blocks = [1], Residual = true, AddsSkips = true, BatchNorm = false, Bias = false, Unshuffle = true,
            NoiseLevelInput = true, Subtracts = true,
        }),
        ["residual unet with norm and concat"] = () => UNet.Build(1, new UNetOptions { Widths = [6, 18], Blocks = [1], Residual = true }),
        ["residual unet without skips"] = () => UNet.Build(3, new UNetOptions
        {
            Widths = [5, 6], Blocks = [1], Residual = true, Skips = false, BatchNorm = false,
        }),
    };

    public static IEnumerable<string> Names => s_all.Keys;

    /// <summary>Names of the networks with Winograd convolutions.</summary>
    public static TheoryData<string> Winograd => [.. Names.Where(n => n.StartsWith("winograd", StringComparison.Ordinal))];

    /// <summary>The names as theory data.</summary>
    public static TheoryData<string> Theory => [.. Names];

    public static Network Get(string name) => s_all[name]();

    /// <summary>
    /// Batches of awkward sizes. Networks with a normalization get larger ones, because normalizing over a few values divides by a
    /// standard deviation that can be almost 0.
    /// </summary>
    public static Shape[] Batches(Network network) =>
        [.. (network.Nodes.Any(n => n.Layer is BatchNorm)
            ? ((int, int, int)[])[(17, 5, 3), (23, 2, 7), (60, 3, 1), (3, 6, 18)]
            : [(17, 5, 3), (1, 1, 7), (3, 1, 1), (2, 6, 18)]).Select(s => new Shape(s.Item1, s.Item2, s.Item3, network.Channels))];

    /// <summary>27 channels in parts of 6, 20 and 1, with gaps because each part begins at a multiple of 16.</summary>
    private static NodeRef Gapped(NodeRef x) => x.Conv("gap6", 6).Concat(x.Conv("gap20", 20).Relu(), x.Conv("gap1", 1));

    private static NodeRef Twice(NodeRef x, Func<NodeRef, NodeRef> again) => again(x) + x;
}
