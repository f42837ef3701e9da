using System.Text.Json.Nodes;
using Hush.Cli.Display;
using Hush.Testing;
using Hush.Training;
using Spectre.Console;
using Xunit;

namespace Hush.Cli.Tests;

public class InfoTests
{
    public static TheoryData<string> Recipes() => [.. Recipe.Names];

    [Fact]
    public void A_recipe_s_network_is_shown_before_any_training()
    {
        CommandRun run = RecordedTerminal.Run("info", "notebook-mnist");
        Assert.Equal((ExitCode.Done, ""), (run.Code, run.Error));
        Assert.Matches(@"input\s+gray images, 28x28 pixels in training", run.Output);
        Assert.Matches(@"parameters\s+28,353", run.Output);
        Assert.Matches(@"enc1\s+conv 3x3, 1 -> 32\s+28x28x32\s+320\s+288\s", run.Output);
        // at half size: a quarter of 9,216 per pixel
        Assert.Matches(@"enc2\s+conv 3x3, 32 -> 32\s+14x14x32\s+9,248\s+2,304\s", run.Output);
        Assert.Matches(@"total\s+28,353\s+5,760\s", run.Output);
        Assert.Matches(@"receptive field\s+26x26 pixels", run.Output);        // by hand: pixel 1 of a block of 4 depends on -11 to 14
    }

    [Fact]
    public void The_receptive_field_of_convolutions_alone_is_that_of_the_formula()
    {
        JsonNode json = Json(
            """{ "data": { "patch": 16 }, "model": { "kind": "unet", "widths": [4], "blocks": 3, "channels": 1, "skip": "none" } }""");
        Assert.Equal(9, (int)json["receptive_field"]!);          // four 3x3 convolutions, including the output layer
    }

    [Fact]
    public void The_JSON_has_every_layer_and_the_totals_are_their_sums()
    {
        JsonNode json = Json("""{ "data": { "patch": 20 }, "model": { "kind": "unet", "widths": [8, 16], "channels": 3 } }""");
        Assert.Equal(["recipe", "description", "input", "parameters", "multiply_adds_per_pixel", "multiply_adds", "receptive_field",
            "layers"], json.AsObject().Select(p => p.Key));
        Assert.Equal([20, 20, 3], json["input"]!.AsArray().Select(n => (int)n!));
        JsonArray layers = json["layers"]!.AsArray();
        Assert.Equal((int)json["parameters"]!, layers.Sum(l => (int)l!["parameters"]!));
        Assert.Equal((double)json["multiply_adds_per_pixel"]!, layers.Sum(l => (double)l!["multiply_adds_per_pixel"]!), 1e-9);
        Assert.Equal((double)json["multiply_adds"]!, 400 * (double)json["multiply_adds_per_pixel"]!, 1e-6);
        JsonNode concat = layers.Single(l => (string)l!["operation"]! == "concat")!;
        Assert.Equal(["upsample1", "relu2"], concat["inputs"]!.AsArray().Select(n => (string)n!));
        Assert.Equal([20, 20, 24], concat["output"]!.AsArray().Select(n => (int)n!));
    }

    [Fact]
    public void An_architecture_is_shown_before_any_training()
    {
        CommandRun run = RecordedTerminal.Run("info", SourceTree.File("docs/examples/small-unet.json"));
        Assert.Equal((ExitCode.Done, ""), (run.Code, run.Error));
        Assert.Matches(@"input\s+RGB images, or gray; the table is for 64x64 pixels", run.Output);
        Assert.Matches(@"full\s+relu\s+64x64x16\s", run.Output);
        Assert.Matches(@"up\s+conv 1x1, 32 -> 64\s+32x32x64\s+2,112\s+512\s", run.Output);
        Assert.Matches(@"concat1\s+concat of pixel-shuffle1, full\s+64x64x32\s", run.Output);
        // 432 + 32 + 4,608 + 64 + 2,112 + 4,624 + 435
        Assert.Matches(@"total\s+12,307\s+7,136\s", run.Output);
        Assert.Matches(@"receptive field\s+12x12 pixels", run.Output);      // by hand: pixel 0 depends on -5 to 6
        JsonNode json = JsonNode.Parse(RecordedTerminal.Run("info", SourceTree.File("docs/examples/small-unet.json"), "--json").Output)!;
        Assert.Equal((12_307, 15), ((int)json["parameters"]!, json["layers"]!.AsArray().Count));
    }

    [Fact]
    public void An_architecture_for_gray_images_alone_is_shown_for_them()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["gray.json"], """{ "layers": [ { "kind": "conv", "channels": 1 } ] }""");
        Assert.Matches(@"input\s+gray images; the table", RecordedTerminal.Run("info", folder["gray.json"]).Output);
    }

    [Fact]
    public void A_name_of_a_model_and_of_a_recipe_is_the_model_and_a_wrong_recipe_is_refused()
    {
        Assert.Contains("trained on", RecordedTerminal.Run("info", "photo-gray").Output);
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["bad.json"], """{ "model": { "blocks": 1000000 } }""");
        CommandRun bad = RecordedTerminal.Run("info", folder["bad.json"]);
        Assert.Equal(ExitCode.WrongUse, bad.Code);
        Assert.Contains("model.blocks must be from 1 to 256, got 1000000", bad.Error);
        Assert.Contains("Unknown model 'mnits'", RecordedTerminal.Run("info", "mnits").Error);
    }

    [Theory, MemberData(nameof(Recipes))]
    public void It_fits_into_80_columns_and_nothing_breaks_inside_a_word(string name)
    {
        string wide = RecordedTerminal.Run("info", name).Output, narrow = AtWidth(80, name);
        Assert.All(narrow.Split('\n'), line => Assert.True(line.TrimEnd().Length <= 80, line));
        Assert.Equal(Words(wide), Words(narrow));

        static IEnumerable<string> Words(string text) =>
            text.Split((char[])[' ', '\n', '\r', '─'], StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal);
    }

    private static JsonNode Json(string recipe)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["r.json"], recipe);
        return JsonNode.Parse(RecordedTerminal.Run("info", folder["r.json"], "--json").Output)!;
    }

    private static string AtWidth(int width, string name)
    {
        using StringWriter output = new(), error = new();
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(output), Ansi = AnsiSupport.No,
            ColorSystem = ColorSystemSupport.NoColors
        });
        console.Profile.Width = width;
        var terminal = new Terminal(new TextChannel(output, console, isLive: false), new TextChannel(error, isTerminal: false));
        Assert.Equal(ExitCode.Done, App.Run(["info", name], new CommandContext(terminal, "hush", CancellationToken.None)));
        return output.ToString();
    }
}
