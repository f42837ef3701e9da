using Hush.Imaging.Noise;
using Hush.Training;
using Xunit;

namespace Hush.Tests.Recipes;

public class RecipeCheckTests
{
    [Fact]
    public void All_mistakes_are_listed_at_once()
    {
        var recipe = new Recipe
        {
            Epochs = 0,
            Average = 1,
            Loss = LossKind.Bce,
            Noise = new NoiseSpec { Kind = NoiseKind.Gaussian },
            Data = new DataRecipe { Validation = 0, Patch = -1, Name = "" },
            Model = new ModelRecipe { Kind = ModelKind.Autoencoder, Output = OutputKind.Subtract, Widths = [8, 0], Channels = 2 },
            Optimizer = new OptimizerRecipe { Rate = double.NaN, Betas = [0.9, 1], WeightDecay = double.PositiveInfinity },
            Schedule = new ScheduleRecipe { StartFraction = 1 },
        };
        string[] mistakes =
        [
            "data.name must be a non-empty string, got \"\"",
            "data.validation must be from 1 to 1000000, got 0",
            "data.patch must be from 1 to 4096, got -1",
            "noise: Noise 'gaussian' needs sigma, for example 25 (of 255) or [0, 55].",
            "model.widths must be 1 to 16 numbers, each from 1 to 4096, got [8, 0]",
            "optimizer.rate must be from 1e-12 to 10, got NaN",
            "optimizer.weight_decay must be from 0 to 100, got Infinity",
            "optimizer.betas must be 2 numbers, each from 0 to 0.999999, got [0.9, 1]",
            "schedule.start_fraction must be above 0 and below 1, got 1",
            "epochs must be from 1 to 1000000, got 0",
            "average must be from 0 to 0.999999, got 1",
            "model.skip must be none, since an autoencoder has no skip connections (the kind unet has them), got concat",
            "model.output must be sigmoid, since the loss bce needs probabilities (or choose the loss mse or l1), got subtract",
            "model.channels must be 1, 3 or null, got 2",
        ];

        Assert.Equal(mistakes, recipe.Check());
        var error = Assert.Throws<RecipeException>(() => recipe.EnsureValid());
        Assert.Equal("The recipe 'custom' has 14 errors:\n  " + string.Join("\n  ", mistakes), error.Message);
    }

    [Fact]
    public void A_fixed_network_has_no_other_fields()
    {
        Recipe notebook = Recipe.LoadBuiltIn("notebook-mnist");
        Assert.DoesNotContain("widths", notebook.ToJson());
        Assert.Empty(notebook.Check());
        Recipe changed = notebook with { Model = notebook.Model with { Widths = [4, 8] } };
        Assert.Equal(
            ["model must be given by its kind alone, since the network notebook-mnist is fixed, got other fields as well"],
                changed.Check());
        Assert.Empty((changed with { Model = changed.Model with { Kind = ModelKind.Unet } }).Check());
    }

    [Theory]
    [InlineData(ModelKind.Unet, BlockKind.Fused, 0.5, "from 1 to 8", "0.5")]
    [InlineData(ModelKind.Unet, BlockKind.Residual, double.NaN, "from 1 to 8", "NaN")]
    [InlineData(ModelKind.Unet, BlockKind.Plain, 2, "1, since only residual and fused blocks of a unet expand their channels", "2")]
    public void Channels_inside_a_block_are_some_and_only_where_there_is_an_inside(ModelKind kind, BlockKind block, double expansion,
        string expected, string got)
    {
        var recipe = new Recipe { Model = new ModelRecipe { Kind = kind, Block = block, Expansion = expansion } };
        Assert.Equal([$"model.expansion must be {expected}, got {got}"], recipe.Check());
    }

    [Fact]
    public void Channels_that_are_normalized_are_not_drawn_again_and_noise_without_a_level_is_not_told()
    {
        var recipe = new Recipe { ReinitializeDead = true };
        Assert.Equal(["reinitialize_dead must be false, since normalized channels (model.batch_norm) are not reinitialized, got true"],
            recipe.Check());
        Assert.Empty((recipe with { Model = recipe.Model with { BatchNorm = false } }).Check());
        recipe = new Recipe { Noise = NoiseSpec.Default(NoiseKind.Poisson), Model = new ModelRecipe { NoiseLevelInput = true } };
        Assert.Equal(["model.noise_level_input must be false, since this noise has no sigma to give to the network, got true"],
            recipe.Check());
    }

    [Fact]
    public void The_defaults_can_run() => Assert.Empty(new Recipe().Check());
}
