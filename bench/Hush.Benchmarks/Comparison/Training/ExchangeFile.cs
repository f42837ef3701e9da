using Hush.Learning.Checkpoints;
using Hush.Learning.Networks;

namespace Hush.Benchmarks.Comparison.Training;

/// <summary>What a peer in another program begins with: the network as a graph, its weights and one batch, in a safetensors file.</summary>
internal static class ExchangeFile
{
    /// <summary>Seed of everyone's first weights.</summary>
    public const ulong Seed = 1;

    public static void Write(string path, SampleNet net)
    {
        using Weights weights = Weights.Initialize(net.Network, Seed);
        var batch = new UniformBatch(net.Batch);
        var file = new SafetensorsFile();
        file.Metadata["network"] = NetworkJson.ToJson(net.Network).ToJsonString();
        file.Metadata["loss"] = net.Loss.Name;
        ModelTensors.Add(file, "", net.Network, weights);
        int[] shape = [batch.Shape.N, batch.Shape.H, batch.Shape.W, batch.Shape.C];
        file.Add("batch.noisy", shape, batch.Noisy);
        file.Add("batch.clean", shape, batch.Clean);
        file.Write(path);
    }
}
