using System.Diagnostics;
using Hush.Benchmarks.Comparison.Peers;
using Hush.Learning.Networks;
using Hush.Learning.Optimizers;
using Hush.Learning.Plans;
using Hush.Numerics.Threading;

namespace Hush.Benchmarks.Comparison.Training;

/// <summary>A training step in Hush: a plan, Adam and a team of workers.</summary>
internal sealed class TrainingJob : IJob
{
    /// <summary>Learning rate of every peer, with Adam's usual betas.</summary>
    public const float Rate = 1e-3f;

    private readonly Weights _weights, _gradient;
    private readonly UniformBatch _batch;
    private readonly WorkerTeam _team;
    private readonly TrainingPlan _plan;
    private readonly Adam _adam;
    private readonly Action<int, int> _update;
    private long _step;

    public TrainingJob(SampleNet net, int threads)
    {
        _weights = Weights.Initialize(net.Network, ExchangeFile.Seed);
        _gradient = new Weights(_weights.Layout);
        _batch = new UniformBatch(net.Batch);
        _team = new WorkerTeam(threads);
        _plan = new TrainingPlan(net.Network, net.Batch, net.Loss, _team);
        _adam = new Adam(_weights.Layout.Learned);
        _update = Update;
    }

    /// <summary>The gradients of a first step, parameter by parameter in the order of their names.</summary>
    public float[] Results()
    {
        Step();
        return [.. _gradient.Layout.Parameters.Where(p => p.Learned).OrderBy(p => p.Name, StringComparer.Ordinal)
            .SelectMany(p => _gradient[p.Name].ToArray())];
    }

    public double Time()
    {
        long start = Stopwatch.GetTimestamp();
        Step();
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    public void Dispose()
    {
        _plan.Dispose();
        _team.Dispose();
        _adam.Dispose();
        _weights.Dispose();
        _gradient.Dispose();
    }

    private void Step()
    {
        _plan.Step(_weights, _batch, _batch.Shape.N, _gradient);
        _step++;
        _team.Run(_adam.Parts.Count, _update);
    }

    private void Update(int part, int worker) =>
        _adam.Update(part, _weights.Learned, _gradient.Learned, new UpdateStep(_step, Rate, GradientScale: 1), worker);
}
