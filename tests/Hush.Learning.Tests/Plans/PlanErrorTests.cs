using Hush.Learning.Losses;
using Hush.Learning.Networks;
using Hush.Learning.Plans;
using Hush.Numerics.Threading;
using Xunit;

namespace Hush.Learning.Tests.Plans;

public sealed class PlanErrorTests : IDisposable
{
    private readonly WorkerTeam _team = new(1);

    public void Dispose() => _team.Dispose();

    [Fact]
    public void A_batch_of_other_channels_is_refused()
    {
        var error = Assert.Throws<ShapeException>(() => Training(new Shape(8, 28, 28, 3)));
        Assert.Equal(
            "The network takes images with 1 channels, but the batch is [8, 28, 28, 3]. Convert the images or choose another network.",
            error.Message);
    }

    [Fact]
    public void An_empty_batch_is_refused()
    {
        var error = Assert.Throws<ShapeException>(() => Training(new Shape(0, 28, 28, 1)));
        Assert.Equal(
            "A training batch must have at least one image of at least one pixel, got [0, 28, 28, 1]. Use a larger batch or patch.",
            error.Message);
        Assert.Throws<ShapeException>(() => Training(new Shape(8, 28, 0, 1)));
    }

    [Theory, InlineData(0), InlineData(5)]
    public void A_step_of_too_few_or_too_many_images_is_refused(int images)
    {
        using TrainingPlan plan = Training(new Shape(4, 3, 5, 1));
        using Weights weights = Weights.Initialize(plan.Network, 1), gradient = new(weights.Layout);
        var error = Assert.Throws<ShapeException>(() => plan.Step(weights, new FixedSamples(new Shape(5, 3, 5, 1)), images, gradient));
        Assert.Equal($"A step has {images} images, but the plan is for 1 to 4. Plan for the largest batch.", error.Message);
    }

    [Fact]
    public void A_network_that_learns_nothing_is_refused()
    {
        var error = Assert.Throws<ArgumentException>(
            () => new TrainingPlan(Network.Build(1, x => x.MaxPool().Upsample()), new Shape(1, 4, 4, 1), new Mse(), _team));
        Assert.StartsWith("The network has nothing to train: no layer before its output has weights. Add a convolution.", error.Message);
    }

    [Fact]
    public void Images_of_another_size_than_planned_are_refused()
    {
        using var plan = new InferencePlan(SmallNetworks.Get("conv, relu"), 6, 4, severalImages: false, _team);
        using Tensor noisy = new(new Shape(2, 4, 6, 1)), estimate = new(new Shape(2, 6, 4, 1));
        var error = Assert.Throws<ShapeException>(() => plan.Run(noisy, estimate));
        Assert.Equal(
            "The plan is for images of shape [2, 6, 4, 1], but the noisy images are [2, 4, 6, 1] and the estimates [2, 6, 4, 1]. " +
            "Create a plan for this shape.",
            error.Message);
    }

    [Fact]
    public void A_missing_noise_level_is_refused()
    {
        using var plan = new InferencePlan(SmallNetworks.Get("scalar at full size"), 4, 4, severalImages: false, _team);
        using Tensor noisy = new(new Shape(2, 4, 4, 1)), estimate = new(new Shape(2, 4, 4, 1));
        var error = Assert.Throws<ShapeException>(() => plan.Run(noisy, estimate, new float[1]));
        Assert.Equal("The network takes a noise level for each of the 2 images, got 1. Pass one per image.", error.Message);
    }

    [Fact]
    public void Only_the_images_asked_for_are_estimated()
    {
        Network network = SmallNetworks.Get("conv, relu");
        using Weights weights = FixedSamples.WeightsFor(network);
        using var plan = new InferencePlan(network, 4, 5, severalImages: true, _team);
        plan.Load(weights);
        var samples = new FixedSamples(new Shape(3, 4, 5, 1));
        using Tensor noisy = Tensor.From(samples.Shape, samples.Noisy), whole = new(samples.Shape), part = new(samples.Shape);
        plan.Run(noisy, whole);
        plan.Run(noisy, part, images: 2);
        Assert.Equal(whole.Span[..40], part.Span[..40]);
        Assert.All(part.Image(2).ToArray(), v => Assert.Equal(0, v));
        Assert.Throws<ArgumentOutOfRangeException>(() => plan.Run(noisy, part, images: 4));
    }

    private TrainingPlan Training(Shape batch) => new(SmallNetworks.Get("conv, relu"), batch, new Mse(), _team);
}
