using System.Text.Json;
using System.Text.Json.Serialization;
using Hush.Learning.Losses;
using Hush.Learning.Networks;
using Hush.Learning.Plans;
using Hush.Recipes;

namespace Hush.Training;

/// <summary>
/// Everything that determines the result of training: images, noise, network, loss, optimizer, schedule, number of epochs and seed.
/// </summary>
/// <remarks>JSON uses snake_case names, described by recipe.schema.json. Two recipes are equal if their JSON is equal.</remarks>
public sealed record Recipe
{
    /// <summary>The name of the run, and by default of its folder.</summary>
    public string Name { get; init; } = "custom";

    /// <summary>The recipe's purpose, in one sentence.</summary>
    public string Description { get; init; } = "";

    /// <summary>The training data.</summary>
    public DataRecipe Data { get; init; } = new();

    /// <summary>The noise to remove; sigma is on the 0 to 255 scale.</summary>
    /// <remarks>The default is the usual setting for denoising autoencoders on MNIST.</remarks>
    public NoiseSpec Noise { get; init; } = NoiseSpec.Gaussian(127.5, clip: true);

    /// <summary>Whether an image has the same noise in every epoch instead of fresh noise.</summary>
    public bool NoiseOnce { get; init; }

    /// <summary>The network architecture.</summary>
    public ModelRecipe Model { get; init; } = new();

    /// <summary>The loss function.</summary>
    public LossKind Loss { get; init; } = LossKind.Mse;

    /// <summary>The optimizer and its settings.</summary>
    public OptimizerRecipe Optimizer { get; init; } = new();

    /// <summary>The learning rate schedule.</summary>
    public ScheduleRecipe Schedule { get; init; } = new();

    /// <summary>Number of passes over the training images, 1 to 1,000,000.</summary>
    public int Epochs { get; init; } = 5;

    /// <summary>Images per step, 1 to 65,536.</summary>
    public int Batch { get; init; } = 128;

    /// <summary>
    /// Early stopping: stop after this many epochs without a better validation loss, 1 to 1,000,000; null to run all epochs.
    /// </summary>
    public int? Patience { get; init; }

    /// <summary>
    /// The minimum decrease of the validation loss that counts as an improvement for <see cref="Patience"/>, in units of the loss, 0 to
    /// 100. The weights with the lowest loss are kept regardless.
    /// </summary>
    public double MinDelta { get; init; }

    /// <summary>
    /// Decay of the exponential moving average of the weights, 0 to 0.999999. The averaged weights are validated and kept. Null to use
    /// the weights themselves.
    /// </summary>
    public double? Average { get; init; }

    /// <summary>
    /// Whether dead hidden channels, which no longer receive a gradient, are reinitialized before each epoch. In long training runs at
    /// a high learning rate, ReLU units die permanently, until whole blocks stop learning. Cannot be combined with batch normalization,
    /// which centers the input of ReLU.
    /// </summary>
    public bool ReinitializeDead { get; init; }

    /// <summary>
    /// The model to start from: a run folder, a <c>.safetensors</c> file, or the name of a built-in model with the same network. Null
    /// to initialize the weights from the seed.
    /// </summary>
    public string? From { get; init; }

    /// <summary>How convolutions are computed, during training and whenever the model is used.</summary>
    [JsonInclude]
    internal ConvolutionMode Convolutions { get; init; } = ConvolutionMode.Fast;

    /// <summary>Determines the validation split, the initial weights, the order of the images and the noise.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>The names of the fields that only determine when training ends: a run can be resumed with other values.</summary>
    /// <remarks>
    /// Schedules that depend on the number of steps (one-cycle, cosine) use the new number after resuming: the learning rate is that of
    /// a run with this many epochs at the same step.
    /// </remarks>
    internal static IReadOnlyList<string> EndFields { get; } = ["epochs", "patience", "min_delta"];

    /// <summary>The names of the built-in recipes.</summary>
    public static IReadOnlyList<string> Names => NamedRecipes.Names;

    /// <summary>A built-in recipe.</summary>
    /// <exception cref="RecipeException">There is no recipe with this name.</exception>
    public static Recipe LoadBuiltIn(string name) => NamedRecipes.Read(name);

