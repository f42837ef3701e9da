using System.CommandLine;
using System.Text.Json.Nodes;
using Hush.Cli.Arguments;
using Hush.Cli.Display;
using Hush.Imaging.Noise;
using Hush.Learning.Networks;
using Hush.Models;
using Hush.Numerics.Text;
using Hush.Recipes;
using Hush.Training;
using Spectre.Console;

namespace Hush.Cli.Commands;

/// <summary>
/// <c>hush info MODEL|RECIPE</c>: shows a model card, or the network that a recipe trains or an architecture file describes.
/// </summary>
internal static class InfoCommand
{
    private const int HashShown = 16, FolderSide = 64, ColorChannels = 3;

    public static Command Create(CommandContext context, ExampleHelp examples)
    {
        var name = new Argument<string>("MODEL|RECIPE")
        {
            Description = $"{SharedOptions.ModelHelp} Or a recipe's name or JSON file, or a JSON file with the layers of a network, to " +
                "show the network before it is trained. A name shared by both means the model.",
        };
        Option<bool> json = SharedOptions.Json();
        var command = new Command("info", "Show a model's card and network, or a network before it is trained.") { name, json };
        command.SetAction(parsed => Run(parsed.GetRequiredValue(name), parsed.GetValue(json), context.Terminal.Output));
        examples.Add(command, "hush info runs/mnist", "hush info mnist", "hush info my-network.json");
        return command;
    }

    private static int Run(string name, bool json, TextChannel output)
    {
        if (IsJson(name) && RecipeReader.IsModelFile(name))
        {
            ShowArchitecture(name, json, output);
            return ExitCode.Done;
        }

        if (IsRecipe(name))
        {
            ShowRecipe(Recipe.Load(name).EnsureValid(), json, output);
            return ExitCode.Done;
        }

        using Model model = Model.Open(name);
        if (json)
        {
            output.Json(model.Card.ToJson());
            return ExitCode.Done;
        }

        int height = model.Card.Size is [var h, _] ? h : FolderSide, width = model.Card.Size is [_, var w] ? w : FolderSide;
        var network = new NetworkSummary(model.Network, height, width);
        Show(Rows(model.Card, height, width), network, output);
        return ExitCode.Done;
    }

    private static bool IsRecipe(string name)
    {
        bool isModel = Directory.Exists(name) || ShippedModels.Names.Contains(name) || (File.Exists(name) && !IsJson(name));
        return !isModel && (Recipe.Names.Contains(name) || IsJson(name));
    }

    private static bool IsJson(string name) => name.EndsWith(".json", StringComparison.OrdinalIgnoreCase);

    private static void ShowRecipe(Recipe recipe, bool json, TextChannel output)
    {
        (int height, int width, int channels) = InputOf(recipe);
        Network drawing = recipe.BuildNetwork(channels);
        var network = new NetworkSummary(drawing, height, width);
        if (json)
        {
            ShowJson([("recipe", recipe.Name), ("description", recipe.Description)], network, output);
            return;
        }

        Show(
            [
                ("recipe", recipe.Name),
                ("description", recipe.Description),
                ("data", recipe.Data.Name),
                ("input", $"{Kind(drawing.Channels)} images, {height}x{width} pixels in training"),
                ("noise", recipe.Noise.Create().Description),
            ],
            network,
            output);
    }

    private static void ShowArchitecture(string path, bool json, TextChannel output)
    {
        ModelRecipe model = ModelRecipe.LoadFile(path);
        Network drawing = ModelFactory.Build(model, model.ChannelsOr(ColorChannels));
        var network = new NetworkSummary(drawing, FolderSide, FolderSide);
        if (json)
        {
            ShowJson([("architecture", path)], network, output);
            return;
        }

        Show(
            [
                ("architecture", path),
                ("input", $"{Kind(drawing.Channels)} images{(TakesOther(model, drawing) ? ", or gray" : "")}; the table is for " +
                    $"{FolderSide}x{FolderSide} pixels"),
            ],
            network,
            output);
    }

    /// <summary>Whether the network can be built for color and for gray images.</summary>
    private static bool TakesOther(ModelRecipe model, Network drawing) => drawing.Channels == ColorChannels && model.ChannelsOr(1) == 1;

    private static void ShowJson(IEnumerable<(string Name, string Value)> fields, NetworkSummary network, TextChannel output)
    {
        var all = new JsonObject();
        foreach ((string name, string value) in fields)
            all[name] = value;
        foreach ((string key, JsonNode? value) in network.ToJson())
            all[key] = value?.DeepClone();
        output.Json(all.ToJsonString(Json.Options));
    }

    /// <summary>
    /// The image size in training: the recipe's patch, or the size of the dataset's images. Those of a folder are not known without
    /// reading it.
    /// </summary>
    private static (int Height, int Width, int Channels) InputOf(Recipe recipe)
    {
        (int side, int channels) = recipe.Data.Name switch
        {
            "mnist" or "fashion-mnist" => (28, recipe.Model.Channels ?? 1),
            "cifar10" => (32, recipe.Model.Channels ?? ColorChannels),
            _ => (FolderSide, recipe.Model.ChannelsOr(ColorChannels)),
        };
        side = recipe.Data.Patch ?? side;
        return (side, side, channels);
    }

    private static IEnumerable<(string Name, string Value)> Rows(ModelCard card, int height, int width) =>
    [
        ("name", card.Name),
        ("description", card.Description),
        ("images", $"{Kind(card.Channels)}{(card.Size.Count == 2 ? $", trained on {height}x{width} pixels" : "")}; denoises any size"),
        ("noise", card.Noise.Create().Description + (card.NoiseIsAssumed ? " (assumed: the ONNX file does not say it)" : "")),
        ("trained on", TrainedOn(card)),
        ("data hash", card.DatasetHash.Length > HashShown ? $"{card.DatasetHash[..HashShown]}... (in full with --json)" : card.DatasetHash),
        ("epoch", card.Epoch == 0 ? "" : $"{card.Epoch} of {card.Recipe.Epochs}"),
        ("seed", card.Epoch == 0 ? "" : $"{card.Recipe.Seed}"),
    ];

    private static string TrainedOn(ModelCard card) =>
        card.Dataset.Length == 0 ? "" : $"{card.Dataset}{(card.DatasetVerified ? ", verified" : ", not a published dataset")}";

    private static string Kind(int channels) => channels == 1 ? "gray" : "RGB";

    private static void Show(IEnumerable<(string Name, string Value)> rows, NetworkSummary network, TextChannel output)
    {
        Grid grid = new Grid().AddColumn(new GridColumn().NoWrap()).AddColumn();
        var dim = new Style(decoration: Decoration.Dim);
        foreach ((string name, string value) in rows.Concat(network.Totals()).Where(row => row.Value.Length > 0))
            grid.AddRow(new Text(name, dim), new Text(Printable.Escape(value)));
        output.Console.Write(grid);
        Tables.Write(output, network.ToTable());
    }
}
