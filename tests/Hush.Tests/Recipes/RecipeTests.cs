using Hush.Imaging.Noise;
using Hush.Learning.Losses;
using Hush.Learning.Networks;
using Hush.Learning.Networks.Layers;
using Hush.Learning.Optimizers;
using Hush.Models;
using Hush.Testing;
using Hush.Training;
using Xunit;

namespace Hush.Tests.Recipes;

public sealed class RecipeTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("hush-recipes-").FullName;

    public static TheoryData<string> Names() => [.. Recipe.Names];

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void The_named_recipes_are_these() =>
        Assert.Equal(["cifar10", "fashion-mnist", "mnist", "mnist-long", "notebook-cifar10", "notebook-mnist", "photo-camera",
            "photo-color", "photo-gray"], Recipe.Names);

    [Theory, MemberData(nameof(Names))]
    public void A_named_recipe_can_run_and_says_what_it_is_for(string name)
    {
        Recipe recipe = Recipe.LoadBuiltIn(name);
        Assert.Equal(name, recipe.Name);
        Assert.EndsWith(".", recipe.Description);
        Assert.Empty(recipe.Check());
        Assert.Same(recipe, recipe.EnsureValid());
    }

    [Theory, MemberData(nameof(Names))]
    public void Its_JSON_reads_back_as_an_equal_recipe(string name)
    {
        Recipe recipe = Recipe.LoadBuiltIn(name);
        Recipe again = Recipe.Parse(recipe.ToJson(), "again");
        Assert.Equal(recipe, again);
        Assert.Equal(recipe.GetHashCode(), again.GetHashCode());
        Assert.Equal(recipe.ToJson(), again.ToJson());
        Assert.NotEqual(recipe, again with { Seed = 77 });
    }

    [Fact]
    public void The_notebook_recipes_are_what_the_notebook_did()
    {
        Recipe mnist = Recipe.LoadBuiltIn("notebook-mnist");
        Assert.Equal(
            (ModelKind.NotebookMnist, LossKind.Bce, 128, 30, 5), (mnist.Model.Kind, mnist.Loss, mnist.Batch, mnist.Epochs, mnist.Patience));
        Recipe cifar = Recipe.LoadBuiltIn("notebook-cifar10");
        Assert.Equal((ModelKind.NotebookCifar10, LossKind.Mse, 10), (cifar.Model.Kind, cifar.Loss, cifar.Epochs));
        Assert.NotNull(cifar.Patience);
        Assert.Equal(NoiseSpec.Default(NoiseKind.Mixture), cifar.Noise);
    }

    [Fact]
    public void A_file_is_read_with_defaults_for_what_it_leaves_out_and_named_after_itself()
    {
        string path = Write(
            "mine.json", """{ "$schema": "x", "optimizer": { "rate": 0.01 }, "model": { "widths": [8] }, "average": 0.99 }""");
        Recipe recipe = Recipe.LoadFile(path);
        Assert.Equal(
            new Recipe
            {
                Name = "mine",
                Optimizer = new OptimizerRecipe { Rate = 0.01 },
                Model = new ModelRecipe { Widths = [8] },
                Average = 0.99,
            },
            recipe);
    }

    [Fact]
    public void A_name_is_found_before_a_file_and_a_file_by_its_path()
    {
        Assert.Equal("mnist", Recipe.Load("mnist").Name);
        Assert.Equal(3, Recipe.Load(Write("other.json", """{"epochs":3}""")).Epochs);
    }

    [Fact]
    public void An_unknown_name_is_refused_with_the_nearest_one()
    {
        var error = Assert.Throws<RecipeException>(() => Recipe.Load("mnits"));
        Assert.Equal(
            "Unknown recipe 'mnits'. Did you mean 'mnist'? Choose one of cifar10, fashion-mnist, mnist, mnist-long, " +
            "notebook-cifar10, notebook-mnist, photo-camera, photo-color, photo-gray, or give the path of a JSON file.",
            error.Message);
    }

    [Fact]
    public void A_missing_file_is_refused()
    {
        var error = Assert.Throws<RecipeException>(() => Recipe.Load("no/such.json"));
        Assert.StartsWith("The recipe file 'no/such.json' does not exist. Give the path of a JSON file, or one of the names cifar10, ",
            error.Message);
    }

    [Fact]
    public void A_folder_is_not_read_as_a_recipe()
    {
        using var folder = new TemporaryFolder();
        string path = folder["runs.json"];
        Directory.CreateDirectory(path);
        var error = Assert.Throws<RecipeException>(() => Recipe.Load(path));
        Assert.StartsWith($"'{path}' is a folder. Give the path of a JSON file, or one of the names cifar10, ", error.Message);
    }

    [Fact]
    public void Unknown_fields_and_wrong_types_are_all_listed_at_once()
    {
        string path = Write(
            "bad.json",
            """
            { "ephocs": 3, "batch": "many", "model": { "kind": "u-net", "widths": [8, "x"], "bach_norm": true, "bias": null },
              "data": [], "schedule": { "zzz": 1 }, "patience": 2.5, "seed": -1, "name": null, "optimizer": { "clip_norm": "no" } }
            """);
        var error = Assert.Throws<RecipeException>(() => Recipe.LoadFile(path));
        Assert.Equal(
            [
                $"'{path}' has 12 errors:",
                "  ephocs: unknown field. Did you mean 'epochs'?",
                "  batch: expected an integer, got \"many\".",
                "  model.kind: expected one of notebook-mnist, autoencoder, unet, notebook-cifar10, custom, got \"u-net\". Did you mean 'unet'?",
                "  model.widths: expected a list of integers such as [24, 48, 96], got [8,\"x\"].",
                "  model.bach_norm: unknown field. Did you mean 'batch_norm'?",
                "  model.bias: expected true or false, got null.",
                "  data: expected an object {...}, got [].",
                "  schedule.zzz: unknown field. The fields are kind, start_fraction, start_divisor, end_divisor, warmup_steps, factor, " +
                "patience.",
                "  patience: expected an integer or null, got 2.5.",
                "  seed: expected an integer of at least 0, got -1.",
                "  name: expected a string, got null.",
                "  optimizer.clip_norm: expected a number or null, got \"no\".",
            ],
            error.Message.Split('\n'));
    }

    [Fact]
    public void Noise_is_read_as_strictly_as_the_rest()
    {
        Assert.Equal(
            "r has 3 errors:\n  noise.kind: expected one of gaussian, salt-and-pepper, poisson, blur, mixture, camera, grain, photo, " +
            "got \"gausian\". " +
            "Did you mean 'gaussian'?\n  noise.sigma: expected a number or a range such as [0, 55] or null, got [1,2,3].\n  " +
            "noise.peek: unknown field. Did you mean 'peak'?",
            Error("""{"noise":{"kind":"gausian","sigma":[1,2,3],"peek":1}}"""));
        Assert.Equal("r has an error:\n  noise.kind: required, but missing.", Error("""{"noise":{"sigma":1}}"""));

        static string Error(string json) => Assert.Throws<RecipeException>(() => Recipe.Parse(json, "r")).Message;
    }

    [Theory]
    [InlineData("{")]
    [InlineData("{} x")]
    [InlineData("""{"epochs":1,"epochs":2}""")]
    public void Text_that_is_not_JSON_is_refused(string json)
    {
        var error = Assert.Throws<RecipeException>(() => Recipe.Parse(json, "'r.json'"));
        Assert.StartsWith("'r.json' is not valid JSON: ", error.Message);
    }

    [Theory, InlineData("[]"), InlineData("null"), InlineData("3")]
    public void JSON_that_is_not_an_object_is_refused(string json)
    {
        var error = Assert.Throws<RecipeException>(() => Recipe.Parse(json, "'r.json'"));
        Assert.Equal($"'r.json' has an error:\n  the recipe: expected an object {{...}}, got {json}.", error.Message);
    }

    [Fact]
    public void Loss_schedule_and_optimizer_are_made_as_the_recipe_says()
    {
        Assert.IsType<BinaryCrossEntropy>(Recipe.LoadBuiltIn("notebook-mnist").CreateLoss());
        Assert.IsType<Mse>(new Recipe().CreateLoss());
        Assert.IsType<L1>((new Recipe() with { Loss = LossKind.L1 }).CreateLoss());
        Assert.Equal(new ConstantLearningRate(0.5f), Schedule("constant"));
        Assert.Equal(new OneCycleRate(0.5f, 0.3, 25, 1e4), Schedule("one-cycle"));
        Assert.Equal(new CosineRate(0.5f, 0), Schedule("cosine"));
        Assert.Equal(new ScheduleState(0.5, null, 0), Assert.IsType<ReduceOnPlateau>(Schedule("reduce-on-plateau")).State);
        Network photo = ModelFactory.Build(Recipe.LoadBuiltIn("photo-gray").Model, 1);
        Assert.Equal([(3, 32, 48), (1, 48, 32)], photo.Nodes.Where(n => n.Name.StartsWith("enc1_1", StringComparison.Ordinal))
            .Select(n => n.Layer).OfType<Conv2d>().Select(c => (c.Kernel, c.InChannels, c.OutChannels)));
        var layout = new WeightLayout(ModelFactory.Build(Recipe.LoadBuiltIn("cifar10").Model, 3));
        using IOptimizer adam = new OptimizerRecipe().Create(layout, 1), muon = Recipe.LoadBuiltIn("cifar10").Optimizer.Create(layout, 1);
        Assert.Equal(layout.Learned, Assert.IsType<Adam>(adam).M.Length);
        Assert.IsType<Muon>(muon);
    }

    private static ILearningRateSchedule Schedule(string kind) => new Recipe().With("schedule.kind", kind).Schedule.Create(0.5);

    private string Write(string name, string json)
    {
        string path = Path.Combine(_folder, name);
        File.WriteAllText(path, json);
        return path;
    }
}
