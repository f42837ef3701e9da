using System.Text.Json.Nodes;
using System.Xml.Linq;
using Hush.Testing;
using Xunit;

namespace Hush.Cli.Tests.EndToEnd;

/// <summary><c>hush compare</c> on runs of a second.</summary>
public sealed class CompareTests(ComparedDiscs discs) : IClassFixture<ComparedDiscs>
{
    [Fact]
    public void Two_runs_are_compared_in_one_page()
    {
        using var folder = new TemporaryFolder();
        string page = folder["made/here/cmp.html"];
        CommandRun run = RecordedTerminal.Run("compare", discs["one"], discs["two"], "-o", page);
        Assert.Equal((ExitCode.Done, ""), (run.Code, run.Error));
        Assert.Matches(@"one\s+2\s+\d+\.\d\d ± \d+\.\d\d\s+0\.\d{4} ± 0\.\d{4}\s+\d+\.\d\d\s+0:\d\d", run.Output);
        Assert.Contains($"Report: {page}", run.Output);
        Assert.DoesNotContain("note:", run.Output);
        XElement html = XDocument.Parse(File.ReadAllText(page)).Root!;
        Assert.Equal(["Results", "Training", "Images", "Settings"], html.Descendants("nav").Single().Descendants("a").Select(a => a.Value));
        Assert.Equal(4 * 4, html.Descendants("img").Count());          // clean, noisy and two estimates of each of four test images
        Assert.Contains("optimizer.rate", html.Descendants("code").Select(c => c.Value));
    }

    [Fact]
    public void The_pictures_have_the_scores_of_the_run_s_own_evaluation()
    {
        using var folder = new TemporaryFolder();
        RecordedTerminal.Run("compare", discs["one"], discs["two"], "-o", folder["cmp.html"]);
        XElement table = XDocument.Parse(File.ReadAllText(folder["cmp.html"])).Descendants("table")
            .Single(t => t.Element("caption")?.Value == "PSNR in dB, and SSIM");
        double[] psnrs =
            [.. table.Element("tbody")!.Elements("tr").Select(row => double.Parse(row.Elements().ElementAt(2).Value.Split(',')[0]))];
        JsonNode metrics = JsonNode.Parse(File.ReadAllText(Path.Combine(discs["one"], "metrics.json")))!;
        Assert.Equal((double)metrics["denoised"]!["psnr_mean"]!, psnrs.Average(), 0.006);
    }

    [Fact]
    public void The_JSON_has_runs_settings_and_notes()
    {
        using var folder = new TemporaryFolder();
        CommandRun run = RecordedTerminal.Run("compare", discs["one"], discs["two"], "-o", folder["cmp.html"], "--json");
        JsonNode json = JsonNode.Parse(run.Output)!;
        Assert.Equal(["report", "runs", "settings", "notes"], json.AsObject().Select(p => p.Key));
        Assert.Equal(["one", "two"], json["runs"]!.AsArray().Select(r => (string)r!["name"]!));
        Assert.All(json["runs"]!.AsArray(), r => Assert.True((bool)r!["finished"]!));
        JsonNode rate = json["settings"]!.AsArray().Single(s => (string)s!["field"]! == "optimizer.rate")!;
        Assert.Equal([0.01, 0.001], rate["values"]!.AsArray().Select(v => (double)v!));
    }

    [Fact]
    public void An_unfinished_run_is_compared_with_a_note()
    {
        using var folder = new TemporaryFolder();
        string open = discs.Copy(folder, "two");
        File.Delete(Path.Combine(open, "metrics.json"));
        CommandRun run = RecordedTerminal.Run("compare", discs["one"], open, "-o", folder["cmp.html"]);
        Assert.Equal((ExitCode.Done, ""), (run.Code, run.Error));
        Assert.Contains("is not finished: epoch 2 of 2.", run.Output);
    }

    [Fact]
    public void Runs_whose_data_is_gone_are_compared_without_pictures()
    {
        using var folder = new TemporaryFolder();
        string[] moved = [discs.Copy(folder, "one"), discs.Copy(folder, "two")];
        foreach (string run in moved)
        {
            string recipe = Path.Combine(run, "recipe.json");
            JsonNode json = JsonNode.Parse(File.ReadAllText(recipe))!;
            json["data"]!["name"] = folder["gone"];
            File.WriteAllText(recipe, json.ToJsonString());
        }

        CommandRun compared = RecordedTerminal.Run(["compare", .. moved, "-o", folder["cmp.html"]]);
        Assert.Equal((ExitCode.Done, ""), (compared.Code, compared.Error));
        Assert.Contains("There are no pictures, because the data of one is not available:", compared.Output);
        Assert.DoesNotContain("<img", File.ReadAllText(folder["cmp.html"]));
    }

