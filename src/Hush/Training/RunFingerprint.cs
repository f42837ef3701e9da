using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Hush.Recipes;

namespace Hush.Training;

/// <summary>A hash of recipe and data, so that a checkpoint is not resumed with different ones.</summary>
internal static class RunFingerprint
{
    /// <summary>The fingerprint stored in new checkpoints.</summary>
    public static string Of(Recipe recipe, string dataHash) => Hash(recipe, Recipe.EndFields, dataHash);

    /// <summary>
    /// All fingerprints that a checkpoint of this run may have: <see cref="Of"/>, and those of earlier versions, which used former
    /// field names and included most or all fields of the folder's recipe.
    /// </summary>
    public static IReadOnlyList<string> Accepted(Recipe recipe, Recipe saved, string dataHash) =>
    [
        Of(recipe, dataHash),
        .. FormerNames.Generations.Select(generation => Hash(recipe, Recipe.EndFields, dataHash, generation)),
        Hash(WithEndingsOf(recipe, saved), ["min_delta"], dataHash, FormerNames.Generations[^1]),
    ];

    private static Recipe WithEndingsOf(Recipe recipe, Recipe saved) =>
        recipe with { Epochs = saved.Epochs, Patience = saved.Patience, MinDelta = saved.MinDelta };

    private static string Hash(Recipe recipe, IReadOnlyList<string> without, string dataHash, int? generation = null)
    {
        JsonObject json = JsonNode.Parse(recipe.ToJson())!.AsObject();
        foreach (string field in without)
            json.Remove(field);
        if (generation is { } former)
            FormerNames.Restore(json, former);
        string text = json.ToJsonString(RecipeReader.Options) + "\n" + dataHash;
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
    }
}
