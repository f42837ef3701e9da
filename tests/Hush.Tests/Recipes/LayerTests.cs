using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Hush.Learning.Losses;
using Hush.Learning.Networks;
using Hush.Learning.Plans;
using Hush.Models;
using Hush.Numerics.Threading;
using Hush.Recipes.Layers;
using Hush.Testing;
using Hush.Training;
using Xunit;

namespace Hush.Tests.Recipes;

/// <summary>Networks given layer by layer.</summary>
public class LayerTests
{
    private const string Unet = """
        [
          { "kind": "conv", "name": "enc1_1", "channels": 4, "bias": false },
          { "kind": "batch-norm", "name": "enc1_1_norm" },
          { "kind": "relu", "name": "skip" },
          { "kind": "max-pool" },
          { "kind": "conv", "name": "enc2_1", "channels": 8, "bias": false },
          { "kind": "batch-norm", "name": "enc2_1_norm" },
          { "kind": "relu" },
          { "kind": "upsample" },
          { "kind": "concat", "with": "skip" },
          { "kind": "conv", "name": "dec1_1", "channels": 4, "bias": false },
          { "kind": "batch-norm", "name": "dec1_1_norm" },
          { "kind": "relu" },
          { "kind": "conv", "name": "out", "channels": "image", "init_scale": 0.1 },
          { "kind": "subtract", "input": "noisy", "with": "out" }
        ]
        """;

    [Theory, InlineData(1), InlineData(3)]
    public void The_layers_of_a_U_Net_are_that_U_Net(int channels)
    {
        JsonNode own = NetworkJson.ToJson(Recipe(Unet).BuildNetwork(channels));
        JsonNode builtIn = NetworkJson.ToJson(Hush.Training.Recipe.Parse(
            """{ "model": { "kind": "unet", "widths": [4, 8], "blocks": 1, "output": "subtract" } }""", "r").BuildNetwork(channels));
        Assert.Equal(builtIn.ToJsonString(), own.ToJsonString().Replace("\"skip\"", "\"relu1\"", StringComparison.Ordinal));
    }

    [Fact]
    public void Residual_blocks_the_noise_level_and_shuffled_pixels_give_the_built_in_network()
    {
        const string Layers = """
            [
              { "kind": "pixel-unshuffle" },
              { "kind": "noise-level", "name": "sigma" },
              { "kind": "conv", "name": "head", "channels": 6 },
              { "kind": "conv", "name": "enc1_1a", "channels": 6 },
              { "kind": "relu" },
              { "kind": "conv", "name": "enc1_1b", "channels": 6, "init_scale": 0.1 },
              { "kind": "add", "input": "head", "with": "enc1_1b" },
              { "kind": "conv", "name": "out", "channels": 4, "init_scale": 0.1 },
              { "kind": "pixel-shuffle", "name": "noise" },
              { "kind": "subtract", "input": "noisy", "with": "noise" }
            ]
            """;
        Recipe builtIn = Hush.Training.Recipe.Parse("""
            { "model": { "kind": "unet", "widths": [6], "blocks": 1, "block": "residual", "output": "subtract", "batch_norm": false,
              "noise_level_input": true, "unshuffle": true, "skip": "add" } }
            """, "r");
        Assert.Equal(
            NetworkJson.ToJson(builtIn.BuildNetwork(1)).ToJsonString().Replace("\"pixel-shuffle1\"", "\"noise\"", StringComparison.Ordinal),
            NetworkJson.ToJson(Recipe(Layers).BuildNetwork(1)).ToJsonString());
    }

