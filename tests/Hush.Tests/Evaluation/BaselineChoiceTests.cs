using Hush.Evaluation;
using Hush.Imaging.Metrics;
using Hush.Imaging.Noise;
using Hush.Numerics.Random;
using Hush.Numerics.Threading;
using Xunit;

namespace Hush.Tests.Evaluation;

public class BaselineChoiceTests
{
    private const ulong Seed = 3;

    [Theory]
    [InlineData(10, 1)]
    [InlineData(40, 3)]
    [InlineData(120, 2)]
    public void The_width_is_that_of_all_whole_images_one_after_the_other_for_any_number_of_threads(double sigma, int threads)
    {
        var images = new DrawnImages(7, 19, 33, Wave);
        INoise noise = NoiseSpec.Gaussian(sigma).Create();
        var shape = new Shape(1, 19, 33, 1);
        var chooser = new BaselineChooser();
        for (int i = 0; i < images.Count; i++)
        {
            float[] clean = new float[shape.Count], noisy = new float[shape.Count];
            images.Read(i, clean);
            noise.Apply(clean, noisy, shape, new RandomKey(Seed, RandomPurpose.ValidationNoise, 0, (uint)i));
            chooser.Add(clean, noisy, shape);
        }

        using var team = new WorkerTeam(threads);
        Assert.Equal(chooser.Best.Sigma, BaselineChoice.On(images, noise, Seed, team, default).Sigma);
    }

    [Fact]
    public void Of_a_large_image_the_centre_alone_decides()
    {
        // Flat in the 256x256 center, a checkerboard around it: whole images would favor the narrowest filter.
        var images = new DrawnImages(2, 401, 300, (_, y, x) => y is >= 72 and < 328 && x is >= 22 and < 278 ? 0.5f : (x + y) % 2);
        using var team = new WorkerTeam(2);
        Assert.Equal(
            BaselineChooser.Widths[^1], BaselineChoice.On(images, NoiseSpec.Gaussian(25).Create(), Seed, team, default).Sigma);
    }

    [Fact]
    public void No_more_than_500_images_are_read()
    {
        var images = new DrawnImages(503, 3, 2, Wave);
        using var team = new WorkerTeam(2);
        BaselineChoice.On(images, NoiseSpec.Gaussian(25).Create(), Seed, team, default);
        Assert.Equal(500, images.Readings);
    }

    [Fact]
    public void The_choice_ends_soon_after_it_is_cancelled()
    {
        using var cancel = new CancellationTokenSource();
        var images = new DrawnImages(400, 5, 7, (image, y, x) =>
        {
            cancel.Cancel();
            return Wave(image, y, x);
        });
        using var team = new WorkerTeam(2);
        Assert.Throws<OperationCanceledException>(
            () => BaselineChoice.On(images, NoiseSpec.Gaussian(25).Create(), Seed, team, cancel.Token));
        Assert.InRange(images.Readings, 1, 2);
    }

    private static float Wave(int image, int y, int x) => 0.5f + (0.4f * MathF.Sin((0.3f * y) + (0.2f * x) + image));
}
