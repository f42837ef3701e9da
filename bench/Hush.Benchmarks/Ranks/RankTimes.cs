using System.Diagnostics;
using Hush.Benchmarks.Comparison.Training;
using Hush.Learning.Distributed;
using Hush.Learning.Distributed.Mpi;
using Hush.Learning.Losses;
using Hush.Learning.Networks;
using Hush.Learning.Optimizers;
using Hush.Learning.Plans;
using Hush.Models;
using Hush.Numerics.Threading;
using Hush.Training;

namespace Hush.Benchmarks.Ranks;

/// <summary>
/// How much of the exchange of gradients is hidden behind the backward pass. Runs on the ranks that mpirun started, and times in turn:
/// steps without an exchange, the exchange without computations, and steps with it. If the ranks share a machine, also compares them with
/// one process of as many threads.
/// </summary>
internal sealed class RankTimes : IDisposable
{
    private const int Rounds = 7, StepsPerRound = 10, Turns = 40, StepsPerTurn = 6;

    private readonly ICommunicator _ranks;
    private readonly WorkerTeam _team;
    private readonly Weights _weights, _gradient;
    private readonly TrainingPlan _together, _alone;
    private readonly IOptimizer _optimizer;
    private readonly UniformBatch _batch;
    private readonly int _images;
    private readonly Action<int, int> _update;
    private readonly FullStep _ranked;
    private readonly FullStep? _single;         // on rank 0

    private RankTimes(ICommunicator ranks, int threads, Recipe recipe)
    {
        _ranks = ranks;
        _images = recipe.Batch;
        int side = recipe.Data.Patch ?? 32;
        Network network = ModelFactory.Build(recipe.Model, recipe.Model.Channels ?? 3);
        var batch = new Shape(_images, side, side, network.Channels);
        ILoss loss = recipe.CreateLoss();
        _team = new WorkerTeam(threads);
        _weights = Weights.Initialize(network, ExchangeFile.Seed);
        _gradient = new Weights(_weights.Layout);
        _together = new TrainingPlan(network, batch, loss, _team, ranks: ranks);
        _alone = new TrainingPlan(network, batch, loss, _team, ranks: new SilentRanks(ranks.Rank, ranks.Count));
        _optimizer = recipe.Optimizer.Create(_weights.Layout, threads);
        _batch = new UniformBatch(batch);
        _ranked = new FullStep(recipe, _together, ranks, _team, _batch);
        if (ranks.IsOneMachine && ranks.Rank == 0)
        {
            var team = new WorkerTeam(threads * ranks.Count);
            _single = new FullStep(recipe, new TrainingPlan(network, batch, loss, team), SingleProcess.Instance, team, _batch);
        }

        _update = (part, worker) =>
            _optimizer.Update(part, _weights.Learned, _gradient.Learned, new UpdateStep(1, 1e-6f, 1), worker);
    }

    /// <summary>Measures; rank 0 writes a line.</summary>
    /// <param name="threads">Threads of each rank.</param>
    /// <param name="net">The name of a recipe.</param>
    /// <param name="changes">Changes to it, such as batch=32.</param>
    /// <param name="output">Receives the line.</param>
    public static void Run(int threads, string net, string[] changes, TextWriter output)
    {
        Recipe recipe = Recipe.LoadBuiltIn(net);
        foreach (string change in changes)
            recipe = recipe.With(change[..change.IndexOf('=')], change[(change.IndexOf('=') + 1)..]);
        if (MpiCommunicator.OfLauncher(Environment.GetEnvironmentVariable) is not MpiCommunicator ranks)
            throw new InvalidOperationException("Start it with bench/ranks.");
        using (ranks)
        {
            ranks.Connect((message, code) =>
            {
                Console.Error.WriteLine(message);
                ranks.Abort(code);
            });
            using var times = new RankTimes(ranks, threads, recipe);
            times.Measure(ranks.Rank == 0 ? output : TextWriter.Null);
        }
    }

    public void Dispose()
    {
        _single?.Plan.Dispose();
        _single?.Team.Dispose();
        _single?.Dispose();
        _ranked.Dispose();
        _together.Dispose();
        _alone.Dispose();
        _optimizer.Dispose();
        _team.Dispose();
        _weights.Dispose();
        _gradient.Dispose();
    }

