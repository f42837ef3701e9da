using System.Diagnostics;
using System.Text.Json.Nodes;
using Hush.Learning.Networks;
using Hush.Recipes;
using Hush.Training;
using Xunit;

namespace Hush.Tests.Recipes;

/// <summary>Any recipe either runs or is immediately rejected with a message.</summary>
public class HostileRecipeTests
{
    private static readonly string[] s_values =
    [
        "-1", "0", "-0.0", "0.5", "1e308", "-1e308", "1e999", "NaN", "Infinity", "1e-320", "2147483647", "2147483648", "1000000",
        "18446744073709551616",
        "\"\"", "\"\\ud800\"", "\ud800", "null", "[]", "{}", "[null]", "[1,2,3]", "[1e999,1e999]", "[0,0]", "true", "{\"\\ud800\":1}",
        "[[[[[[]]]]]]", "4096,4096,4096,4096,4096",
    ];

    public static TheoryData<string> Fields()
    {
        var fields = new TheoryData<string>();
        Add(JsonNode.Parse(new Recipe().ToJson())!.AsObject(), "");
        fields.Add("model.layers");
        foreach (string noise in (string[])["noise.fraction", "noise.peak", "noise.size", "noise.blur_chance"])
            fields.Add(noise);
        return fields;

        void Add(JsonObject at, string prefix)
        {
            foreach ((string name, JsonNode? value) in at)
            {
                fields.Add(prefix + name);
                if (value is JsonObject inner)
                    Add(inner, $"{prefix}{name}.");
            }
        }
    }

    [Theory, MemberData(nameof(Fields))]
    public void Every_field_takes_a_value_or_refuses_it_at_once(string field)
    {
        new Recipe().EnsureValid();         // warm-up, not timed
        Recipe custom = Recipe.Parse("""{ "model": { "layers": [ { "kind": "conv", "channels": "image" } ] } }""", "r");
        foreach (Recipe recipe in (Recipe[])[new(), Recipe.LoadBuiltIn("photo-color"), Recipe.LoadBuiltIn("notebook-mnist"), custom])
        {
            foreach (string value in s_values)
            {
                var time = Stopwatch.StartNew();
                if (Record.Exception(() => Prepare(recipe.With(field, value).EnsureValid())) is { } error)
                    Assert.True(error is RecipeException, $"{field}={value}: {error}");
                Assert.True(time.Elapsed < TimeSpan.FromSeconds(5), $"{field}={value} took {time.Elapsed}");
            }
        }
    }

    [Theory]
    [InlineData("{\"name\":\"\\ud800\"}", "name: a string has an unpaired surrogate")]
    [InlineData("{\"data\":{\"held_out\":[\"\\udc00x\"]}}", "data.held_out: a string has an unpaired surrogate")]
    [InlineData("{\"\\ud800\":1}", "r has an unpaired surrogate")]
    public void Text_that_is_not_Unicode_is_refused(string json, string message) =>
        Assert.Contains(message, Assert.Throws<RecipeException>(() => Recipe.Parse(json, "r")).Message);

    [Fact]
    public void A_recipe_made_in_code_with_text_that_is_not_Unicode_is_refused()
    {
        var recipe = new Recipe { Name = "\ud800", Data = new DataRecipe { HeldOut = ["a", "\udc00"] } };
        string[] mistakes =
        [
            "name has an unpaired surrogate, which is not a Unicode character; remove it",
            "data.held_out has an unpaired surrogate, which is not a Unicode character; remove it",
        ];
        Assert.Equal(mistakes, recipe.Check());
        foreach (Action read in (Action[])[() => Recipe.Parse("{\"name\":\"\ud800\"}", "r"), () => new Recipe().With("name", "\ud800")])
            Assert.Contains("has an unpaired surrogate", Assert.Throws<RecipeException>(read).Message);
        Assert.Equal("\U0001F600", Recipe.Parse("{\"name\":\"\\ud83d\\ude00\"}", "r").EnsureValid().Name);
    }

    [Fact]
    public void A_weight_decay_of_minus_zero_is_zero()
    {
        Recipe recipe = new Recipe().With("weight_decay", "-0.0").EnsureValid();
        var layout = new WeightLayout(recipe.BuildNetwork(1));
        using var optimizer = recipe.Optimizer.Create(layout, 1);
        Assert.NotEmpty(optimizer.Parts);
    }

