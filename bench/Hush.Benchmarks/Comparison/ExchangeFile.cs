using Hush.Learning.Checkpoints;
using Hush.Learning.Networks;

namespace Hush.Benchmarks.Comparison;

/// <summary>What a peer in another program begins with: the network as a graph, its weights and one batch, in a safetensors file.</summary>
internal static class ExchangeFile
{
    public static void Write(string path, TrainingWorkload workload, Weights weights, UniformBatch batch)
    {
        var file = new SafetensorsFile();
        file.Metadata["network"] = NetworkJson.ToJson(workload.Network).ToJsonString();
        file.Metadata["loss"] = workload.Loss.Name;
        ModelTensors.Add(file, "", workload.Network, weights);
        int[] shape = [batch.Shape.N, batch.Shape.H, batch.Shape.W, batch.Shape.C];
        file.Add("batch.noisy", shape, batch.Noisy);
        file.Add("batch.clean", shape, batch.Clean);
        file.Write(path);
    }
}
