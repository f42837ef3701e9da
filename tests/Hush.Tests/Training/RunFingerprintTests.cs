using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Hush.Recipes;
using Hush.Training;
using Xunit;

namespace Hush.Tests.Training;

public class RunFingerprintTests
{
    private static readonly Recipe s_recipe = new() { Name = "run", Epochs = 4 };

    [Fact]
    public void It_names_what_is_learned_and_not_when_that_ends()
    {
        string fingerprint = RunFingerprint.Of(s_recipe, "data");
        Assert.Equal(fingerprint, RunFingerprint.Of(s_recipe with { Epochs = 9, Patience = 2, MinDelta = 0.1 }, "data"));
        Assert.NotEqual(fingerprint, RunFingerprint.Of(s_recipe with { Batch = 7 }, "data"));
        Assert.NotEqual(fingerprint, RunFingerprint.Of(s_recipe, "other data"));
    }

    [Fact]
    public void Checkpoints_of_earlier_versions_are_accepted_for_the_recipe_in_their_folder()
    {
        // without the fields that were added later
        string text = Former(s_recipe.ToJson()).Replace("  \"min_delta\": 0,\n", "", StringComparison.Ordinal);
        string earlier = Convert.ToHexStringLower(
            SHA256.HashData(Encoding.UTF8.GetBytes(text + "data")));
        Assert.Contains(earlier, RunFingerprint.Accepted(s_recipe, s_recipe, "data"));
        Assert.Contains(earlier, RunFingerprint.Accepted(s_recipe with { Epochs = 20 }, s_recipe, "data"));
        Assert.DoesNotContain(earlier, RunFingerprint.Accepted(s_recipe with { Seed = 2 }, s_recipe, "data"));
    }

    [Fact]
    public void Checkpoints_are_accepted_whose_recipe_has_the_former_names_of_fields()
    {
        JsonObject json = JsonNode.Parse(Former(s_recipe.ToJson()))!.AsObject();
        foreach (string field in Recipe.EndFields)
            json.Remove(field);
        string earlier = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(json.ToJsonString(RecipeReader.Options) + "\ndata")));
        Assert.NotEqual(earlier, RunFingerprint.Of(s_recipe, "data"));
        Assert.Contains(earlier, RunFingerprint.Accepted(s_recipe, s_recipe, "data"));
        Assert.DoesNotContain(earlier, RunFingerprint.Accepted(s_recipe with { Batch = 7 }, s_recipe, "data"));
    }

    private static string Former(string json) => json.Replace("\"optimizer\"", "\"optimiser\"", StringComparison.Ordinal)
        .Replace("\"reinitialize_dead\"", "\"redraw_dormant\"", StringComparison.Ordinal);
}
