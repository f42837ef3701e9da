using System.CommandLine;
using Hush.Cli.Arguments;
using Hush.Cli.Display;
using Hush.Learning.Networks;
using Hush.Learning.Networks.Layers;
using Hush.Models;
using Hush.Numerics.Text;
using Spectre.Console;

namespace Hush.Cli.Commands;

/// <summary><c>hush info MODEL</c>: a model's card and the drawing of its network.</summary>
internal static class InfoCommand
{
    public static Command Create(CommandContext context, ExampleHelp examples)
    {
        Argument<string> model = SharedOptions.Model();
        Option<bool> json = SharedOptions.Json();
        var command = new Command("info", "Shows a model's card: what it was trained on, and its network.") { model, json };
        command.SetAction(parsed => Run(parsed.GetRequiredValue(model), parsed.GetValue(json), context.Terminal.Output));
        examples.Add(command, "hush info runs/mnist");
        return command;
    }

    private static int Run(string nameOrPath, bool json, TextChannel output)
    {
        using Model model = Model.Open(nameOrPath);
        if (json)
        {
            output.Line(model.Card.ToJson());
            return ExitCode.Done;
        }

        ShowCard(model.Card, output);
        ShowNetwork(model, output);
        return ExitCode.Done;
    }

    private static void ShowCard(ModelCard card, TextChannel output)
    {
        Grid grid = new Grid().AddColumn(new GridColumn().NoWrap()).AddColumn();
        var dim = new Style(decoration: Decoration.Dim);
        void Row(string name, string value) => grid.AddRow(new Text(name, dim), new Text(Printable.Escape(value)));
        Row("name", card.Name);
        if (card.Description.Length > 0)
            Row("description", card.Description);
        string size = string.Join("x", card.Size);
        Row("images", $"{(card.Channels == 1 ? "gray" : "RGB")}, trained on {size} pixels; cleans any size");
        Row("noise", card.Noise.Create().Describe);
        Row("trained on", $"{card.Dataset}{(card.DatasetVerified ? ", verified" : ", not a published data set")}");
        Row("data hash", card.DatasetHash);
        Row("epoch", $"{card.Epoch} of {card.Recipe.Epochs}");
        Row("seed", $"{card.Recipe.Seed}");
        Row("parameters", Figures.Count(card.Parameters));
        Row("multiply-adds", $"{Figures.Count(card.MultiplyAdds)} for an image of {size}");
        output.Console.Write(grid);
    }

    private static string Operation(ILayer layer) => layer is Conv2d conv
        ? $"{conv.Operation} {conv.Kernel}x{conv.Kernel}, {conv.Input} -> {conv.Output}"
        : layer.Operation;

    private static void ShowNetwork(Model model, TextChannel output)
    {
        Table table = Tables.New("layer", "operation", "reads", "output", "parameters", "multiply-adds");
        table.Columns[1].Alignment = table.Columns[2].Alignment = Justify.Left;
        int height = model.Card.Size is [var h, _] ? h : 0, width = model.Card.Size is [_, var w] ? w : 0;
        foreach (Node node in model.Network.Nodes)
        {
            int rows = Network.SizeAt(node.Level, height), columns = Network.SizeAt(node.Level, width);
            int parameters = node.Layer.Parameters(node.Name).Where(p => p.Learned).Sum(p => p.Count);
            Tables.Add(
                table,
                node.Name,
                Operation(node.Layer),
                string.Join(", ", node.Inputs.Select(i => model.Network.Nodes[i].Name)),
                $"{rows}x{columns}x{node.Channels}",
                parameters > 0 ? Figures.Count(parameters) : "",
                node.Layer.MultiplyAddsPerPixel > 0 ? Figures.Count(node.Layer.MultiplyAddsPerPixel * rows * columns) : "");
        }

        Tables.Write(output, table);
    }
}