    [Fact]
    public void A_transposed_convolution_is_the_one_of_the_definition()
    {
        Network network = Recipe("""
            [
              { "kind": "max-pool" },
              { "kind": "conv-transpose", "name": "up", "channels": "image" }
            ]
            """).BuildNetwork(3);
        using Weights weights = Weights.Initialize(network, seed: 3);
        Samples.Normal(weights["up.bias"].Length, 5).CopyTo(weights["up.bias"]);
        const int Height = 6, Width = 10, Channels = 3;
        float[] x = Samples.Normal(Height * Width * Channels, 1);
        using var team = new WorkerTeam(1);
        using var plan = new InferencePlan(network, Height, Width, severalImages: false, team);
        using Tensor noisy = Tensor.From(new Shape(1, Height, Width, Channels), x), y = new(new Shape(1, Height, Width, Channels));
        plan.Load(weights);
        plan.Run(noisy, y, default);

        // y[2r + i, 2c + j, o] = bias + the sum over k of w[k, o, i, j] x[r, c, k], for stride 2 and a 2x2 kernel. The file has the
        // weights of output channel o and position (i, j) in row 4o + 2i + j.
        float[] w = weights["up.weight"].ToArray(), bias = weights["up.bias"].ToArray();
        for (int row = 0; row < Height; row++)
        {
            for (int column = 0; column < Width; column++)
            {
                for (int o = 0; o < Channels; o++)
                {
                    int filter = (4 * o) + (2 * (row % 2)) + (column % 2);
                    double sum = bias[filter];
                    for (int k = 0; k < Channels; k++)
                        sum += (double)w[(filter * Channels) + k] * Pooled(row / 2, column / 2, k);
                    Near.Equal(sum, y.Span[(((row * Width) + column) * Channels) + o], scale: 1 + Math.Abs(sum), relative: 1e-5);
                }
            }
        }

        float Pooled(int r, int c, int k) => Math.Max(
            Math.Max(At(2 * r, 2 * c, k), At(2 * r, (2 * c) + 1, k)), Math.Max(At((2 * r) + 1, 2 * c, k), At((2 * r) + 1, (2 * c) + 1, k)));
        float At(int r, int c, int k) => x[(((r * Width) + c) * Channels) + k];
    }

    [Fact]
    public void A_recipe_with_layers_reads_as_it_was_written()
    {
        Recipe recipe = Recipe(Unet);
        Assert.Equal(ModelKind.Custom, recipe.Model.Kind);
        Recipe again = Hush.Training.Recipe.Parse(recipe.ToJson(), "r");
        Assert.Equal(recipe, again);
        Assert.Equal(recipe.ToJson(), again.ToJson());
        Assert.Equal(recipe, new Recipe { Name = recipe.Name }.With("model.kind", "custom").With("model.layers", Unet));
    }

