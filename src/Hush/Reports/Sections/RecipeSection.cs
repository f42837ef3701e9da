using System.Text;
using System.Text.Json;
using Hush.Reports.Markup;
using Hush.Training;
using static Hush.Reports.Markup.Tags;

namespace Hush.Reports.Sections;

/// <summary>The complete recipe, and the commands that reproduce the run.</summary>
internal static class RecipeSection
{
    public static Element? Render(RunReport report)
    {
        if (report.RecipeJson.Length == 0 && report.Commands.Count == 0)
            return null;
        Element section = Html.Section(
            "recipe", "Recipe",
            "The same commands with the same version of Hush on the same kind of machine produce the same model, byte for byte.");
        if (report.Commands.Count > 0)
        {
            section.Add(Tag("div", "card").Add(
                Tag("h3").Add("Reproduce this run"), Block("Commands", Commands(report.Commands))));
        }

        if (report.RecipeJson.Length > 0)
        {
            section.Add(Tag("div", "card").Add(
                Tag("h3").Add("Complete recipe: ", Tag("code").Add(report.RecipeName)),
                Block("Recipe", Json(report.RecipeJson).Class("recipe"))));
        }

        return section;
    }

    // Breaks lines between arguments only: a browser would also break after the first hyphen of an option.
    private static Element Commands(IReadOnlyList<string> commands)
    {
        Element code = Tag("code", "commands");
        for (int i = 0; i < commands.Count; i++)
        {
            code.Add(i > 0 ? "\n" : null);
            string separator = "";
            foreach (string part in commands[i].Split(' '))
            {
                code.Add(separator, Tag("span").Add(part));
                separator = " ";
            }
        }

        return code;
    }

    private static Element Block(string name, Element code) =>
        Tag("pre").Set("role", "group").Set("aria-label", name).Set("tabindex", "0").Add(code);

    // Indents JSON and highlights its keys. Text that is not JSON is shown unchanged.
    private static Element Json(string text)
    {
        Element code = Tag("code");
        try
        {
            using JsonDocument document = JsonDocument.Parse(text);
            Append(code, document.RootElement, 0);
            return code;
        }
        catch (Exception e) when (e is JsonException or ArgumentException or InvalidOperationException)
        {                                                       // the last two: half of a surrogate pair
            return Tag("code").Add(text);
        }
    }

    private static void Append(Element code, JsonElement value, int depth)
    {
        if (value.ValueKind == JsonValueKind.Object && value.EnumerateObject().Any())
        {
            string separator = "{\n";
            foreach (JsonProperty property in value.EnumerateObject())
            {
                code.Add(separator + Indent(depth + 1), Tag("span", "key-name").Add($"\"{property.Name}\""), ": ");
                Append(code, property.Value, depth + 1);
                separator = ",\n";
            }

            code.Add("\n" + Indent(depth) + "}");
        }
        else if (value.ValueKind == JsonValueKind.Array && value.EnumerateArray().Any(v => v.ValueKind is JsonValueKind.Object))
        {
            string separator = "[\n";
            foreach (JsonElement item in value.EnumerateArray())
            {
                code.Add(separator + Indent(depth + 1));
                Append(code, item, depth + 1);
                separator = ",\n";
            }

            code.Add("\n" + Indent(depth) + "]");
        }
        else
        {
            code.Add(OneLine(value));
        }
    }

    private static string OneLine(JsonElement value) => value.ValueKind == JsonValueKind.Array
        ? new StringBuilder("[").AppendJoin(", ", value.EnumerateArray().Select(OneLine)).Append(']').ToString()
        : value.GetRawText();

    private static string Indent(int depth) => new(' ', 2 * depth);
}
