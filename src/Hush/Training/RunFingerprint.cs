using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Hush.Recipes;

namespace Hush.Training;

/// <summary>Recipe and data in short: a checkpoint of others must not be resumed.</summary>
internal static class RunFingerprint
{
    /// <summary>The fingerprint that checkpoints are written with.</summary>
    public static string Of(Recipe recipe, string dataHash) => Hash(recipe, Recipe.EndFields, dataHash);

    /// <summary>
    /// Every fingerprint that a checkpoint of this training may have: <see cref="Of"/>, and those of earlier versions, with the names that
    /// fields had then, over most or all fields of the folder's own recipe.
    /// </summary>
    public static IReadOnlyList<string> Accepted(Recipe recipe, Recipe saved, string dataHash) => 
    [
        Of(recipe, dataHash),
        Hash(recipe, Recipe.EndFields, dataHash, isFormer: true),
        Hash(WithEndingsOf(recipe, saved), ["min_delta"], dataHash, isFormer: true),
    ];

    private static Recipe WithEndingsOf(Recipe recipe, Recipe saved) => recipe with { Epochs = saved.Epochs, Patience = saved.Patience, MinDelta = saved.MinDelta };

    private static string Hash(Recipe recipe, IReadOnlyList<string> without, string dataHash, bool isFormer = false)
    {
        JsonObject json = JsonNode.Parse(recipe.ToJson())!.AsObject();
        foreach (string field in without)
            json.Remove(field);
        if (isFormer)
            FormerNames.Restore(json);
        string text = json.ToJsonString(RecipeReader.Options) + "\n" + dataHash;
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
    }
}
