using Hush.Learning.Losses;
using Hush.Learning.Models;
using Hush.Learning.Networks;
using Hush.Learning.Optimizers;
using Hush.Learning.Plans;
using Hush.Numerics.Threading;
using Xunit;

namespace Hush.Learning.Tests.Plans;

/// <summary>Long trainings use no more memory than short ones. Runs alone, because it measures the memory of the process.</summary>
[Collection(nameof(AllocationTests))]
public class EnduranceTests
{
    public static TheoryData<string> Networks => ["deep, with norm, subtracts", "unet"];

    [Theory, MemberData(nameof(Networks))]
    public void Many_steps_on_one_thread_allocate_nothing(string name)
    {
        using var training = new LongTraining(Draw(name), new Shape(3, 9, 10, 1), threads: 1);
        training.Run(steps: 5);

        long before = GC.GetAllocatedBytesForCurrentThread();
        training.Run(steps: 200);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Theory, MemberData(nameof(Networks))]
    public void Many_steps_on_two_threads_allocate_less_than_one_object_each(string name)
    {
        const int Steps = 500, SmallestObject = 24;     // bytes; a thread may allocate when it first waits
        using var training = new LongTraining(Draw(name), new Shape(9, 9, 10, 1), threads: 2);
        training.Run(steps: 50);

        long before = training.Allocations.Read();
        training.Run(Steps);

        Assert.InRange(training.Allocations.Read() - before, 0, (Steps * SmallestObject) - 1);
    }

    [Fact]
    public void Ten_thousand_steps_take_no_more_memory_than_the_first_two_thousand()
    {
        const int Steps = 8000;
        Network network = Network.Build(1, x => x - x.Conv("a", 16).Relu().Conv("b", 16).Relu().Conv("c", 1));
        using var training = new LongTraining(network, new Shape(8, 6, 7, 1), threads: 2);
        training.Run(steps: 2000);

        long before = Environment.WorkingSet;
        training.Run(Steps);

        long grown = Environment.WorkingSet - before;
        Assert.True(grown < Steps * Environment.SystemPageSize / 2, $"grew by {grown} bytes");     // half a page per step
        Assert.True(double.IsFinite(training.Loss), $"the loss is {training.Loss}");
    }

    private static Network Draw(string name) => name == "unet"
        ? UNet.Build(1, new UNetOptions { Widths = [16, 32], Blocks = [1], BatchNorm = false })
        : Network.Build(1, x => x - Enumerable.Range(1, 4)
            .Aggregate(x.Conv("first", 16).Relu(), (y, i) => y.Conv($"conv{i}", 16, bias: false).BatchNorm($"norm{i}").Relu())
            .Conv("out", 1));

    /// <summary>A training without files and clocks: only steps and updates.</summary>
    private sealed class LongTraining : IDisposable
    {
        private readonly Shape _batch;
        private readonly FixedSamples _samples;
        private readonly Weights _weights, _gradient;
        private readonly Adam _adam;
        private readonly WorkerTeam _team;
        private readonly TrainingPlan _plan;
        private int _step;

        public LongTraining(Network network, Shape batch, int threads)
        {
            (_batch, _samples, _weights, _team) =
                (batch, new FixedSamples(batch), FixedSamples.WeightsFor(network), new WorkerTeam(threads));
            _gradient = new Weights(_weights.Layout);
            _adam = new Adam(_weights.Layout.Learned);
            _plan = new TrainingPlan(network, batch, new Mse(), _team);
            Allocations = new TeamAllocations(_team);
        }

        public TeamAllocations Allocations { get; }

        /// <summary>The loss of the last step.</summary>
        public double Loss { get; private set; }

        public void Run(int steps)
        {
            int learned = _weights.Layout.Learned;
            for (int end = _step + steps; _step < end;)
            {
                Loss = _plan.Step(_weights, _samples, _batch.N - (_step % 2), _gradient);
                _adam.Update(_weights.Memory.Span[..learned], _gradient.Memory.Span[..learned], ++_step, 1e-3f);
            }
        }

        public void Dispose()
        {
            _plan.Dispose();
            _team.Dispose();
            _adam.Dispose();
            _gradient.Dispose();
            _weights.Dispose();
        }
    }
}
