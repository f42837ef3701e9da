using System.CommandLine;
using System.Text.Json.Nodes;
using Hush.Cli.Arguments;
using Hush.Cli.Display;
using Hush.Training;
using Spectre.Console;

namespace Hush.Cli.Commands;

/// <summary><c>hush recipes [NAME]</c>: lists the built-in recipes, or shows all fields of one.</summary>
internal static class RecipesCommand
{
    public static Command Create(CommandContext context, ExampleHelp examples)
    {
        var name = new Argument<string?>("NAME")
        {
            Description = "The name or file of a recipe to show as complete JSON, ready to save and edit.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        Option<bool> json = SharedOptions.Json();
        var command = new Command("recipes", "List the recipes that come with Hush, or show one in full.") { name, json };
        command.SetAction(parsed => Run(parsed.GetValue(name), parsed.GetValue(json), context.Terminal.Output));
        examples.Add(command, "hush recipes", "hush recipes mnist > my-recipe.json");
        return command;
    }

    private static int Run(string? name, bool json, TextChannel output)
    {
        if (name != null)
            output.Json(Recipe.Load(name).ToJson().TrimEnd());
        else if (json)
            output.Json(AllAsJson().ToJsonString(Json.Options));
        else
            List(output);
        return ExitCode.Done;
    }

    private static JsonArray AllAsJson() => [.. Recipe.Names.Select(name => JsonNode.Parse(Recipe.LoadBuiltIn(name).ToJson()))];

    private static void List(TextChannel output)
    {
        Table table = Tables.New("recipe", "description");
        table.Columns[1].Alignment = Justify.Left;
        foreach (Recipe recipe in Recipe.Names.Select(Recipe.LoadBuiltIn))
            Tables.Add(table, recipe.Name, recipe.Description);
        Tables.Write(output, table);
    }
}
