using Hush.Recipes;
using Hush.Training;

namespace Hush.Cli.Commands;

/// <summary>
/// Chooses the recipe of a resumed run: the one in its folder, so that its original options need not be repeated. Options that are
/// given must agree with it, except for the fields that only determine when training ends (<see cref="Recipe.EndFields"/>).
/// </summary>
internal static class ResumedRecipe
{
    /// <summary>The recipe in the folder, with the requested end.</summary>
    /// <param name="settings">The settings from the command line.</param>
    /// <param name="asked">The recipe that a new run would use.</param>
    /// <param name="note">Receives the differences between the folder's recipe and the named one.</param>
    /// <exception cref="WrongUseException">Other fields differ; the message lists them.</exception>
    /// <exception cref="RunFolderException">The run has completed more epochs than requested.</exception>
    public static Recipe Choose(TrainSettings settings, Recipe asked, Action<string> note)
    {
        var folder = new RunFolder(settings.Folder);
        Recipe saved = Recipe.LoadFile(folder.Recipe);
        if (asked.Equals(saved))
            return saved;
        if (asked.Name != saved.Name)
        {
            throw new WrongUseException(
                $"The run in '{folder.Path}' was started with the recipe '{saved.Name}', not '{asked.Name}'. " +
                "Resume it with its own recipe, or choose another folder with --out.");
        }

        Recipe typed = settings.With(saved);
        Recipe chosen = saved with { Epochs = typed.Epochs, Patience = typed.Patience, MinDelta = typed.MinDelta };
        string[] contradictions =
            [.. Differences(chosen, typed, (field, begun, now) => $"{field} is {begun}, but {now} was requested")];
        if (contradictions.Length > 0)
        {
            throw new WrongUseException(
                $"The run in '{folder.Path}' was started with other options:\n  {string.Join("\n  ", contradictions)}\n" +
                "Omit these options to resume the run as it was started, or start a new run with --overwrite or another --out.");
        }

        chosen.EnsureValid();
        folder.RequireAtMost(chosen.Epochs);
        string[] differences = [.. Differences(chosen, asked, (field, begun, named) => $"{field} {begun} (not {named})")];
        if (differences.Length > 0)
            note($"Resuming with the recipe in '{folder.Path}', which has {string.Join(", ", differences)}");
        if (chosen.Epochs != saved.Epochs)
            note(NewEnd(saved, chosen));
        return chosen;
    }

    private static string NewEnd(Recipe saved, Recipe chosen)
    {
        string schedule = chosen.Schedule.Kind is ScheduleKind.OneCycle or ScheduleKind.Cosine
            ? $" The {(chosen.Schedule.Kind == ScheduleKind.Cosine ? "cosine" : "one-cycle")} schedule now spans {chosen.Epochs} epochs: " +
                $"the learning rate continues as in a run of {chosen.Epochs} epochs."
            : "";
        string patience = chosen.Patience is { } epochs ? $" It still stops after {epochs} epochs without a better validation loss " +
            "(patience)." : "";
        return $"The run now ends after {chosen.Epochs} epochs instead of {saved.Epochs}.{schedule}{patience}";
    }

    private static IEnumerable<string> Differences(Recipe saved, Recipe asked, Func<string, string, string, string> say)
    {
        OrderedDictionary<string, string> before = RecipeFields.Of(saved), after = RecipeFields.Of(asked);
        return before.Keys.Union(after.Keys)
            .Where(field => Of(before, field) != Of(after, field))
            .Select(field => say(field, Of(before, field), Of(after, field)));

        static string Of(OrderedDictionary<string, string> fields, string field) => fields.GetValueOrDefault(field, "none");
    }
}
