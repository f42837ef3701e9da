using Hush.Imaging.Datasets;
using Hush.Training;
using Xunit;

namespace Hush.Tests.Training;

public sealed class TrainingDataTests
{
    private static readonly Recipe s_recipe = new() { Data = new DataRecipe { Name = "photos", Validation = 3, Patch = 4, Patches = 20 } };

    [Fact]
    public void Validation_is_cut_from_the_training_images_and_an_epoch_takes_several_patches_of_each()
    {
        TrainingData data = TrainingData.Of(s_recipe, Photos(heldOut: false));
        Assert.Equal((7 * 20, 3), (data.Training.Count, data.Validation.Count));
        Assert.Equal(4, data.Patch.W);
        Assert.Empty(Seen(data.Training).Intersect(Seen(data.Validation)));
    }

    [Theory]
    [InlineData(100, 20, 20)]
    [InlineData(40, 20, 20)]
    [InlineData(39, 20, 8)]
    [InlineData(9, 20, 2)]
    [InlineData(2, 20, 1)]
    [InlineData(2, 1, 1)]
    public void Validation_takes_at_most_half_of_the_images_else_a_fifth(int images, int wanted, int taken) =>
        Assert.Equal(taken, TrainingData.ValidationCount(new Recipe { Data = new DataRecipe { Validation = wanted } }, images));

    [Fact]
    public void Few_validation_images_give_as_many_patches_as_the_recipe_wanted_images_and_that_is_said()
    {
        Recipe recipe = s_recipe with { Data = s_recipe.Data with { Validation = 20 } };
        TrainingData data = TrainingData.Of(recipe, Photos(heldOut: false));
        Assert.Equal((8 * 20, 2, 2 * 10), (data.Training.Count, data.ValidationImages.Count, data.Validation.Count));
        Assert.Equal("The recipe 'custom' asks for 20 validation images; with only 10 images, 2 are used.", data.Note);
        Assert.Null(TrainingData.Of(s_recipe, Photos(heldOut: false)).Note);
    }

    [Fact]
    public void Images_held_out_by_name_are_the_validation_images_and_none_is_cut_off()
    {
        TrainingData data = TrainingData.Of(s_recipe, Photos(heldOut: true));
        Assert.Equal(10 * 20, data.Training.Count);
        Assert.Equal([100, 101], Seen(data.Validation));
    }

    [Fact]
    public void A_limit_takes_the_first_images_with_all_their_patches()
    {
        Recipe recipe = s_recipe with { Data = s_recipe.Data with { Limit = 2 } };
        Assert.Equal([0, 1], Seen(TrainingData.Of(recipe, Photos(heldOut: true)).Training));
        Assert.Equal(2 * 20, TrainingData.Of(recipe, Photos(heldOut: false)).Training.Count);
    }

    [Fact]
    public void Patches_without_a_size_are_a_mistake() => Assert.Contains(
        "data.patch", Assert.Single((s_recipe with { Data = s_recipe.Data with { Patch = null } }).Check()), StringComparison.Ordinal);

    private static Dataset Photos(bool heldOut) =>
        new("photos", new Numbered(0, 10), new Numbered(100, 2), new Provenance("", "", false, []))
        {
            HoldsOutNamed = heldOut,
        };

    private static int[] Seen(IImageSet images)
    {
        var seen = new SortedSet<int>();
        float[] pixels = new float[36];
        for (int i = 0; i < images.Count; i++)
        {
            images.Read(i, pixels);
            seen.Add((int)pixels[0]);
        }

        return [.. seen];
    }

    /// <summary>Images of 6x6 pixels in which each pixel is the image number.</summary>
    private sealed class Numbered(int first, int count) : IImageSet
    {
        public string Name => "numbered";

        public int Count => count;

        public int Channels => 1;

        public (int Height, int Width) SizeOf(int index) => (6, 6);

        public void Read(int index, Span<float> pixels) => pixels.Fill(first + index);
    }
}