    /// <summary>Reads a recipe from a JSON file. Missing fields have their defaults; the default name is that of the file.</summary>
    /// <exception cref="RecipeException">The file does not exist or is not a recipe. All unknown fields and wrong types are
    /// listed.</exception>
    public static Recipe LoadFile(string path)
    {
        if (!File.Exists(path))
        {
            throw new RecipeException(
                $"{(Directory.Exists(path) ? $"'{path}' is a folder" : $"The recipe file '{path}' does not exist")}. Give the path of a " +
                $"JSON file, or one of the names {string.Join(", ", Names)}.");
        }

        return RecipeReader.Read(File.ReadAllText(path), $"'{path}'", Path.GetFileNameWithoutExtension(path));
    }

    /// <summary>Reads a recipe from JSON text, such as the result of <see cref="ToJson"/>.</summary>
    /// <param name="json">The text.</param>
    /// <param name="source">The name of the text for error messages.</param>
    /// <exception cref="RecipeException">The text is not a recipe. All unknown fields and wrong types are listed.</exception>
    public static Recipe Parse(string json, string source) => RecipeReader.Read(json, source, "custom");

    /// <summary>The built-in recipe with this name, else the recipe in this file.</summary>
    /// <exception cref="RecipeException">There is neither, or the file is not a recipe.</exception>
    public static Recipe Load(string nameOrPath) =>
        !Names.Contains(nameOrPath) && (nameOrPath.EndsWith(".json", StringComparison.OrdinalIgnoreCase) || File.Exists(nameOrPath))
            ? LoadFile(nameOrPath)
            : LoadBuiltIn(nameOrPath);

    /// <summary>All fields as indented JSON, which parses to an equal recipe.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, Json.TypeOf<Recipe>(RecipeReader.Options)) + "\n";

    /// <summary>A copy with one field changed.</summary>
    /// <param name="field">A path such as <c>optimizer.rate</c>, or its last part if that is unique: <c>rate</c>.</param>
    /// <param name="value">JSON, or an unquoted string or list: <c>0.002</c>, <c>null</c>, <c>one-cycle</c>, <c>24,48,96</c>.</param>
    /// <exception cref="RecipeException">The field does not exist or is ambiguous, or the value has the wrong type.</exception>
    public Recipe With(string field, string value) => FieldChange.Apply(this, field, value);

    /// <summary>All values that are out of range or contradict each other; empty for a valid recipe.</summary>
    public IReadOnlyList<string> Check() =>
    [
        .. RecipeLimits.Check(this)
            .Concat(Data.Rules())
            .Concat(Model.Rules(Loss))
            .Append(Rule.That(
                !Model.TakesNoiseLevel || Noise.Sigma != null,
                Model.IsCustom ? "model.layers" : "model.noise_level_input",
                Model.IsCustom ? "without noise-level, since this noise has no sigma to give to the network"
                    : "false, since this noise has no sigma to give to the network",
                Model.IsCustom ? "that layer" : "true"))
            .Append(Rule.That(
                !ReinitializeDead || !Model.HasBatchNorm, "reinitialize_dead", "false, since normalized channels " +
                    $"({(Model.IsCustom ? "batch-norm" : "model.batch_norm")}) are not reinitialized", "true"))
            .OfType<string>(),
    ];

    /// <summary>Returns this recipe if <see cref="Check"/> finds no errors.</summary>
    /// <exception cref="RecipeException">The recipe is invalid. All errors are listed.</exception>
    public Recipe EnsureValid()
    {
        IReadOnlyList<string> mistakes = Check();
        return mistakes.Count == 0 ? this : throw RecipeReader.Mistakes($"The recipe '{Name}'", mistakes);
    }

    /// <summary>Builds the network described by <see cref="Model"/>.</summary>
    /// <param name="channels">Image channels, if the model does not specify them.</param>
    /// <exception cref="RecipeException">A layer has more weights than an array can hold.</exception>
    internal Network BuildNetwork(int channels) => Models.ModelFactory.Build(Model, channels);

    /// <summary>Creates the loss function given by <see cref="Loss"/>.</summary>
    internal ILoss CreateLoss() => Learning.Losses.Loss.Get(Rule.Name(Loss));

    /// <inheritdoc/>
    public bool Equals(Recipe? other) => other is not null && ToJson() == other.ToJson();

    /// <inheritdoc/>
    public override int GetHashCode() => ToJson().GetHashCode(StringComparison.Ordinal);
}
