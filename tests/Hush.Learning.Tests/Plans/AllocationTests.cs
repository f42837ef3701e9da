using Hush.Learning.Losses;
using Hush.Learning.Models;
using Hush.Learning.Networks;
using Hush.Learning.Plans;
using Hush.Learning.Tests.Training;
using Hush.Numerics.Threading;
using Xunit;

namespace Hush.Learning.Tests.Plans;

/// <summary>Runs alone, because the counter includes the threads of all tests.</summary>
[CollectionDefinition(nameof(AllocationTests), DisableParallelization = true)]
[Collection(nameof(AllocationTests))]
public class AllocationTests
{
    public static TheoryData<string> Networks => SmallNetworks.Theory;

    [Theory, MemberData(nameof(Networks))]
    public void A_training_step_allocates_nothing(string name)
    {
        Network network = SmallNetworks.Get(name);
        var samples = new FixedSamples(new Shape(3, 4, 6, network.Channels));
        using Weights weights = FixedSamples.WeightsFor(network), gradient = new(weights.Layout);
        using var team = new WorkerTeam(1);
        using var plan = new TrainingPlan(network, samples.Shape, new Mse(), team);
        plan.Step(weights, samples, 3, gradient);

        long before = GC.GetAllocatedBytesForCurrentThread();
        plan.Step(weights, samples, 3, gradient);
        plan.Step(weights, samples, 2, gradient);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Theory, MemberData(nameof(Networks))]
    public void An_estimate_allocates_nothing(string name)
    {
        Network network = SmallNetworks.Get(name);
        var samples = new FixedSamples(new Shape(3, 4, 6, network.Channels));
        using Weights weights = FixedSamples.WeightsFor(network);
        using var team = new WorkerTeam(1);
        using var plan = new InferencePlan(network, 4, 6, severalImages: true, team);
        using Tensor noisy = Tensor.From(samples.Shape, samples.Noisy), estimate = new(samples.Shape);
        plan.Load(weights);
        plan.Run(noisy, estimate, samples.Scalars);

        long before = GC.GetAllocatedBytesForCurrentThread();
        plan.Load(weights);
        plan.Run(noisy, estimate, samples.Scalars);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void A_step_of_a_trainer_allocates_nothing()
    {
        var options = TinyTraining.Options with { ClipNorm = 1, Average = 0.9 };
        using var training = new TinyTraining(options, threads: 1);
        var bytes = new List<long>(capacity: 100);
        training.StepDone = () => bytes.Add(GC.GetAllocatedBytesForCurrentThread());
        training.Run();

        for (int step = 1; step < bytes.Count; step++)
        {
            if (step % TinyTraining.StepsPerEpoch != 0)         // a new epoch allocates its order and a row of the log
                Assert.Equal(0, bytes[step] - bytes[step - 1]);
        }
    }

    [Fact]
    public void Two_threads_together_allocate_nothing_in_a_step()
    {
        Network network = UNet.Build(1, new UNetOptions { Widths = [5, 6] });
        var samples = new FixedSamples(new Shape(16, 8, 6, 1));
        using Weights weights = FixedSamples.WeightsFor(network), gradient = new(weights.Layout);
        using var team = new WorkerTeam(2);
        using var plan = new TrainingPlan(network, samples.Shape, new Mse(), team);
        for (int i = 0; i < 20; i++)
            plan.Step(weights, samples, 16, gradient);

        // A thread may allocate when it first waits, while steps that allocate would do so in every attempt.
        var counter = new TeamAllocations(team);
        long least = long.MaxValue;
        for (int attempt = 0; attempt < 10; attempt++)
        {
            long before = counter.Read();
            for (int i = 0; i < 5; i++)
                plan.Step(weights, samples, 16, gradient);
            least = Math.Min(least, counter.Read() - before);
        }

        Assert.Equal(0, least);
    }
}
