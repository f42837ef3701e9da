using System.Text.Json;
using Hush.Imaging.Noise;
using Hush.Learning.Losses;
using Hush.Learning.Networks;
using Hush.Learning.Plans;

namespace Hush.Recipes;

/// <summary>All that decides what a training learns: images, noise, network, loss, optimizer, schedule, length and seed.</summary>
/// <remarks>In JSON the names are in snake_case; recipe.schema.json describes them. Two recipes are equal if their JSON is.</remarks>
public sealed record Recipe
{
    /// <summary>What the run is called, and its folder by default.</summary>
    public string Name { get; init; } = "custom";

    /// <summary>What the recipe is for, in a sentence.</summary>
    public string Description { get; init; } = "";

    /// <summary>Which images are learned from.</summary>
    public DataRecipe Data { get; init; } = new();

    /// <summary>Which noise is learned to be removed; sigma is on the scale 0..255.</summary>
    /// <remarks>The default is the protocol that denoising autoencoders on MNIST are shown with.</remarks>
    public NoiseSpec Noise { get; init; } = NoiseSpec.Gaussian(127.5, clip: true);

    /// <summary>Whether a training image has the same noise at every epoch, instead of fresh one.</summary>
    public bool NoiseOnce { get; init; }

    /// <summary>Which network learns.</summary>
    public ModelRecipe Model { get; init; } = new();

    /// <summary>What training makes small.</summary>
    public LossKind Loss { get; init; } = LossKind.Mse;

    /// <summary>How weights follow from gradients.</summary>
    public OptimizerRecipe Optimizer { get; init; } = new();

    /// <summary>How the learning rate moves.</summary>
    public ScheduleRecipe Schedule { get; init; } = new();

    /// <summary>Passes through the training images, 1 to 1,000,000.</summary>
    public int Epochs { get; init; } = 5;

    /// <summary>Images of a step, 1 to 65,536.</summary>
    public int Batch { get; init; } = 128;

    /// <summary>Epochs without a better validation loss after which training stops, 1 to 1,000,000; null runs all epochs.</summary>
    public int? Patience { get; init; }

    /// <summary>
    /// How far the validation loss must fall below the lowest one that counted to be better for <see cref="Patience"/>, in the unit of the
    /// loss, 0 to 100. The weights that are kept are those with the lowest loss in any case.
    /// </summary>
    public double MinDelta { get; init; }

    /// <summary>Decay of the averaged weights that are validated and kept, 0 to 0.999999; null keeps the weights themselves.</summary>
    public double? Average { get; init; }

    /// <summary>
    /// Whether hidden channels that no gradient reaches any more are drawn again before each epoch: in long trainings at a high rate
    /// rectifiers fall silent for good, until whole blocks learn nothing. Not with batch normalization, which centers what a rectifier
    /// reads.
    /// </summary>
    public bool RedrawDormant { get; init; }

    /// <summary>
    /// The model whose weights training begins with: a run folder, a <c>.safetensors</c> file, or the name of a model that comes with Hush;
    /// its network must be this one. Null draws them from the seed.
    /// </summary>
    public string? From { get; init; }

    /// <summary>How convolutions are computed, in training and wherever the model is used.</summary>
    public ConvolutionMode Convolutions { get; init; } = ConvolutionMode.Fast;

    /// <summary>Decides the split, the first weights, the order of the images and the noise.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Names of the fields that only decide when a training ends: it can be resumed with other values of them.</summary>
    /// <remarks>
    /// Schedules that depend on the number of steps (one-cycle, cosine) then follow the new number from the resume on: the rate is that of
    /// a training of so many epochs at the same step.
    /// </remarks>
    public static IReadOnlyList<string> EndFields { get; } = ["epochs", "patience", "min_delta"];

    /// <summary>The recipes that come with Hush.</summary>
    public static IReadOnlyList<string> Names => NamedRecipes.Names;

    /// <summary>A recipe that comes with Hush.</summary>
    /// <exception cref="RecipeException">There is none of that name.</exception>
    public static Recipe Named(string name) => NamedRecipes.Read(name);

