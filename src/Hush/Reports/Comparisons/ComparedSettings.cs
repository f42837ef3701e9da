using System.Text.Json;
using System.Text.Json.Nodes;
using Hush.Comparison;
using Hush.Reports.Markup;
using static Hush.Reports.Markup.Tags;

namespace Hush.Reports.Comparisons;

/// <summary>The recipe fields that differ, and the folders of the runs.</summary>
internal static class ComparedSettings
{
    private const int HashShown = 12;

    public static Element Render(RunComparison comparison)
    {
        IReadOnlyList<ComparedRun> runs = comparison.Runs;
        Element section = Html.Section(
            "settings",
            "Settings that differ",
            comparison.Settings.Count == 0 ? "The recipes are equal." : "All other fields of the recipes are equal.");
        if (comparison.Settings.Count > 0)
            section.Add(Tag("div", "card").Add(Html.Scrolling("Settings that differ", Settings(comparison))));
        Element folders = Tag("tbody");
        for (int i = 0; i < runs.Count; i++)
        {
            folders.Add(Tag("tr").Add(
                RunMark.RowHead(runs[i], i),
                Tag("td", "words").Add(Tag("code").Add(runs[i].Folder.Path)),
                Tag("td", "words").Add(runs[i].State),
                Tag("td", "words").Add(runs[i].Recipe.Data.Name),
                Tag("td", "words").Add(Hash(runs[i]))));
        }

        string[] heads = ["Folder", "State", "Data", "Content of the data (SHA-256)"];
        return section.Add(Tag("div", "card").Add(Html.Scrolling("Run folders", Tag("table", "numbers").Add(
            Html.Caption("The run folders and their data."),
            Tag("thead").Add(Tag("tr").Add(Tag("td")).AddAll(heads.Select(h => Tag("th", "words").Set("scope", "col").Add(h)))),
            folders))));
    }

    private static Element Settings(RunComparison comparison)
    {
        Element head = Tag("tr").Add(Tag("th", "words").Set("scope", "col").Add("Field")).AddAll(comparison.Runs.Select((run, i) =>
            Tag("th", "words").Set("scope", "col").Add(RunMark.Sample(i), run.Name)));
        Element body = Tag("tbody");
        foreach (DifferingSetting setting in comparison.Settings)
        {
            body.Add(Tag("tr").Add(Tag("th").Set("scope", "row").Add(Tag("code").Add(setting.Field)))
                .AddAll(setting.Values.Select(value => Tag("td", "words setting").Add(Shown(value)))));
        }

        return Tag("table", "numbers").Add(Html.Caption("One column per run."), Tag("thead").Add(head), body);
    }

    /// <summary>A value for people: strings without quotes, lists with spaces, layers by their kinds.</summary>
    private static string Shown(string? json)
    {
        if (json is null)
            return Format.Missing;
        return JsonNode.Parse(json) switch
        {
            null => "null",
            JsonArray list when list.Any(item => item is JsonObject) =>
                $"{list.Count} layers: {string.Join(", ", list.Select(layer => layer?["kind"]?.ToString()))}",
            JsonArray list => $"[{string.Join(", ", list.Select(item => item?.ToString()))}]",
            JsonNode value when value.GetValueKind() == JsonValueKind.String => value.GetValue<string>(),
            JsonNode value => value.ToJsonString(),
        };
    }

    private static string Hash(ComparedRun run) => run.Card?.DatasetHash is { Length: > 0 } hash
        ? hash[..Math.Min(HashShown, hash.Length)] : Format.Missing;
}
