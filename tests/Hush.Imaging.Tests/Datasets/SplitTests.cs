using Hush.Imaging.Datasets;
using Xunit;

namespace Hush.Imaging.Tests.Datasets;

public class SplitTests
{
    [Theory]
    [InlineData(1, 0)]
    [InlineData(2, 1)]
    [InlineData(17, 5)]
    [InlineData(1000, 999)]
    [InlineData(60000, 5000)]
    public void Each_image_is_on_exactly_one_side(int count, int validation)
    {
        var (training, held) = Split.Cut(count, validation, 3);
        Assert.Equal(validation, held.Length);
        Assert.Equal(Enumerable.Range(0, count), training.Concat(held).Order());
    }

    [Fact]
    public void The_seed_decides_and_decides_always_alike()
    {
        Assert.Equal(Split.Cut(1000, 100, 7).Training, Split.Cut(1000, 100, 7).Training);
        Assert.Equal(Split.Cut(1000, 100, 7).Validation, Split.Cut(1000, 100, 7).Validation);
        Assert.NotEqual(Split.Cut(1000, 100, 7).Validation, Split.Cut(1000, 100, 8).Validation);
        Assert.NotEqual(Split.Cut(1000, 100, 7).Training, Split.Cut(1000, 100, 8).Training);
    }

    [Fact]
    public void The_first_training_images_are_a_sample_of_the_whole_set()
    {
        int[] first = Split.Cut(60000, 5000, 1).Training[..2000];
        Assert.InRange(first.Average(), 29000, 31000);          // mean of 2000 uniform draws: 30,000 with standard deviation 387
        Assert.NotEqual(first.Order(), first);
    }

    [Theory]
    [InlineData(5, 5)]
    [InlineData(5, -1)]
    [InlineData(0, 0)]
    public void One_image_must_be_left_to_train_on(int count, int validation) =>
        Assert.Contains(
            $"Of {count} images, at most {Math.Max(0, count - 1)} can be split off, so that one is left for training; got {validation}.",
            Assert.Throws<ArgumentOutOfRangeException>(() => Split.Cut(count, validation, 1)).Message);
}
