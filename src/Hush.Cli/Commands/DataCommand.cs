using System.CommandLine;
using Hush.Cli.Arguments;
using Hush.Cli.Display;
using Hush.Imaging.Datasets;
using Spectre.Console;

namespace Hush.Cli.Commands;

/// <summary><c>hush data list|fetch|verify</c>: lists datasets, downloads them, and verifies their content.</summary>
internal static class DataCommand
{
    private const string Missing = "not on this machine; downloaded when needed";
    private const int MaxDescriptionWidth = 50;       // columns of the name and of a description wrapped once

    public static Command Create(CommandContext context, ExampleHelp examples)
    {
        var data = new Command("data", "List, download and verify datasets.")
        {
            List(context, examples), Fetch(context, examples), Verify(context, examples),
        };
        examples.Add(data, "hush data list", "hush data fetch mnist", "hush data verify mnist");
        return data;
    }

    private static Command List(CommandContext context, ExampleHelp examples)
    {
        Option<string?> root = SharedOptions.DataRoot();
        Option<bool> json = SharedOptions.Json();
        var command = new Command("list", "List the datasets known by name, and where they are on this machine.") { root, json };
        command.SetAction(parsed =>
            RunList(DatasetOptions.From(parsed.GetValue(root)), parsed.GetValue(json), context.Terminal.Output));
        examples.Add(command, "hush data list");
        return command;
    }

    private static Command Fetch(CommandContext context, ExampleHelp examples)
    {
        var name = new Argument<string>("NAME") { Description = $"One of {string.Join(", ", DatasetCatalog.Names)}." };
        Option<bool> json = SharedOptions.Json();
        var command = new Command("fetch", "Download a dataset to the user's cache and verify that its content is the published one.")
        {
            name, json,
        };
        command.SetAction(parsed =>
        {
            string set = parsed.GetRequiredValue(name);
            using var interruption = new Interruption(context);
            Provenance provenance = ProgressViews.Run(context.Terminal.Error, view =>
                DatasetCatalog.Fetch(set, DatasetOptions.From(null), new FetchDisplay(view), interruption.Token));
            return Show(set, provenance, parsed.GetValue(json), context.Terminal.Output);
        });
        examples.Add(command, "hush data fetch mnist");
        return command;
    }

    private static Command Verify(CommandContext context, ExampleHelp examples)
    {
        var name = new Argument<string>("NAME")
        {
            Description = $"One of {string.Join(", ", DatasetCatalog.Names)}, or a folder of images.",
        };
        Option<string?> root = SharedOptions.DataRoot();
        Option<bool> json = SharedOptions.Json();
        var command = new Command(
            "verify", "Read a dataset on this machine and compare its content with the published one.")
        {
            name, root, json,
        };
        command.SetAction(parsed =>
        {
            string set = parsed.GetRequiredValue(name);
            using var interruption = new Interruption(context);
            Provenance provenance = DatasetCatalog.Verify(set, DatasetOptions.From(parsed.GetValue(root)), interruption.Token);
            return Show(set, provenance, parsed.GetValue(json), context.Terminal.Output);
        });
        examples.Add(command, "hush data verify mnist", "hush data verify photos/");
        return command;
    }

    private static int RunList(DatasetOptions options, bool json, TextChannel output)
    {
        IReadOnlyList<DatasetListing> sets = DatasetCatalog.List(options);
        if (json)
        {
            output.Json(CliJson.Serialize(sets));
            return ExitCode.Done;
        }

        if (sets.Any(set => set.Location?.Length > output.Width - MaxDescriptionWidth))
        {
            foreach (DatasetListing set in sets)        // a table column would break the path
                output.Line($"{set.Name}: {set.Description}\n  {set.Location ?? Missing}");
            return ExitCode.Done;
        }

        Table table = Tables.New("name", "description", "location");
        table.Columns[1].Alignment = table.Columns[2].Alignment = Justify.Left;
        foreach (DatasetListing set in sets)
            Tables.Add(table, set.Name, set.Description, set.Location ?? Missing);
        Tables.Write(output, table);
        return ExitCode.Done;
    }

    /// <summary>Describes a dataset; content that differs from the published one is a failure.</summary>
    private static int Show(string name, Provenance data, bool json, TextChannel output)
    {
        if (json)
        {
            output.Json(CliJson.Serialize(new DatasetReport(
                name, data.Kind, data.Location, data.HasPublishedContent, data.Verified, data.ContentHash, data.Files)));
        }
        else
        {
            output.Line($"{name}: {data.Text}");
        }

        return data.Verified || !data.HasPublishedContent ? ExitCode.Done : ExitCode.Failed;
    }
}

/// <summary>The output of <c>hush data fetch --json</c> and <c>hush data verify --json</c>.</summary>
internal sealed record DatasetReport(
    string Name, string Kind, string Location, bool HasPublishedContent, bool Verified, string ContentHash, IReadOnlyList<DataFile> Files);
