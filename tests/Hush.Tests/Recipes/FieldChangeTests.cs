using Hush.Imaging.Noise;
using Hush.Training;
using Xunit;

namespace Hush.Tests.Recipes;

public class FieldChangeTests
{
    private static readonly Recipe s_recipe = new() { Name = "base" };

    [Fact]
    public void A_field_is_set_by_its_path_and_nothing_else_changes()
    {
        Recipe changed = s_recipe.With("optimizer.rate", "0.002");
        Assert.Equal(s_recipe with { Optimizer = s_recipe.Optimizer with { Rate = 0.002 } }, changed);
        Assert.Equal(1e-3, s_recipe.Optimizer.Rate);
    }

    [Fact]
    public void The_last_name_is_enough_where_it_is_unique()
    {
        Assert.Equal(0.5, s_recipe.With("rate", "0.5").Optimizer.Rate);
        Assert.Equal(SkipKind.Add, s_recipe.With("skip", "add").Model.Skip);
        Assert.Contains("\"sigma\": 25", s_recipe.With("sigma", "25").ToJson());
    }

    [Fact]
    public void A_field_of_the_recipe_itself_comes_before_one_of_the_same_name_inside()
    {
        Recipe changed = s_recipe.With("patience", "7").With("name", "run");
        Assert.Equal((7, 2, "run", "mnist"), (changed.Patience, changed.Schedule.Patience, changed.Name, changed.Data.Name));
    }

    [Theory]
    [InlineData("model.widths", "[16,32]")]
    [InlineData("widths", "16,32")]
    [InlineData("widths", " [ 16, 32 ] ")]
    public void Lists_are_JSON_or_numbers_with_commas(string field, string value) =>
        Assert.Equal([16, 32], s_recipe.With(field, value).Model.Widths);

    [Fact]
    public void Blocks_are_a_number_for_all_levels_or_one_for_each()
    {
        Recipe three = s_recipe.With("widths", "8,16,32");
        Assert.Equal([3], three.With("blocks", "3").Model.Blocks);
        Assert.Equal([1, 2, 4], three.With("blocks", "1,2,4").Model.Blocks);
        Assert.Equal([1, 2], Recipe.Parse(three.With("blocks", "[1, 2]").ToJson(), "again").Model.Blocks);
        Assert.Equal([5], three.With("blocks", "1,2").With("blocks", "5").Model.Blocks);
        Assert.Contains("model.blocks must be one number for all levels or one per level", Error("1,2,3,4"), StringComparison.Ordinal);
        Assert.Contains("model.blocks must be from 1 to 256, got 0", Error("0"), StringComparison.Ordinal);
        Assert.Contains("expected an integer such as 2, or one per level such as [2, 2, 4]", Error("many"), StringComparison.Ordinal);
        Assert.Contains("expected an integer such as 2, or one per level such as [2, 2, 4]", Error("[]"), StringComparison.Ordinal);

        string Error(string value) => Assert.ThrowsAny<Exception>(() => three.With("blocks", value).EnsureValid()).Message;
    }

    [Fact]
    public void Values_are_JSON_or_bare_words()
    {
        Assert.Equal(ScheduleKind.OneCycle, s_recipe.With("schedule.kind", "\"one-cycle\"").Schedule.Kind);
        Assert.Equal(ScheduleKind.ReduceOnPlateau, s_recipe.With("schedule.kind", "reduce-on-plateau").Schedule.Kind);
        Assert.Null(s_recipe.With("average", "0.9").With("average", "null").Average);
        Assert.True(s_recipe.With("augment", "true").Data.Augment);
        Assert.Null(s_recipe.With("from", "runs/mine").With("from", "null").From);
        Assert.Equal("null", s_recipe.With("name", "null").Name);
        Assert.Equal(["kodim01", "100007"], s_recipe.With("held_out", "kodim01, 100007").Data.HeldOut);
        Assert.Equal(["100007"], s_recipe.With("held_out", "[\"a\"]").With("held_out", "100007").Data.HeldOut);
        Assert.Empty(s_recipe.With("held_out", "a").With("held_out", "[]").Data.HeldOut);
        Assert.Equal("123", s_recipe.With("name", "123").Name);
        Assert.Equal(ulong.MaxValue, s_recipe.With("seed", "18446744073709551615").Seed);
        Assert.Equal([4], s_recipe.With("model", """{"blocks":4}""").Model.Blocks);
    }

