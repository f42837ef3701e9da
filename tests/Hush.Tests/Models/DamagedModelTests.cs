using System.Diagnostics;
using System.Text.Json.Nodes;
using Hush.Learning.Checkpoints;
using Hush.Models;
using Hush.Tests.Denoising;
using Hush.Training;
using Xunit;

namespace Hush.Tests.Models;

/// <summary>
/// A model file with an invalid card or invalid weights is rejected with a message, without allocating memory for what
/// it claims to contain.
/// </summary>
public sealed class DamagedModelTests : IDisposable
{
    private readonly string _path = Path.Combine(Directory.CreateTempSubdirectory("hush-model-").FullName, "model.safetensors");

    public DamagedModelTests()
    {
        using Model model = MadeUpModels.Create(MadeUpModels.Shallow);
        model.Save(_path);
    }

    public void Dispose() => Directory.Delete(Path.GetDirectoryName(_path)!, recursive: true);

    [Theory]
    [InlineData("recipe", "null")]
    [InlineData("noise", "null")]
    [InlineData("size", "null")]
    [InlineData("noise", """{"kind":"gaussian"}""")]
    [InlineData("noise", """{"kind":"gaussian","sigma":[0,55,60]}""")]
    [InlineData("noise", """{"kind":"speckle","sigma":25}""")]
    [InlineData("channels", "1.5")]
    [InlineData("size", "[64,null]")]
    [InlineData("recipe", """{"convolutions":"quick"}""")]
    [InlineData("network", "null")]
    [InlineData("network", """{"nodes":[],"output":"out"}""")]
    public void A_card_with_a_field_of_nonsense_is_refused(string field, string value) =>
        Assert.Contains("The card of", Refusal(card => card[field] = JsonNode.Parse(value)));

    [Fact]
    public void A_text_that_is_no_text_is_refused()
    {
        SafetensorsFile file = SafetensorsFile.Read(_path);
        string sound = file.Metadata["hush_model"], name = JsonNode.Parse(sound)!["name"]!.GetValue<string>();
        file.Metadata["hush_model"] = sound.Replace($"\"name\": \"{name}\"", "\"name\": \"\\ud800\"", StringComparison.Ordinal);
        Assert.NotEqual(sound, file.Metadata["hush_model"]);
        file.Write(_path);
        Assert.Contains("The card of", Assert.Throws<CheckpointException>(() => Model.Open(_path)).Message);
    }

    [Fact]
    public void A_card_that_claims_more_weights_than_the_file_has_is_refused_before_there_is_memory_for_them()
    {
        Assert.Contains("has 60000 channels", Refusal(card => Convolution(card)["channels"] = 60_000));

        long before = Process.GetCurrentProcess().PeakWorkingSet64;
        Assert.Contains("does not match this network", Refusal(card =>
        {
            JsonNode last = Convolution(card);
            JsonArray nodes = card["network"]!["nodes"]!.AsArray();
            JsonNode first = last.DeepClone(), second = last.DeepClone();
            (first["name"], first["channels"]) = ("first", 14_000);
            (second["name"], second["channels"], second["inputs"]) = ("second", 14_000, new JsonArray("first"));
            last["inputs"] = new JsonArray("second");
            nodes.Insert(nodes.IndexOf(last), first);
            nodes.Insert(nodes.IndexOf(last), second);
        }));

        // The second layer alone has 7 GB of weights; tests that run at the same time need far less than half of that.
        Assert.InRange(Process.GetCurrentProcess().PeakWorkingSet64 - before, 0, 3L << 30);
    }

    [Fact]
    public void A_recipe_of_nonsense_is_told_to_those_who_read_it_and_keeps_no_image_from_being_cleaned()
    {
        Damage(card => card["recipe"]!["epochs"] = "many");
        using Denoiser denoiser = Denoiser.Load(_path);
        using Image noisy = MadeUpModels.Picture(20, 30, denoiser.Card.Channels), clean = denoiser.Denoise(noisy);
        Assert.Equal(noisy.Pixels.Shape, clean.Pixels.Shape);
        string refusal = Assert.Throws<CheckpointException>(() => denoiser.Card.Recipe).Message;
        Assert.StartsWith($"The recipe in the card of '{denoiser.Card.Name}' cannot be read: ", refusal);
        Assert.EndsWith(" The model still denoises images, but cannot be shown or evaluated. Download it again, or train again.", refusal);
    }

    [Fact]
    public void No_card_at_all_and_weights_that_are_no_numbers_are_refused()
    {
        SafetensorsFile file = SafetensorsFile.Read(_path);
        file.Metadata["hush_model"] = "null";
        file.Write(_path);
        Assert.Contains("It is empty", Assert.Throws<CheckpointException>(() => Model.Open(_path)).Message);
        using (Model model = MadeUpModels.Create(MadeUpModels.Shallow))
        {
            model.Weights["out.bias"][0] = float.NaN;
            model.Save(_path);
        }

        Assert.Contains("weights that are NaN or infinite, in out.bias",
            Assert.Throws<CheckpointException>(() => Model.Open(_path)).Message);
    }

    [Theory, InlineData(1e38f), InlineData(-1e38f), InlineData(1e12f)]
    public void Weights_that_no_training_reaches_are_refused(float weight)
    {
        using (Model model = MadeUpModels.Create(MadeUpModels.Shallow))
        {
            model.Weights["out.bias"][0] = weight;
            model.Save(_path);
        }

        Assert.Equal(
            $"'{_path}' has weights beyond 10^9, in out.bias: the file is damaged, or training diverged. Train again.",
            Assert.Throws<CheckpointException>(() => Model.Open(_path)).Message);
    }

    private static JsonNode Convolution(JsonNode card) =>
        card["network"]!["nodes"]!.AsArray().Single(node => (string)node!["operation"]! == "conv")!;

    private string Refusal(Action<JsonNode> damage)
    {
        string sound = _path + ".sound";
        File.Copy(_path, sound, overwrite: true);
        Damage(damage);
        string refusal = Assert.Throws<CheckpointException>(() => Model.Open(_path)).Message;
        File.Move(sound, _path, overwrite: true);
        return refusal;
    }

    private void Damage(Action<JsonNode> damage)
    {
        SafetensorsFile file = SafetensorsFile.Read(_path);
        JsonNode card = JsonNode.Parse(file.Metadata["hush_model"])!;
        damage(card);
        file.Metadata["hush_model"] = card.ToJsonString();
        file.Write(_path);
    }
}
