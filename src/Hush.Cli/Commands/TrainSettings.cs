using Hush.Imaging.Datasets;
using Hush.Numerics.Text;
using Hush.Training;

namespace Hush.Cli.Commands;

/// <summary>A recipe field that the command line changes.</summary>
/// <param name="Field">The path of the field: <c>optimizer.rate</c>.</param>
/// <param name="Apply">Returns a changed copy.</param>
internal sealed record RecipeChange(string Field, Func<Recipe, Recipe> Apply);

/// <summary>The settings of <c>hush train</c>.</summary>
internal sealed record TrainSettings
{
    /// <summary>The name or file of a recipe.</summary>
    public required string Recipe { get; init; }

    /// <summary>The run folder; null for runs/ and the name of the recipe or its file.</summary>
    public string? Out { get; init; }

    /// <summary>Changes to the recipe, in the order they are applied.</summary>
    public IReadOnlyList<RecipeChange> Changes { get; init; } = [];

    /// <summary>Root folders of datasets.</summary>
    public string? DataRoot { get; init; }

    /// <summary>Number of threads; null for all processors.</summary>
    public int? Threads { get; init; }

    /// <summary>Resumes the run in the folder.</summary>
    public bool Resume { get; init; }

    /// <summary>Replaces the run in the folder.</summary>
    public bool Overwrite { get; init; }

    /// <summary>Writes an event file for TensorBoard.</summary>
    public bool TensorBoard { get; init; }

    public string Folder => Out ?? Path.Combine("runs", Path.GetFileNameWithoutExtension(Recipe));

    /// <summary>Converts the settings to library options.</summary>
    /// <param name="note">Receives messages for the user about the chosen recipe.</param>
    /// <exception cref="RecipeException">The recipe does not exist or is invalid.</exception>
    /// <exception cref="WrongUseException">The options contradict each other or the run to resume.</exception>
    /// <exception cref="RunFolderException">There is no run to resume, or it has completed more epochs than requested.</exception>
    public TrainOptions ToOptions(Action<string> note)
    {
        if (Resume && Overwrite)
            throw new WrongUseException("--resume and --overwrite cannot be combined: one continues the run and the other replaces it.");
        Recipe asked = With(Hush.Training.Recipe.Load(Recipe)).EnsureValid();
        var folder = new RunFolder(Folder);
        if (Resume)
            folder.RequireFree(Resume, Overwrite);
        else
            RequireFolder(asked);
        return ToOptions(Resume ? ResumedRecipe.Choose(this, asked, note) : asked);
    }

    /// <summary>Converts the settings to library options with a recipe that was checked.</summary>
    public TrainOptions ToOptions(Hush.Training.Recipe recipe) => new()
    {
        Recipe = recipe,
        Folder = Folder,
        Datasets = DatasetOptions.From(DataRoot),
        Threads = Threads,
        Resume = Resume,
        Overwrite = Overwrite,
        TensorBoard = TensorBoard,
    };

    /// <summary>Rejects a recipe that trains on the user's own images if no folder was given.</summary>
    private void RequireFolder(Recipe recipe)
    {
        string name = recipe.Data.Name;
        bool isGiven = Changes.Any(c => c.Field is "data.name");
        if (isGiven || Directory.Exists(name) || DatasetCatalog.Names.Contains(name)
            || Suggestion.Question(name, DatasetCatalog.Names).Length > 0)
            return;
        throw new WrongUseException(
            $"The recipe '{recipe.Name}' trains on your own images, but the folder '{name}' does not exist. Give your folder with " +
            "--data, for example:\n" +
            $"  hush train {Invocation.Quote(Recipe)} --data my-photos/");
    }

    /// <summary>Applies the changes to a recipe.</summary>
    public Recipe With(Recipe recipe) => Changes.Aggregate(recipe, (r, c) => c.Apply(r));

    /// <summary>
    /// The command that reproduces this run in another folder, from the recipe in its folder: the command line of a resumed run lacks
    /// the original options.
    /// </summary>
    public string RepeatCommand =>
        $"hush train {Invocation.Quote(new RunFolder(Folder).Recipe)} --out " +
        $"{Invocation.Quote(Path.TrimEndingDirectorySeparator(Folder) + "-again")}{Root}";

    private string Root => DataRoot == null ? "" : $" --data-root {Invocation.Quote(DataRoot)}";

    /// <summary>The command that resumes this run, with the recipe in its folder if the run was renamed.</summary>
    public string ResumeCommand(string program)
    {
        string threads = Threads == null ? "" : $" --threads {Threads}";
        string recipe = Changes.Any(c => c.Field == "name") ? new RunFolder(Folder).Recipe : Recipe;
        return $"{program} train {Invocation.Quote(recipe)} --out {Invocation.Quote(Folder)}{Root}{threads} --resume";
    }
}