    private void Measure(TextWriter output)
    {
        List<double> computing = [], exchange = [], step = [], wait = [], update = [];
        for (int round = -1; round < Rounds; round++)       // the first round warms up
        {
            if (round == 0)
                new[] { computing, exchange, step, wait, update }.ToList().ForEach(list => list.Clear());
            for (int i = 0; i < StepsPerRound; i++)
                computing.Add(Time(() => _alone.Step(_weights, _batch, _images, _gradient)));
            for (int i = 0; i < StepsPerRound; i++)
                exchange.Add(Time(_together.ExchangeGradients));
            for (int i = 0; i < StepsPerRound; i++)
            {
                step.Add(Time(() => _together.Step(_weights, _batch, _images, _gradient)));
                wait.Add((double)_together.WaitTicks / Stopwatch.Frequency);
            }

            for (int i = 0; i < StepsPerRound; i++)
                update.Add(Time(() => _team.Run(_optimizer.Parts.Count, _update)));
        }

        // The rank whose passes end last has waited for nothing but the exchange.
        double exposed = MedianOver(wait, Enumerable.Min), all = MedianOver(exchange, Enumerable.Max);
        string row = $"{_ranks.Count} ranks, batch {_images}, {4e-6 * _weights.Learned.Length:0.0} MB: computing " +
            $"{1e3 * MedianOver(computing, Enumerable.Max):0.0} ms, exchange {1e3 * all:0.0} ms, step " +
            $"{1e3 * MedianOver(step, Enumerable.Max):0.0} ms, of which exposed {1e3 * exposed:0.0} ms, hidden " +
            $"{100 * (1 - (exposed / all)):0} %; update {1e3 * MedianOver(update, Enumerable.Min):0.0} ms";
        output.WriteLine(row);
        if (_ranks.IsOneMachine)
            CompareWithOneProcess(output);
    }

    // In turn for short times, because the speed of a machine changes within seconds.
    private void CompareWithOneProcess(TextWriter output)
    {
        List<(double Passes, double All)> single = [], ranked = [];
        var ratios = new List<double>();
        double duration = 0;
        for (int round = -1; round < Turns; round++)        // the first round warms up
        {
            _ranks.Barrier();
            long start = Stopwatch.GetTimestamp();
            if (_single == null)
                Thread.Sleep(TimeSpan.FromSeconds(0.95 * duration));        // waiting in a barrier takes time from the other process
            List<(double Passes, double All)> mine = [.. _single == null ? [] : Steps(_single)];
            _ranks.Barrier();
            duration = Stopwatch.GetElapsedTime(start).TotalSeconds;
            List<(double Passes, double All)> ours = [.. Steps(_ranked)];
            if (_single == null || round < 0)
                continue;
            single.AddRange(mine);
            ranked.AddRange(ours);
            ratios.Add(Median(mine, t => t.All) / Median(ours, t => t.All));
        }

        if (_single == null)
            return;
        ratios.Sort();
        output.WriteLine($"with the update: one process of {_single.Team.Count} threads {1e3 * Median(single, t => t.All):0.0} ms (passes " +
            $"{1e3 * Median(single, t => t.Passes):0.0} ms), {_ranks.Count} ranks {1e3 * Median(ranked, t => t.All):0.0} ms " +
            $"({1e3 * Median(ranked, t => t.Passes):0.0} ms), {ratios[Turns / 2]:0.000} of its speed (quartiles {ratios[Turns / 4]:0.000} and " +
            $"{ratios[3 * Turns / 4]:0.000} of {Turns} turns)");

        static IEnumerable<(double Passes, double All)> Steps(FullStep step) =>
            Enumerable.Range(0, StepsPerTurn).Select(_ => step.Run());
    }

    // All ranks begin at the same time.
    private double Time(Action action)
    {
        _ranks.Barrier();
        long start = Stopwatch.GetTimestamp();
        action();
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    /// <summary>The median over the steps of the smallest or largest value of any rank in the same step.</summary>
    private double MedianOver(List<double> mine, Func<IEnumerable<double>, double> ofRanks)
    {
        double[] all = new double[_ranks.Count * mine.Count];
        mine.CopyTo(all, _ranks.Rank * mine.Count);
        _ranks.AllGather<double>(all, [.. Enumerable.Range(0, _ranks.Count + 1).Select(r => (nint)(r * mine.Count))]);
        double[] steps = [.. Enumerable.Range(0, mine.Count)
            .Select(i => ofRanks(Enumerable.Range(0, _ranks.Count).Select(r => all[(r * mine.Count) + i]))).Order()];
        return steps[steps.Length / 2];
    }

    private static double Median<T>(List<T> values, Func<T, double> value) => values.Select(value).Order().ElementAt(values.Count / 2);
}