    [Theory]
    [InlineData("recipe.json", "{", "recipe.json' cannot be read:")]
    [InlineData("recipe.json", "{\"epochs\":-1}", "has an error: epochs must be from 1 to 1000000, got -1. Leave this run out")]
    [InlineData("recipe.json", null, "is not a run folder: it has no recipe.json.")]
    [InlineData("log.csv", "epoch\n", "log.csv' cannot be read: Its first line must be")]
    [InlineData("log.csv", null, "log.csv' cannot be read: The file is missing. Leave this run out")]
    [InlineData("metrics.json", "{}", "metrics.json' cannot be read:")]
    [InlineData("metrics.json", "[1", "metrics.json' cannot be read:")]
    [InlineData("metrics.json", "null", "metrics.json' cannot be read:")]
    [InlineData("model.safetensors", "abc", "model.safetensors' cannot be read:")]
    [InlineData("model.safetensors", null, "model.safetensors' cannot be read: The file is missing. Leave this run out")]
    [InlineData("metrics.json", "\"psnr_mean\":1e308", "metrics.json' cannot be read: It has impossible scores. Leave this run out")]
    [InlineData("metrics.json", "\"psnr_std\":-5", "metrics.json' cannot be read: It has impossible scores. Leave this run out")]
    [InlineData("metrics.json", "\"ssim_mean\":99", "metrics.json' cannot be read: It has impossible scores. Leave this run out")]
    public void A_damaged_run_is_one_error_that_names_the_file(string name, string? content, string message)
    {
        using var folder = new TemporaryFolder();
        string run = discs.Copy(folder, "two"), file = Path.Combine(run, name);
        if (content is null)
            File.Delete(file);
        else if (content.StartsWith('"'))       // a field and its value
            File.WriteAllText(file, ReplaceField(File.ReadAllText(file), content));
        else
            File.WriteAllText(file, content);
        CommandRun compared = RecordedTerminal.Run("compare", discs["one"], run, "-o", folder["cmp.html"]);
        Assert.Equal((ExitCode.Failed, ""), (compared.Code, compared.Output));
        Assert.Contains(message, compared.Error);
        Assert.StartsWith("error: ", compared.Error);
        Assert.DoesNotContain("bug", compared.Error);
        Assert.False(File.Exists(folder["cmp.html"]));
    }

    [Fact]
    public void Wrong_arguments_are_refused()
    {
        using var folder = new TemporaryFolder();
        string one = discs["one"], page = folder["cmp.html"];
        Refused("A comparison needs 2 to 8 runs, got 1.", one);
        Refused("A comparison needs 2 to 8 runs, got 9.", [.. Enumerable.Range(0, 9).Select(i => folder[$"{i}"])]);
        Refused("is given twice.", one, one + Path.DirectorySeparatorChar);
        Refused("--output must be a file name with the extension .html", one, discs["two"], "-o", folder["cmp.pdf"]);
        CommandRun missing = RecordedTerminal.Run("compare", one, folder["none"], "-o", page);
        Assert.Equal(ExitCode.Failed, missing.Code);
        Assert.Contains("is not a run folder: it does not exist.", missing.Error);
        File.WriteAllText(page, "mine");
        CommandRun exists = RecordedTerminal.Run("compare", one, discs["two"], "-o", page);
        Assert.Equal(ExitCode.Failed, exists.Code);
        Assert.Equal("mine", File.ReadAllText(page));
        Assert.Equal(ExitCode.Done, RecordedTerminal.Run("compare", one, discs["two"], "-o", page, "--overwrite").Code);

        static void Refused(string message, params string[] arguments)
        {
            CommandRun run = RecordedTerminal.Run(["compare", .. arguments]);
            Assert.Equal((ExitCode.WrongUse, ""), (run.Code, run.Output));
            Assert.Contains(message, run.Error);
        }
    }

    /// <summary>Replaces the first field of this name, given as <c>"name":value</c>.</summary>
    private static string ReplaceField(string json, string field)
    {
        int start = json.IndexOf(field[..field.IndexOf(':')], StringComparison.Ordinal);
        return json[..start] + field + json[json.IndexOfAny([',', '\n'], start)..];
    }
}

/// <summary>Two runs that differ in the learning rate. Tests must not change them.</summary>
public sealed class ComparedDiscs : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public ComparedDiscs()
    {
        string recipe = Discs.Write(_folder, epochs: 2);
        foreach ((string name, string rate) in ((string, string)[])[("one", "0.01"), ("two", "0.001")])
            Assert.Equal(ExitCode.Done, RecordedTerminal.Run("train", recipe, "--out", _folder[name], "--rate", rate).Code);
    }

    /// <summary>The path of a run.</summary>
    public string this[string name] => _folder[name];

    /// <summary>Copies a run.</summary>
    internal string Copy(TemporaryFolder to, string name)
    {
        string copy = Directory.CreateDirectory(to[name]).FullName;
        foreach (string file in Directory.EnumerateFiles(_folder[name]))
            File.Copy(file, Path.Combine(copy, Path.GetFileName(file)));
        return copy;
    }

    public void Dispose() => _folder.Dispose();
}