    [Fact]
    public void A_network_of_too_many_blocks_is_refused()
    {
        Assert.Equal(["model.blocks must be from 1 to 256, got 1000000"], new Recipe().With("model.blocks", "1000000").Check());
        Assert.Equal(["model.blocks must be at most 512 in total, counting both encoder and decoder, got 1280"], new Recipe()
            .With("model.blocks", "256").Check());
    }

    [Fact]
    public void A_network_that_does_not_fit_into_memory_is_refused_before_it_is_planned()
    {
        Recipe wide = new Recipe().With("model.widths", "4096,4096,4096").With("batch", "1");
        var error = Assert.Throws<RecipeException>(() =>
            NetworkSize.Require(wide.BuildNetwork(1), wide, new Shape(1, 28, 28, 1), 2, available: 8L << 30));
        Assert.Equal(
            "The network has 1.7 billion parameters, and training them needs 37.1 GB of memory; this machine has 8 GB. " +
            "Choose fewer channels or blocks (model.widths, model.blocks).",
            error.Message);
        Recipe large = new Recipe().With("batch", "65536").With("data.patch", "512");
        error = Assert.Throws<RecipeException>(() =>
            NetworkSize.Require(large.BuildNetwork(1), large, new Shape(1, 512, 512, 1), 2, available: 8L << 30));
        Assert.Matches(
            @"^The network has 0\.\d million parameters, and training it on 512x512 pixels in batches of 65536 needs at least \d{5,} GB " +
            @"of memory; this machine has 8 GB\.",
            error.Message);
        foreach (Recipe recipe in Recipe.Names.Select(Recipe.LoadBuiltIn))
            Assert.Null(NetworkSize.Require(recipe.BuildNetwork(3), recipe, new Shape(1, 64, 64, 3), 2, available: 4L << 30));
    }

    [Fact]
    public void The_size_of_a_large_network_is_announced()
    {
        Recipe wide = new Recipe().With("model.widths", "2048,2048,2048").With("batch", "1");
        Assert.Equal(
            "The network has 415.3 million parameters; training it needs at least 9.3 GB of memory.",
            NetworkSize.Require(wide.BuildNetwork(1), wide, new Shape(1, 28, 28, 1), 2, available: 64L << 30));
    }

    [Theory]
    [InlineData(28, 28, 6), InlineData(32, 32, 6), InlineData(33, 40, 7), InlineData(64, 4, 3), InlineData(1, 1, 1)]
    public void A_network_has_no_more_levels_than_its_images_have_halvings(int height, int width, int max)
    {
        var patch = new Shape(1, height, width, 1);
        foreach (bool unshuffle in (bool[])[false, true])
        {
            int allowed = Math.Max(unshuffle ? max - 1 : max, 1);
            Require(allowed);
            Assert.Equal(
                $"The network has {allowed + 1} levels, each with half the height and width of the previous one, but {height}x{width} " +
                "pixels " +
                $"allow at most {allowed}. Choose fewer levels (model.widths).",
                Assert.Throws<RecipeException>(() => Require(allowed + 1)).Message);

            void Require(int levels)
            {
                string widths = string.Join(',', Enumerable.Repeat("4", levels));
                Recipe recipe = new Recipe().With("model.widths", $"[{widths}]").With("unshuffle", unshuffle ? "true" : "false");
                NetworkSize.Require(recipe.BuildNetwork(1), recipe, patch, 2);
            }
        }
    }

    /// <summary>Prepares a training up to the point where it reads data.</summary>
    private static void Prepare(Recipe recipe)
    {
        int side = recipe.Data.Patch ?? 28;
        Network network = recipe.BuildNetwork(recipe.Model.Kind == ModelKind.NotebookCifar10 ? 3 : 1);
        NetworkSize.Require(network, recipe, new Shape(1, side, side, network.Channels), 2);
        _ = recipe.Noise.Create();
        _ = recipe.Schedule.Create(recipe.Optimizer.Rate).RateAt(1, 10);
        _ = recipe.CreateLoss();
    }
}
