using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Hush.Imaging.Datasets;
using Hush.Recipes;

namespace Hush.Training;

/// <summary>Recipe and data in short: a checkpoint of others must not be resumed.</summary>
internal static class RunFingerprint
{
    /// <summary>The fingerprint that checkpoints are written with.</summary>
    public static string Of(Recipe recipe, Dataset data) => Hash(recipe, Recipe.EndFields, data);

    /// <summary>Every fingerprint that a checkpoint of this training may have: <see cref="Of"/>, and that of earlier versions, over all fields of the folder's own recipe.</summary>
    public static IReadOnlyList<string> Accepted(Recipe recipe, Recipe saved, Dataset data) => [Of(recipe, data), Hash(WithEndingsOf(recipe, saved), ["min_delta"], data)];

    private static Recipe WithEndingsOf(Recipe recipe, Recipe saved) => recipe with { Epochs = saved.Epochs, Patience = saved.Patience, MinDelta = saved.MinDelta };

    private static string Hash(Recipe recipe, IReadOnlyList<string> without, Dataset data)
    {
        JsonObject json = JsonNode.Parse(recipe.ToJson())!.AsObject();
        foreach (string field in without)
            json.Remove(field);
        string text = json.ToJsonString(RecipeReader.Options) + "\n" + data.Provenance.ContentHash;
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
    }
}
