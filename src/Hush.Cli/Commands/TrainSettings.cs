using Hush.Imaging.Datasets;
using Hush.Numerics.Text;
using Hush.Recipes;
using Hush.Training;

namespace Hush.Cli.Commands;

/// <summary>A field of the recipe that the command line changes.</summary>
/// <param name="Option">The option that says so, for messages: <c>--epochs</c>.</param>
/// <param name="Field">The field's path: <c>epochs</c>.</param>
/// <param name="Value">As <see cref="Recipe.With"/> reads it.</param>
internal sealed record RecipeChange(string Option, string Field, string Value);

/// <summary>What <c>hush train</c> was asked for.</summary>
internal sealed record TrainSettings
{
    /// <summary>A recipe's name or file.</summary>
    public required string Recipe { get; init; }

    /// <summary>The run folder; null takes runs/ and the recipe's name or that of its file.</summary>
    public string? Out { get; init; }

    /// <summary>What differs from the recipe, in the order in which it is applied.</summary>
    public IReadOnlyList<RecipeChange> Changes { get; init; } = [];

    /// <summary>Roots of data sets.</summary>
    public string? DataRoot { get; init; }

    /// <summary>Threads; null takes all processors.</summary>
    public int? Threads { get; init; }

    /// <summary>Goes on with the training in the folder.</summary>
    public bool Resume { get; init; }

    /// <summary>Replaces the training in the folder.</summary>
    public bool Overwrite { get; init; }

    /// <summary>The run folder.</summary>
    public string Folder => Out ?? Path.Combine("runs", Path.GetFileNameWithoutExtension(Recipe));

    /// <summary>What the library is to do.</summary>
    /// <param name="note">Told what a person should know about the choice.</param>
    /// <exception cref="RecipeException">There is no such recipe, or it has mistakes.</exception>
    /// <exception cref="WrongUseException">The options do not fit the training that is resumed, or each other.</exception>
    /// <exception cref="RunFolderException">There is no training to resume, or it has completed more epochs than asked for.</exception>
    public TrainOptions ToOptions(Action<string> note)
    {
        if (Resume && Overwrite)
            throw new WrongUseException("--resume goes on with a training and --overwrite replaces it: give one of them.");
        Recipe asked = With(Hush.Recipes.Recipe.Find(Recipe)).Checked();
        var folder = new RunFolder(Folder);
        if (Resume)
            folder.RequireFree(Resume, Overwrite);
        else
            RequireFolder(asked);
        return new TrainOptions
        {
            Recipe = Resume ? ResumedRecipe.Choose(this, asked, note) : asked,
            Folder = Folder,
            Datasets = DatasetOptions.From(DataRoot),
            Threads = Threads,
            Resume = Resume,
            Overwrite = Overwrite,
        };
    }

    /// <summary>Refuses a recipe for pictures of one's own whose folder was not given.</summary>
    private void RequireFolder(Recipe recipe)
    {
        string name = recipe.Data.Name;
        bool isGiven = Changes.Any(c => c.Field is "data.name");
        if (isGiven || Directory.Exists(name) || DatasetCatalogue.Names.Contains(name) || Suggestion.Question(name, DatasetCatalogue.Names).Length > 0)
            return;
        throw new WrongUseException(
            $"The recipe '{recipe.Name}' trains on your own pictures, and there is no folder '{name}' here: give your folder with " +
            "--data. For example:\n" +
            $"  hush train {Invocation.Quote(Recipe)} --data my-photos/");
    }

    /// <summary>A recipe with the changes.</summary>
    public Recipe With(Recipe recipe) => Changes.Aggregate(recipe, (r, c) => r.With(c.Field, c.Value));

    /// <summary>
    /// The command that repeats this training in another folder, by the folder's own recipe: what is typed to resume it leaves out what it
    /// began with.
    /// </summary>
    public string RepeatCommand =>
        $"hush train {Invocation.Quote(new RunFolder(Folder).Recipe)} --out " +
        $"{Invocation.Quote(Path.TrimEndingDirectorySeparator(Folder) + "-again")}{Root}";

    private string Root => DataRoot == null ? "" : $" --data-root {Invocation.Quote(DataRoot)}";

    /// <summary>The command that goes on with this training; by the folder's own recipe where the training has a name of its own.</summary>
    public string ResumeCommand(string program)
    {
        string threads = Threads == null ? "" : $" --threads {Threads}";
        string recipe = Changes.Any(c => c.Field == "name") ? new RunFolder(Folder).Recipe : Recipe;
        return $"{program} train {Invocation.Quote(recipe)} --out {Invocation.Quote(Folder)}{Root}{threads} --resume";
    }
}
