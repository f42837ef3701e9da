using Hush.Learning.Distributed;
using Hush.Learning.Networks;
using Hush.Learning.Plans;
using Hush.Learning.Plans.Memory;
using Hush.Learning.Plans.Scheduling;
using Hush.Learning.Plans.Steps;
using Xunit;

namespace Hush.Learning.Tests.Plans;

/// <summary>
/// What a plan fuses into one step, and how many images or rows it processes at a time. Other tests assert correct results
/// for all small networks.
/// </summary>
public sealed class FusionTests
{
    [Theory]
    [InlineData("residual blocks", 1, 1)]           // subtracts the estimated noise
    [InlineData("sum of a skip and what was shuffled", 0, 0)]
    [InlineData("sum of a skip and what was upsampled", 2, 0)]
    [InlineData("winograd in residual blocks", 0, 0)]
    [InlineData("a value and its convolution", 1, 0)]
    [InlineData("residual blocks with norms", 1, 0)]
    [InlineData("branch of a sum that is read before and behind it", 2, 1)]
    [InlineData("branch of a sum that is read between it and the convolution", 2, 1)]
    [InlineData("sum whose rectifier lies in a concat", 1, 1)]
    [InlineData("sum at the end of two levels", 1, 0)]
    [InlineData("rectified sum at the end of two levels", 1, 0)]
    [InlineData("sum that leads nowhere", 1, 0)]
    public void A_convolution_takes_over_the_sum_behind_it_where_nothing_forbids_it(string name, int inTraining, int inInference)
    {
        Assert.Equal(inTraining, SumsOf(SmallNetworks.Get(name), training: true));
        Assert.Equal(inInference, SumsOf(SmallNetworks.Get(name), training: false));
    }

    [Theory]
    [InlineData(16, 8, 8)]          // small images: as many as a worker gets
    [InlineData(16, 64, 1)]         // one fills the cache
    [InlineData(128, 16, 4)]        // four are as large as the filters
    public void Images_go_together_as_far_as_they_fit_the_cache_or_are_shorter_than_the_filters(int channels, int side, int groupSize)
    {
        Network network = Network.Build(channels, x => x.Conv("a", channels));
        using var memory = new Arena(1);
        IStep step = Steps(network, memory, side, side, training: true).OfType<IFilterStep>().Single();
        Assert.Equal(groupSize, Segment.GroupSize(step, max: 8));
        Assert.Equal(1, Segment.GroupSize(step, max: 1));
    }

    [Theory, MemberData(nameof(Networks))]
    public void Rows_that_make_room_do_not_go_onto_themselves_but_for_the_first_time(string name)
    {
        Network network = SmallNetworks.Get(name);
        using var memory = new Arena(2);
        PlanBuilder plan = Build(network, memory, 50 * network.Alignment, network.Alignment, training: false);
        var schedule = new StreamingSchedule([.. plan.Steps], plan.Image.Data, plan.Estimate.Data, 8 * network.Alignment);
        memory.Allocate();
        var moves = new Moves();
        schedule.Run(moves);
        // the first strip of an image has fewer rows
        RowMove[] later = [.. moves.Seen.GroupBy(m => m.To).SelectMany(buffer => buffer.Skip(1))];
        Assert.All(later, m => Assert.True(m.To + (m.Floats * sizeof(float)) <= m.From));
        Assert.NotEmpty(later);
    }

    public static TheoryData<string> Networks =>
        ["residual blocks", "two levels", "winograd of two levels", "sum of a skip and what was upsampled"];

    private static int SumsOf(Network network, bool training)
    {
        using var memory = new Arena(1);
        return Steps(network, memory, 4 * network.Alignment, 4 * network.Alignment, training).OfType<SumStep>().Count();
    }

    private static List<IStep> Steps(Network network, Arena memory, int height, int width, bool training) =>
        Build(network, memory, height, width, training).Steps;

    private static PlanBuilder Build(Network network, Arena memory, int height, int width, bool training) => new(
        network, new PlanContext(memory, training, ConvolutionMode.Fast, 8, 8, FilterLiveRanges.Local, Streaming: !training), height, width,
            chunks: training ? new BatchChunks(1, SingleProcess.Instance, memory) : null);

    private sealed class Moves : IRowOperations
    {
        public List<RowMove> Seen { get; } = [];

        public void Move(RowMove rows) => Seen.Add(rows);

        public void Load(int first, int rows)
        {
            // Only moves are recorded.
        }

        public void Compute(IStep step, int first, int rows)
        {
            // Only moves are recorded.
        }

        public void Store(int first, int rows)
        {
            // Only moves are recorded.
        }

        public void ReportProgress(double fraction)
        {
            // Only moves are recorded.
        }
    }
}