    [Theory]
    [InlineData("[]", "a custom network needs at least one layer.")]
    [InlineData("5", "expected a list of layers [...], got 5.")]
    [InlineData("[7]", "layer 1: expected an object such as {\"kind\": \"relu\"}, got 7.")]
    [InlineData("[null]", "layer 1: expected an object such as {\"kind\": \"relu\"}, got null.")]
    [InlineData("""[{"kind":"batch_norm"}]""", "got \"batch_norm\". Did you mean 'batch-norm'?")]
    [InlineData("""[{"name":"a"}]""", "layer 1 'a': kind must be one of conv, conv-transpose, ")]
    [InlineData(
        """[{"kind":"conv"}]""",
        "layer 1 (conv): channels is required, but missing. Give the number of output channels, or \"image\"")]
    [InlineData(
        """[{"kind":"conv","name":"up2","chanels":3,"channels":1}]""",
        "layer 1 'up2': unknown field \"chanels\". Did you mean 'channels'?")]
    [InlineData("""[{"kind":"conv","channels":0}]""", "layer 1 (conv): channels must be an integer from 1 to 4096, or \"image\", got 0.")]
    [InlineData("""[{"kind":"conv","channels":1.5}]""", "or \"image\", got 1.5.")]
    [InlineData("""[{"kind":"conv","channels":1e999}]""", "or \"image\", got 1e999.")]
    [InlineData("""[{"kind":"conv","channels":1,"kernel":5}]""", "kernel must be 1 or 3, got 5.")]
    [InlineData("""[{"kind":"conv","channels":1,"bias":"no"}]""", "bias must be true or false, got \"no\".")]
    [InlineData("""[{"kind":"conv","channels":1,"init_scale":-1}]""", "init_scale must be a number from 0 to 10, got -1.")]
    [InlineData(
        """[{"kind":"conv","channels":1,"name":"a.b"}]""",
        "name must be a letter followed by up to 63 letters, digits, _ or -, got \"a.b\".")]
    [InlineData(
        """[{"kind":"relu","with":"noisy"}]""",
        "layer 1 (relu): unknown field \"with\". The fields of relu are kind, name, input.")]
    [InlineData("""[{"kind":"add"}]""", "with is required, but missing. Give the name of the layer that is joined to the previous one.")]
    [InlineData("""[{"kind":"add","with":["noisy","noisy"]}]""", "with must be the name of one layer, got [\"noisy\",\"noisy\"].")]
    [InlineData("""[{"kind":"concat","with":[]}]""", "with must be the name of a layer, or a list of names, got [].")]
    [InlineData("""[{"kind":"conv","channels":1,"name":"noisy"}]""", "layer 1 'noisy': the name is taken.")]
    [InlineData("""[{"kind":"relu"},{"kind":"conv","name":"relu1","channels":1}]""", "layer 2 'relu1': the name is taken.")]
    [InlineData(
        """[{"kind":"conv","channels":1,"input":"enc"}]""",
        "layer 1 (conv): it reads 'enc', but no layer before it has this name.")]
    [InlineData("""[{"kind":"conv","channels":1,"name":"enc1"},{"kind":"add","with":"enc2"}]""", "Did you mean 'enc1'?")]
    [InlineData("""[{"kind":"relu"}]""", "no layer has weights to train. Add a convolution (conv).")]
    [InlineData(
        """[{"kind":"conv","channels":5},{"kind":"add","with":"noisy"}]""",
        "layer 2 (Add) needs two inputs with the same number of channels, got 5 and 1.")]
    [InlineData(
        """[{"kind":"max-pool"},{"kind":"concat","name":"up2","with":"noisy"}]""",
        "layer 2 'up2' joins 'max-pool1' at 1/2 of the image's size with 'noisy' at 1/1.")]
    [InlineData("""[{"kind":"upsample","name":"up2"}]""", "layer 1 'up2' would enlarge the image beyond its original size.")]
    [InlineData("""[{"kind":"conv","name":"c","channels":3},{"kind":"pixel-shuffle"}]""", "layer 2 would enlarge the image")]
    [InlineData(
        """[{"kind":"conv","name":"a","channels":1},{"kind":"conv","channels":1,"input":"noisy"}]""",
        "layer 1 'a': no layer reads its output.")]
    [InlineData("""[{"kind":"conv","channels":2}]""", "layer 1 (conv): The network's output 'conv1' has 2 channels")]
    [InlineData(
        """[{"kind":"conv","channels":3},{"kind":"max-pool","name":"p"}]""",
        "layer 2 'p': The network's output 'p' has 3 channels at 1/2 of the size")]
    public void A_mistake_names_the_layer(string layers, string message)
    {
        foreach (string model in (string[])[$$"""{"layers":{{layers}}}""", $$"""{"kind":"custom","layers":{{layers}}}"""])
        {
            var error = Assert.Throws<RecipeException>(() => Hush.Training.Recipe.Parse($$"""{"model":{{model}}}""", "r").EnsureValid());
            Assert.Contains("model.layers: ", error.Message);
            Assert.Contains(message, error.Message);
            Assert.DoesNotContain("(Parameter", error.Message);
        }
    }

    [Fact]
    public void Every_mistake_in_the_fields_is_listed()
    {
        var error = Assert.Throws<RecipeException>(() => Recipe(
            """[{"kind":"conv","channels":0},{"kind":"relu","slope":0.1},{"kind":"maxpool"}]"""));
        Assert.Contains("has 3 errors", error.Message);
        foreach (string layer in (string[])["layer 1 (conv)", "layer 2 (relu)", "layer 3"])
            Assert.Contains(layer, error.Message);
    }

