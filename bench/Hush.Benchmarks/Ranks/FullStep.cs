using System.Diagnostics;
using Hush.Benchmarks.Comparison.Training;
using Hush.Learning.Distributed;
using Hush.Learning.Networks;
using Hush.Learning.Optimizers;
using Hush.Learning.Plans;
using Hush.Learning.Training;
using Hush.Numerics.Threading;
using Hush.Training;

namespace Hush.Benchmarks.Ranks;

/// <summary>A step of a training with its update, which ranks on one machine divide.</summary>
internal sealed class FullStep : IDisposable
{
    private readonly UniformBatch _batch;
    private readonly Weights _weights, _gradient;
    private readonly IOptimizer _optimizer;
    private readonly DividedUpdate _division;
    private readonly Action<int, int> _update;
    private int _step;

    public FullStep(Recipe recipe, TrainingPlan plan, ICommunicator ranks, WorkerTeam team, UniformBatch batch)
    {
        (Plan, Team, _batch) = (plan, team, batch);
        _weights = Weights.Initialize(plan.Network, ExchangeFile.Seed);
        _gradient = new Weights(_weights.Layout);
        _optimizer = recipe.Optimizer.Create(_weights.Layout, team.Count);
        _division = new DividedUpdate(ranks, _optimizer, _weights);
        _update = Update;
    }

    public TrainingPlan Plan { get; }

    public WorkerTeam Team { get; }

    /// <summary>Runs a step, and returns how long its passes and all of it took, in seconds.</summary>
    public (double Passes, double All) Run()
    {
        long start = Stopwatch.GetTimestamp();
        Plan.Step(_weights, _batch, _batch.Shape.N, _gradient);
        double passes = Stopwatch.GetElapsedTime(start).TotalSeconds;
        _step++;
        Team.Run(_optimizer.Parts.Count, _update);
        if (_division.IsDivided)
            _division.Exchange();
        return (passes, Stopwatch.GetElapsedTime(start).TotalSeconds);
    }

    public void Dispose()
    {
        _division.Dispose();
        _optimizer.Dispose();
        _weights.Dispose();
        _gradient.Dispose();
    }

    private void Update(int part, int worker)
    {
        var step = new UpdateStep(_step, 1e-6f, 1);
        if (_division.IsForeign(part))
            _optimizer.UpdateState(part, _gradient.Learned, step);
        else
            _optimizer.Update(part, _weights.Learned, _gradient.Learned, step, worker);
    }
}