    /// <summary>Reads a recipe from a JSON file. A field that is not there has its default; the name is the file's.</summary>
    /// <exception cref="RecipeException">It is not there, or not a recipe: every unknown field and wrong type is listed.</exception>
    public static Recipe Load(string path)
    {
        if (!File.Exists(path))
        {
            throw new RecipeException(
                $"There is no recipe file '{path}'. Give the path of a JSON file, or one of the names {string.Join(", ", Names)}.");
        }

        return RecipeReader.Read(File.ReadAllText(path), $"'{path}'", Path.GetFileNameWithoutExtension(path));
    }

    /// <summary>Reads a recipe from JSON text, for example that of <see cref="ToJson"/>.</summary>
    /// <param name="json">The text.</param>
    /// <param name="source">What errors call it.</param>
    /// <exception cref="RecipeException">It is not a recipe: every unknown field and wrong type is listed.</exception>
    public static Recipe Parse(string json, string source) => RecipeReader.Read(json, source, "custom");

    /// <summary>The recipe of that name, or of that file where there is no such name.</summary>
    /// <exception cref="RecipeException">There is neither, or the file is not a recipe.</exception>
    public static Recipe Find(string nameOrPath) =>
        !Names.Contains(nameOrPath) && (nameOrPath.EndsWith(".json", StringComparison.OrdinalIgnoreCase) || File.Exists(nameOrPath))
            ? Load(nameOrPath)
            : Named(nameOrPath);

    /// <summary>Every field as JSON text, indented; reads back as an equal recipe.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, RecipeReader.Options) + "\n";

    /// <summary>The recipe with one field changed.</summary>
    /// <param name="field">A path like <c>optimizer.rate</c>, or its last name where that is unique: <c>rate</c>.</param>
    /// <param name="value">JSON, or a bare word or list: <c>0.002</c>, <c>null</c>, <c>one-cycle</c>, <c>24,48,96</c>.</param>
    /// <exception cref="RecipeException">There is no such field, there are several, or the value is of the wrong type.</exception>
    public Recipe With(string field, string value) => FieldChange.Apply(this, field, value);

    /// <summary>Every value that is out of its range or contradicts another one; none for a recipe that can run.</summary>
    public IReadOnlyList<string> Check() =>
    [
        .. RecipeLimits.Check(this)
            .Concat(Data.Rules())
            .Concat(Model.Rules(Loss))
            .Append(Rule.That(
                !Model.NoiseLevelInput || Noise.Sigma != null, "model.noise_level_input", "false, as this noise has no sigma that the " +
                    "network could be told", "true"))
            .Append(Rule.That(
                !RedrawDormant || Model.IsFixed || !Model.BatchNorm, "redraw_dormant", "false, as channels that are normalised are not " +
                    "drawn again (model.batch_norm)", "true"))
            .OfType<string>(),
    ];

    /// <summary>This recipe, if <see cref="Check"/> finds nothing.</summary>
    /// <exception cref="RecipeException">It lists all that was found.</exception>
    public Recipe Checked()
    {
        IReadOnlyList<string> mistakes = Check();
        return mistakes.Count == 0 ? this : throw RecipeReader.Mistakes($"The recipe '{Name}'", mistakes);
    }

    /// <summary>The network that <see cref="Model"/> describes.</summary>
    /// <param name="channels">Channels of the images, where the model leaves them open.</param>
    /// <exception cref="RecipeException">A layer has more weights than an array can hold.</exception>
    public Network BuildNetwork(int channels) => Models.ModelFactory.Build(Model, channels);

    /// <summary>The loss that <see cref="Loss"/> names.</summary>
    public ILoss CreateLoss() => Learning.Losses.Loss.Named(Rule.Name(Loss));

    /// <inheritdoc/>
    public bool Equals(Recipe? other) => other is not null && ToJson() == other.ToJson();

    /// <inheritdoc/>
    public override int GetHashCode() => ToJson().GetHashCode(StringComparison.Ordinal);
}