    [Fact]
    public void The_error_for_color_images_is_shown_if_the_layers_were_meant_for_them()
    {
        IReadOnlyList<string> mistakes = Recipe("""
            [
              { "kind": "conv", "name": "a", "channels": 3 },
              { "kind": "add", "with": "noisy" },
              { "kind": "conv", "name": "b", "channels": 4 },
              { "kind": "add", "name": "c", "with": "noisy" }
            ]
            """).Check();
        Assert.Equal(
            [
                "model.layers: layer 4 'c' (Add) needs two inputs with the same number of channels, got 4 and 3. Match them with a 1x1 " +
                "convolution.",
            ],
            mistakes);
    }

    [Theory]
    [InlineData(
        """{"kind":"unet","layers":[{"kind":"conv","channels":1}]}""",
        "model.kind must be custom, since the network is given by its layers, got unet")]
    [InlineData("""{"layers":[{"kind":"conv","channels":1}],"widths":[3]}""", "model must be given by its layers alone")]
    [InlineData(
        """{"layers":[{"kind":"conv","channels":1}],"channels":3}""",
        "model.layers: layer 1 (conv): The network's output 'conv1' has 1 channel at")]
    [InlineData("""{"kind":"custom"}""", "model.layers: a custom network needs at least one layer.")]
    public void Layers_and_other_fields_must_agree(string model, string message) => Assert.Contains(
        message,
        Assert.Throws<RecipeException>(() => Hush.Training.Recipe.Parse($$"""{"model":{{model}}}""", "r").EnsureValid()).Message);

    [Fact]
    public void Rules_about_the_loss_the_noise_and_dead_channels_look_at_the_layers()
    {
        const string NoSigma = """[{"kind":"noise-level"},{"kind":"batch-norm"},{"kind":"conv","channels":1}]""";
        Recipe recipe = Recipe(NoSigma) with { Loss = LossKind.Bce, Noise = NoiseSpec.Default(NoiseKind.Poisson), ReinitializeDead = true };
        Assert.Equal(
            [
                "the last of model.layers must be sigmoid, since the loss bce needs probabilities (or choose the loss mse or l1), got conv",
                "model.layers must be without noise-level, since this noise has no sigma to give to the network, got that layer",
                "reinitialize_dead must be false, since normalized channels (batch-norm) are not reinitialized, got true",
            ],
            recipe.Check());
        Assert.Empty((Recipe("""[{"kind":"conv","channels":1},{"kind":"sigmoid"}]""") with { Loss = LossKind.Bce }).Check());
    }

    [Fact]
    public void A_network_that_halves_small_images_too_often_is_refused()
    {
        string pools = string.Concat(Enumerable.Repeat("""{"kind":"max-pool"},""", 3)), ups = string.Concat(Enumerable.Repeat(
            """{"kind":"upsample"},""", 3));
        Recipe recipe = Recipe($$"""[{{pools}}{{ups}}{"kind":"conv","channels":"image"}]""").EnsureValid();
        var error = Assert.Throws<RecipeException>(() =>
            Hush.Recipes.NetworkSize.Require(recipe.BuildNetwork(1), recipe, new Shape(1, 4, 9, 1), 1));
        Assert.Equal(
            "The network halves height and width 3 times, but 4x9 pixels allow at most 2. Remove layers that halve the size (max-pool, " +
            "pixel-unshuffle) from model.layers.",
            error.Message);
        Assert.Null(Hush.Recipes.NetworkSize.Require(recipe.BuildNetwork(1), recipe, new Shape(1, 5, 9, 1), 1));
    }

    [Fact]
    public void Layers_that_are_too_large_or_too_many_are_refused_at_once()
    {
        string unshuffled = string.Concat(Enumerable.Repeat("""{"kind":"pixel-unshuffle"},""", 12));
        Refused($$"""[{{unshuffled}}{"kind":"conv","channels":4096}]""", "channels, but at most 65,536 are supported");
        string relus = string.Join(',', Enumerable.Repeat("""{"kind":"relu"}""", 1001));
        Refused($"[{relus}]", "at most 1000 layers are supported, got 1001");
        string doubled = string.Concat(Enumerable.Range(0, 40).Select(i =>
            $$"""{"kind":"concat","name":"c{{i}}","with":"{{(i == 0 ? "noisy" : $"c{i - 1}")}}"},"""));
        Refused($$"""[{{doubled}}{"kind":"conv","channels":1}]""", "at most 65,536 are supported");
        string wide = string.Join(',', Enumerable.Repeat("""{"kind":"conv","channels":4096}""", 900));
        Recipe recipe = Recipe($$"""[{{wide}},{"kind":"conv","channels":1}]""").EnsureValid();
        Assert.Contains("(model.layers)", Assert.Throws<RecipeException>(() => Hush.Recipes.NetworkSize.RequireParameters(recipe)).Message);

        static void Refused(string layers, string message) =>
            Assert.Contains(message, Assert.Throws<RecipeException>(() => Recipe(layers).EnsureValid()).Message);
    }

