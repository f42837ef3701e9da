using Hush.Learning.Distributed;
using Hush.Learning.Distributed.Mpi;
using Hush.Learning.Losses;
using Hush.Learning.Networks;
using Hush.Learning.Optimizers;
using Hush.Learning.Plans;
using Hush.Learning.Tests.Plans;
using Hush.Learning.Tests.Training;
using Hush.Learning.Training;
using Hush.Numerics.Threading;
using Xunit;

namespace Hush.Learning.Tests.Distributed;

/// <summary>Several ranks learn what one process learns, byte for byte.</summary>
public class RankTests
{
    public static TheoryData<string> Networks => SmallNetworks.Theory;

    [Theory, MemberData(nameof(Networks))]
    public void A_step_on_any_number_of_ranks_gives_the_same_bytes(string name)
    {
        const int planned = 40;         // ten chunks: not a power of two
        Network network = SmallNetworks.Get(name);
        var samples = new FixedSamples(new Shape(planned, 6, 10, network.Channels));
        foreach (int images in new[] { planned, 7 })            // the second one leaves chunks empty
        {
            float[] one = Step(SingleProcess.Instance, images);
            foreach (int count in new[] { 2, 3, 4, 10 })
            {
                Assert.All(ThreadRanks.Run(count, ranks => Step(ranks, images)), result => Assert.Equal(one, result));
                Assert.All(ThreadRanks.Run(count, ranks => Step(ranks, images), sharesMemory: true), result => Assert.Equal(one, result));
            }
        }

        float[] Step(ICommunicator ranks, int images)
        {
            using Weights weights = FixedSamples.WeightsFor(network), gradient = new(weights.Layout);
            using var team = new WorkerTeam(1 + (ranks.Rank % 2));
            using var plan = new TrainingPlan(network, samples.Shape, new Mse(), team, ranks: ranks);
            double loss = plan.Step(weights, samples, images, gradient);
            return [(float)loss, .. gradient.Memory.Span, .. weights.Memory.Span[weights.Layout.Learned..]];
        }
    }

    [Theory]
    [InlineData("normalized, averaged", false)]
    [InlineData("normalized, averaged", true)]
    [InlineData("muon, clipped, averaged, dead units", false)]
    [InlineData("muon, clipped, averaged, dead units", true)]
    public void A_training_on_any_number_of_ranks_gives_the_same_bytes(string kind, bool sharesMemory)
    {
        byte[] one = Train(SingleProcess.Instance, kind);
        foreach (int count in new[] { 2, 3, 4 })
            Assert.All(ThreadRanks.Run(count, ranks => Train(ranks, kind), sharesMemory), bytes => Assert.Equal(one, bytes));
    }

    // Memory that ranks share must not be read before the slow rank has written it, or written while it still reads.
    [Theory]
    [InlineData("normalized, averaged")]
    [InlineData("muon, clipped, averaged, dead units")]
    public void A_slow_rank_learns_the_same_bytes_as_the_others(string kind)
    {
        byte[] one = Train(SingleProcess.Instance, kind);
        for (int slow = 0; slow < 3; slow++)
        {
            byte[][] all = ThreadRanks.Run(3, ranks => Train(ranks, kind, isSlow: ranks.Rank == slow), sharesMemory: true);
            Assert.All(all, bytes => Assert.Equal(one, bytes));
        }
    }

    [Fact]
    public void A_run_resumes_with_another_number_of_ranks_from_the_checkpoint_of_rank_0()
    {
        const string kind = "normalized, averaged";
        byte[] whole = Train(SingleProcess.Instance, kind);
        byte[] stopped = ThreadRanks.Run(4, ranks =>
        {
            using var training = Create(ranks, kind);
            training.Run(steps: ranks.Rank == 0 ? 5 : int.MaxValue);         // a signal to one rank stops all
            return training.Save();
        }).Distinct(ByContent).Single();
        byte[][] resumed = ThreadRanks.Run(2, ranks =>
        {
            using var training = Create(ranks, kind);
            if (ranks.Rank == 0)
            {
                File.WriteAllBytes(training.File, stopped);
                training.Load(training.File);
            }

            training.Loop.Synchronize();
            training.Run();
            return training.Save();
        });
        Assert.All(resumed, bytes => Assert.Equal(whole, bytes));
    }

    [Fact]
    public void A_training_that_diverges_ends_on_all_ranks() => Assert.All(
        ThreadRanks.Run(3, ranks =>
        {
            using var training = new TinyTraining(
                TinyTraining.Options with { Ranks = ranks, Clock = new HandClock() },
                source: new TinySource { BadFrom = 1, Bad = float.NaN },
                threads: 1);
            return Record.Exception(() => training.Run())?.Message;
        }),
        message => Assert.StartsWith("The loss of step 4 (epoch 2, step 1 of 3) is NaN, expected a finite number.", message));

    [Fact]
    public void More_ranks_than_chunks_are_rejected() => Assert.All(
        ThreadRanks.Run(5, ranks =>
        {
            using var team = new WorkerTeam(1);
            return Record.Exception(() => new TrainingPlan(TinyTraining.Plain(), new Shape(4, 4, 6, 1), new Mse(), team, ranks: ranks));
        }),
        e => Assert.IsType<ArgumentOutOfRangeException>(e));

