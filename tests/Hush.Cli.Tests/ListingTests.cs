using System.Text.Json.Nodes;
using Hush.Testing;
using Hush.Training;
using Xunit;

namespace Hush.Cli.Tests;

public class ListingTests
{
    [Fact]
    public void The_recipes_are_listed_with_what_they_are_for()
    {
        CommandRun run = RecordedTerminal.Run("recipes");
        Assert.Equal(ExitCode.Done, run.Code);
        Assert.All(Recipe.Names, name => Assert.Contains(Recipe.LoadBuiltIn(name).Description, run.Output));
    }

    [Fact]
    public void A_shown_recipe_is_complete_and_reads_back_as_the_same()
    {
        string json = RecordedTerminal.Run("recipes", "mnist").Output;
        Assert.Equal(Recipe.LoadBuiltIn("mnist"), Recipe.Parse(json, "shown"));
        Assert.NotNull(JsonNode.Parse(json)!["optimizer"]!["betas"]);
    }

    [Fact]
    public void The_recipes_as_JSON_are_an_array_of_all_of_them()
    {
        JsonArray all = JsonNode.Parse(RecordedTerminal.Run("recipes", "--json").Output)!.AsArray();
        Assert.Equal(Recipe.Names, all.Select(r => r!["name"]!.GetValue<string>()));
    }

    [Fact]
    public void The_data_sets_are_listed_with_where_they_are()
    {
        using var root = new TemporaryFolder();
        Directory.CreateDirectory(root["mnist"]);
        foreach (string name in new[] { "train-images-idx3", "train-labels-idx1", "t10k-images-idx3", "t10k-labels-idx1" })
            File.WriteAllBytes(Path.Combine(root["mnist"], $"{name}-ubyte"), []);
        Assert.Contains("MNIST: 60,000 + 10,000", RecordedTerminal.Run("data", "list", "--data-root", root.Path).Output);
        CommandRun run = RecordedTerminal.Run("data", "list", "--data-root", root.Path, "--json");
        JsonArray sets = JsonNode.Parse(run.Output)!.AsArray();
        Assert.Equal(["mnist", "fashion-mnist", "cifar10"], sets.Select(s => s!["name"]!.GetValue<string>()));
        Assert.Equal(root.Path, sets[0]!["location"]!.GetValue<string>());
    }

    [Fact]
    public void A_folder_is_verified_by_its_hash_for_nothing_is_published_about_it()
    {
        using var folder = new TemporaryFolder();
        Discs.Write(folder, epochs: 1);
        CommandRun run = RecordedTerminal.Run("data", "verify", folder["discs"]);
        Assert.Equal(ExitCode.Done, run.Code);
        Assert.Contains("folder of images, 40 files", run.Output);
        JsonNode json = JsonNode.Parse(RecordedTerminal.Run("data", "verify", folder["discs"], "--json").Output)!;
        Assert.Equal((false, 40), (json["verified"]!.GetValue<bool>(), json["files"]!.AsArray().Count));
        Assert.Equal(64, json["content_hash"]!.GetValue<string>().Length);
        Assert.Equal("00.png", json["files"]![0]!["name"]!.GetValue<string>());
    }

    [Fact]
    public void A_data_set_whose_content_is_not_the_published_one_fails_its_verification()
    {
        using var root = new TemporaryFolder();
        MadeUpMnist.Write(Directory.CreateDirectory(root["mnist"]).FullName);
        CommandRun run = RecordedTerminal.Run("data", "verify", "mnist", "--data-root", root.Path);
        Assert.Equal(ExitCode.Failed, run.Code);
        Assert.Contains("UNVERIFIED", run.Output);
    }
}