    [Fact]
    public void Names_are_those_of_the_schema()
    {
        string pattern = JsonNode.Parse(typeof(Recipe).Assembly.GetManifestResourceStream("recipes/recipe.schema.json")!)!
            ["properties"]!["model"]!["properties"]!["layers"]!["items"]!["properties"]!["name"]!["pattern"]!.GetValue<string>();
        string[] names = ["a", "Z9", "up-2_b", "", "9a", "_a", "a.b", "a b", "é", "a\n", new('a', 64), new('a', 65), "a/b", "-"];
        Assert.All(names, name =>
        {
            var layer = new JsonArray(new JsonObject { ["kind"] = "relu", ["name"] = name });
            var mistakes = new List<string>();
            LayerReader.Read(layer, mistakes);
            bool matches = Regex.IsMatch(
                name, pattern.Replace("$", "\\z", StringComparison.Ordinal), RegexOptions.None, TimeSpan.FromSeconds(1));
            Assert.Equal(matches, mistakes.Count == 0);
        });
    }

    /// <summary>Random lists of layers, most of which do not fit together: each is either refused with a message or trains.</summary>
    [Fact]
    public void Any_list_of_layers_is_refused_or_trains()
    {
        var random = new Random(20);
        int trained = 0;
        for (int i = 0; i < 3000; i++)
        {
            Recipe recipe = Recipe(RandomLayers(random));
            if (recipe.Check().Count > 0)
                continue;
            Network network = recipe.BuildNetwork(recipe.Model.ChannelsOr(1));
            using var team = new WorkerTeam(2);
            var shape = new Shape(2, 7, 5, network.Channels);
            using var plan = new TrainingPlan(network, shape, new Mse(), team);
            using Weights weights = Weights.Initialize(network, 1), gradient = new(weights.Layout);
            double loss = plan.Step(weights, new Ramp(), shape.N, gradient);
            Assert.True(double.IsFinite(loss) && !gradient.Learned.ToArray().Any(float.IsNaN), recipe.ToJson());
            trained++;
        }

        Assert.True(trained > 100, $"{trained} of 3000 networks were valid");
    }

    private static string RandomLayers(Random random)
    {
        string[] kinds = [.. LayerKinds.Names];
        var layers = new JsonArray();
        int count = random.Next(1, 8);
        for (int i = 0; i < count; i++)
        {
            string kind = kinds[random.Next(kinds.Length)];
            var layer = new JsonObject { ["kind"] = kind, ["name"] = $"l{i}" };
            if (random.Next(5) == 0)
                layer["input"] = Earlier();
            foreach (string field in LayerKinds.Required(kind))
                layer[field] = field == "with" ? Earlier() : i == count - 1 ? "image" : random.Next(1, 6);
            layers.Add((JsonNode)layer);

            string Earlier() => random.Next(i + 1) is > 0 and var at ? $"l{at - 1}" : "noisy";
        }

        return layers.ToJsonString();
    }

    private static Recipe Recipe(string layers) => Hush.Training.Recipe.Parse($$"""{ "model": { "layers": {{layers}} } }""", "r");

    private sealed class Ramp : ITrainingSamples
    {
        public void Read(int image, Span<float> noisy, Span<float> clean, out float scalar)
        {
            for (int i = 0; i < noisy.Length; i++)
                (noisy[i], clean[i]) = (i % 5 / 5f, i % 7 / 7f);
            scalar = 0.1f;
        }
    }
}