    [Fact]
    public void Text_and_bytes_reach_all_ranks()
    {
        Assert.All(ThreadRanks.Run(3, ranks => ranks.AllGather(new string('a', ranks.Rank))), all => Assert.Equal(["", "a", "aa"], all));
        Assert.All(ThreadRanks.Run(3, ranks => ranks.Broadcast(ranks.Rank == 0 ? [7, 8] : null)), all => Assert.Equal<byte>([7, 8], all));
        Assert.All(ThreadRanks.Run(3, ranks => ranks.Any(ranks.Rank == 2)), Assert.True);
        Assert.All(ThreadRanks.Run(3, ranks => ranks.Any(false)), Assert.False);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4, "OMPI_COMM_WORLD_SIZE=4")]
    [InlineData(1, "OMPI_COMM_WORLD_SIZE=1", "PMIX_RANK=0")]
    [InlineData(3, "PMI_SIZE=3", "PMI_RANK=0")]
    [InlineData(0, "PMIX_RANK=0")]          // srun: the number is not in the environment
    [InlineData(1, "SLURM_NTASKS=4")]       // a job step without MPI
    public void A_launcher_is_recognized_by_its_variables(int count, params string[] variables) =>
        Assert.Equal(count, MpiCommunicator.LaunchedProcesses(Environment(variables)));

    [Theory]
    [InlineData(0)]
    [InlineData(3, "OMPI_COMM_WORLD_RANK=3")]
    [InlineData(2, "PMIX_RANK=2")]
    [InlineData(5, "PMI_RANK=5")]
    [InlineData(0, "PMIX_RANK=none")]
    public void A_process_knows_its_rank_before_it_is_connected(int rank, params string[] variables) =>
        Assert.Equal(rank, MpiCommunicator.LaunchedRank(Environment(variables)));

    [Fact]
    public void A_launcher_without_Open_MPI_is_an_error_that_names_the_package()
    {
        var e = Assert.Throws<CommunicationException>(
            () => MpiCommunicator.OfLauncher(Environment("OMPI_COMM_WORLD_SIZE=2"), "libmpi.so.nowhere"));
        Assert.Equal(
            "This process was started by an MPI launcher, but Open MPI (libmpi.so.nowhere) is not installed. Install it (package " +
            "libopenmpi3 on Debian and Ubuntu), or train without mpirun and srun.",
            e.Message);
    }

    [Fact]
    public void Processes_look_each_other_up_on_the_same_machine_and_in_the_same_container_only()
    {
        var process = new RankProcess("node", "boot 1", "pid:[1]", 12, "Cpus_allowed:\tff", "1.0+abc");
        Assert.Equal(process, RankProcess.Parse(process.ToText()));
        Assert.True(process.SharesProcesses(process with { Host = "alias", Id = 13, Processors = "" }));
        Assert.False(process.SharesProcesses(process with { Machine = "boot 2" }));
        Assert.False(process.SharesProcesses(process with { Namespace = "pid:[2]" }));
    }

    [Fact]
    public void This_process_knows_where_it_runs()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs /proc: run it on Linux");
        var self = RankProcess.Current();
        Assert.Equal(self, RankProcess.Parse(self.ToText()));
        Assert.Equal(self, RankProcess.Current());
        Assert.Equal(System.Environment.ProcessId, self.Id);
        Assert.True(Guid.TryParse(self.Machine, out _));
        Assert.StartsWith("pid:[", self.Namespace);
        Assert.Matches(@"^\d+\.\d+\.\d+", self.Version);
    }

    private static IEqualityComparer<byte[]> ByContent { get; } =
        EqualityComparer<byte[]>.Create((a, b) => a.AsSpan().SequenceEqual(b), bytes => bytes.Length);

    private static Func<string, string?> Environment(params string[] variables) =>
        name => variables.FirstOrDefault(v => v.StartsWith(name + "=", StringComparison.Ordinal))?[(name.Length + 1)..];

    private static byte[] Train(ICommunicator ranks, string kind, bool isSlow = false)
    {
        using var training = Create(ranks, kind, isSlow);
        training.Loop.Synchronize();
        training.Run();
        return training.Save();
    }

    private static TinyTraining Create(ICommunicator ranks, string kind, bool isSlow = false)
    {
        TrainingOptions options = TinyTraining.Options with
        {
            Ranks = ranks,
            Average = 0.9,
            Clock = new HandClock(),
            Loss = isSlow ? new SlowLoss() : TinyTraining.Options.Loss,
        };
        var source = new TinySource { Reading = (_, _) => Thread.Sleep(isSlow ? 1 : 0) };
        return kind.StartsWith("normalized", StringComparison.Ordinal)
            ? new TinyTraining(options, source: source, network: DeepNormalized(), threads: 1)
            : new TinyTraining(
                options with
                {
                    Optimizer = (layout, workers) => new Muon(layout, workers, filterRate: 0.05),
                    ClipNorm = 0.1,
                    ReinitializesDead = true,
                    Start = WithDeadUnit(TinyTraining.Wide()),
                },
                source: source,
                network: TinyTraining.Wide(),
                threads: 1);
    }

    // Three normalizations, so that filters share memory.
    private static Network DeepNormalized() => Network.Build(1, x =>
    {
        for (int i = 0; i < 3; i++)
            x = x.Conv($"a{i}", 5).BatchNorm($"n{i}").Relu();
        return x.Conv("b", 1);
    });

    private static Weights WithDeadUnit(Network network)
    {
        Weights weights = Weights.Initialize(network, seed: 3);
        weights["a.bias"][2] = -1000;
        return weights;
    }

    private sealed class SlowLoss : ILoss
    {
        private readonly Mse _loss = new();

        public string Name => _loss.Name;

        public double Evaluate(ReadOnlySpan<float> prediction, ReadOnlySpan<float> target, Span<float> gradient, float scale)
        {
            Thread.Sleep(1);
            return _loss.Evaluate(prediction, target, gradient, scale);
        }

        public double Value(ReadOnlySpan<float> prediction, ReadOnlySpan<float> target) => _loss.Value(prediction, target);
    }
}