    [Fact]
    public void Noise_takes_a_whole_object_a_range_or_a_new_field()
    {
        Recipe poisson = s_recipe.With("noise", """{"kind":"poisson","peak":10}""").With("noise.clip", "true");
        Assert.Equal(new NoiseSpec { Kind = NoiseKind.Poisson, Peak = 10, Clip = true }, poisson.Noise);
        Assert.Equal(new NumberRange(0, 55), s_recipe.With("noise.sigma", "[0,55]").Noise.Sigma);
        var error = Assert.Throws<RecipeException>(() => s_recipe.With("noise.sgima", "25"));
        Assert.Equal("'noise.sgima=25' has an error:\n  noise.sgima: unknown field. Did you mean 'sigma'?", error.Message);
    }

    [Fact]
    public void A_field_is_found_by_its_former_name()
    {
        Assert.Equal(s_recipe.With("optimizer.rate", "0.002"), s_recipe.With("optimiser.rate", "0.002"));
        Assert.Equal(s_recipe.With("reinitialize_dead", "true"), s_recipe.With("redraw_dormant", "true"));
        Assert.Equal(ScheduleKind.ReduceOnPlateau, s_recipe.With("schedule.kind", "halve-on-plateau").Schedule.Kind);
        Assert.Contains("\"reduce-on-plateau\"", s_recipe.With("schedule.kind", "halve-on-plateau").ToJson());
        Recipe former = Recipe.Parse(s_recipe.ToJson().Replace("\"optimizer\"", "\"optimiser\"", StringComparison.Ordinal), "'former'");
        Assert.Equal(s_recipe.ToJson(), former.ToJson().Replace($"\"{former.Name}\"", $"\"{s_recipe.Name}\"", StringComparison.Ordinal));
        Assert.Contains(
            "optimiser", Assert.Throws<RecipeException>(() => Recipe.Parse("""{ "optimizer": {}, "optimiser": {} }""", "'both'")).Message);
    }

    [Fact]
    public void A_name_that_stands_for_several_fields_is_refused()
    {
        var error = Assert.Throws<RecipeException>(() => s_recipe.With("kind", "unet"));
        Assert.Equal("'kind' is ambiguous; it matches noise.kind, model.kind, optimizer.kind, schedule.kind. Give the full name.",
            error.Message);
    }

    [Theory]
    [InlineData("optimizr.rate", "Unknown recipe field 'optimizr.rate'. Did you mean 'optimizer.rate'?")]
    [InlineData("ephocs", "Unknown recipe field 'ephocs'. Did you mean 'epochs'?")]
    [InlineData("wieghts_decay", "Unknown recipe field 'wieghts_decay'. Did you mean 'weight_decay'?")]
    [InlineData("rate.x", "Unknown recipe field 'rate.x'.")]
    [InlineData("", "Unknown recipe field ''. The fields are name, description, data, data.name, ")]
    public void An_unknown_field_is_refused_with_the_nearest_one(string field, string message) =>
        Assert.StartsWith(message, Assert.Throws<RecipeException>(() => s_recipe.With(field, "1")).Message);

    [Fact]
    public void A_value_of_the_wrong_type_is_refused()
    {
        var error = Assert.Throws<RecipeException>(() => s_recipe.With("rate", "fast"));
        Assert.Equal("'rate=fast' has an error:\n  optimizer.rate: expected a number, got \"fast\".", error.Message);
    }
}
