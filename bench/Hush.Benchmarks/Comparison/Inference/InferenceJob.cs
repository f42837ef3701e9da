using System.Diagnostics;
using Hush.Benchmarks.Comparison.Peers;
using Hush.Learning.Networks;
using Hush.Learning.Plans;
using Hush.Numerics.Threading;

namespace Hush.Benchmarks.Comparison.Inference;

/// <summary>Estimates of a batch, or of one image, by a plan for just this size.</summary>
internal sealed class InferenceJob : IJob
{
    private readonly WorkerTeam _team;
    private readonly InferencePlan _plan;
    private readonly Tensor _noisy, _estimate;

    public InferenceJob(SampleNet net, Shape images, int threads)
    {
        _team = new WorkerTeam(threads);
        _plan = new InferencePlan(net.Network, images.H, images.W, images.N > 1, _team);
        using (Weights weights = net.TrainedWeights())
            _plan.Load(weights);
        _noisy = SampleImages.Draw(images);
        _estimate = new Tensor(images);
    }

    /// <summary>The estimates, [N, C, H, W].</summary>
    public float[] Results()
    {
        Time();
        return SampleImages.ChannelsFirst(_estimate);
    }

    public double Time()
    {
        long start = Stopwatch.GetTimestamp();
        _plan.Run(_noisy, _estimate);
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    public void Dispose()
    {
        _plan.Dispose();
        _team.Dispose();
        _noisy.Dispose();
        _estimate.Dispose();
    }
}
