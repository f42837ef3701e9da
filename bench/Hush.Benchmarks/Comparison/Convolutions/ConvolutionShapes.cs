using Hush.Learning.Networks;
using Hush.Learning.Networks.Layers;

namespace Hush.Benchmarks.Comparison.Convolutions;

/// <summary>The distinct convolutions of networks, in batches as they are trained.</summary>
internal static class ConvolutionShapes
{
    /// <summary>Those of the nets that the other workloads train and run.</summary>
    public static IReadOnlyList<ConvolutionShape> OfSampleNets() =>
        Of(new[] { "notebook-mnist", "mnist", "cifar10", "dncnn" }.Select(SampleNet.Get));

    /// <summary>Each once, with the largest batch that it occurs in; in the order of their channels.</summary>
    private static IReadOnlyList<ConvolutionShape> Of(IEnumerable<SampleNet> nets) =>
    [
        .. nets.SelectMany(Of)
            .GroupBy(s => s with { Images = 0 })
            .Select(same => same.MaxBy(s => s.Images)!)
            .OrderBy(s => (s.In, s.Out, s.Height, s.Upsampled)),
    ];

    private static IEnumerable<ConvolutionShape> Of(SampleNet net)
    {
        foreach (Node node in net.Network.Nodes)
        {
            if (node.Layer is not Conv2d layer)
                continue;
            bool upsampled = layer.Kernel == 3 && net.Network.Nodes[node.Inputs[0]].Layer is Upsample;
            yield return new ConvolutionShape(
                layer.InChannels,
                layer.OutChannels,
                layer.Kernel,
                Network.SizeAt(node.Level, net.Batch.H),
                Network.SizeAt(node.Level, net.Batch.W),
                upsampled,
                net.Batch.N);
        }
    }
}
