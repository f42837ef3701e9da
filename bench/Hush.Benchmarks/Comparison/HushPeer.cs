using System.Diagnostics;
using Hush.Learning.Networks;
using Hush.Learning.Optimisers;
using Hush.Learning.Plans;
using Hush.Numerics.Threading;

namespace Hush.Benchmarks.Comparison;

/// <summary>Hush itself: a plan, Adam and a team of workers.</summary>
internal sealed class HushPeer : IPeer
{
    private const int UpdateBlock = 1 << 14;

    private readonly Weights _weights, _gradient;
    private readonly UniformBatch _batch;
    private readonly WorkerTeam _team;
    private readonly TrainingPlan _plan;
    private readonly Adam _adam;
    private readonly Action<int, int> _update;
    private long _step;

    public HushPeer(TrainingWorkload workload, Weights weights, UniformBatch batch, int threads)
    {
        _weights = new Weights(weights.Layout);
        _weights.CopyFrom(weights);
        _gradient = new Weights(weights.Layout);
        _batch = batch;
        _team = new WorkerTeam(threads);
        _plan = new TrainingPlan(workload.Network, workload.Batch, workload.Loss, _team);
        _adam = new Adam(weights.Layout.Learned);
        _update = Update;
    }

    public string Name => "Hush";

    public IReadOnlyList<double> Losses(int steps) => [.. Enumerable.Range(0, steps).Select(_ => Step())];

    public IReadOnlyList<double> Time(int steps)
    {
        var seconds = new double[steps];
        for (int i = 0; i < steps; i++)
        {
            long start = Stopwatch.GetTimestamp();
            Step();
            seconds[i] = Stopwatch.GetElapsedTime(start).TotalSeconds;
        }

        return seconds;
    }

    public void Dispose()
    {
        _plan.Dispose();
        _team.Dispose();
        _adam.Dispose();
        _weights.Dispose();
        _gradient.Dispose();
    }

    private double Step()
    {
        double loss = _plan.Step(_weights, _batch, _batch.Shape.N, _gradient);
        _step++;
        _team.Run((_gradient.Layout.Learned + UpdateBlock - 1) / UpdateBlock, _update);
        return loss;
    }

    private void Update(int block, int worker)
    {
        int start = block * UpdateBlock, length = Math.Min(UpdateBlock, _gradient.Layout.Learned - start);
        _adam.Update(
            _weights.Learned.Slice(start, length), _gradient.Learned.Slice(start, length), _step, TrainingWorkload.Rate, start: start);
    }
}
