using System.Globalization;
using System.Text.Json.Nodes;
using Hush.Learning.Checkpoints;
using Hush.Testing;
using Xunit;

namespace Hush.Cli.Tests.EndToEnd;

/// <summary><c>hush train --tensorboard</c>, read by an independent reader.</summary>
public sealed class TensorBoardTests : IDisposable
{
    private const string Name = "events.out.tfevents.hush";
    private static readonly string[] s_curves = ["psnr/validation", "loss/validation", "loss/training", "learning_rate", "ssim/validation"];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_events_have_the_log_the_scores_pictures_and_histograms()
    {
        string recipe = Discs.Write(_folder, epochs: 3);
        Train(recipe, "run", "--tensorboard");
        IReadOnlyList<EventEntry> events = Events("run");
        Assert.Equal([0, 1, 2, 3, 3], events.Select(e => e.Step));
        string[][] log = [.. File.ReadLines(Path.Combine(_folder["run"], "log.csv")).Skip(1).Select(row => row.Split(','))];
        foreach ((EventEntry entry, string[] row) in events.Skip(1).Zip(log))
        {
            Assert.Equal(s_curves, entry.Values.Where(v => v.Scalar is not null).Select(v => v.Tag));
            Same(row[3], entry, "psnr/validation");
            Same(row[2], entry, "loss/validation");
            Same(row[1], entry, "loss/training");
            Same(row[4], entry, "learning_rate");
            Assert.InRange(Scalar(entry, "ssim/validation"), 0.01f, 1);
        }

        JsonNode metrics = JsonNode.Parse(File.ReadAllText(Path.Combine(_folder["run"], "metrics.json")))!;
        Assert.Equal(["test/psnr", "test/ssim"], events[^1].Values.Select(v => v.Tag));
        Assert.Equal((float)(double)metrics["denoised"]!["psnr_mean"]!, Scalar(events[^1], "test/psnr"));
        Assert.Equal((float)(double)metrics["denoised"]!["ssim_mean"]!, Scalar(events[^1], "test/ssim"));

        EventImage picture = events[3].Values.Single(v => v.Image is not null).Image!;
        File.WriteAllBytes(_folder["grid.png"], picture.Png);
        using (Image grid = Image.Read(_folder["grid.png"]))
            Assert.Equal((picture.Height, picture.Width, picture.Channels), (grid.Height, grid.Width, grid.Channels));

        IReadOnlyDictionary<string, SavedTensor> weights =
            SafetensorsFile.Read(Path.Combine(_folder["run"], "model.safetensors")).Tensors;
        EventValue[] histograms = [.. events[1 + (int)metrics["best_epoch"]! - 1].Values.Where(v => v.Histogram is not null)];
        Assert.Equal(
            weights.Keys.Where(name => !name.Contains("running_", StringComparison.Ordinal)).Select(name => "weights/" + name).Order(),
            histograms.Select(h => h.Tag).Order());
        Assert.All(histograms, histogram =>
        {
            float[] values = weights[histogram.Tag["weights/".Length..]].Values;
            EventHistogram read = histogram.Histogram!;
            Assert.Equal((values.Length, values.Min(), values.Max()), ((int)read.Count, (float)read.Min, (float)read.Max));
            Assert.Equal(values.Length, read.Counts.Sum());
        });
    }

    [Fact]
    public void A_resumed_run_continues_its_file_without_duplicate_steps()
    {
        string recipe = Discs.Write(_folder, epochs: 2);
        Train(recipe, "run", "--tensorboard");
        byte[] first = File.ReadAllBytes(Path.Combine(_folder["run"], Name));
        Train(recipe, "run", "--resume", "--epochs", "4");
        IReadOnlyList<EventEntry> events = Events("run");
        Assert.Equal([0, 1, 2, 3, 4, 4], events.Select(e => e.Step));
        Assert.Equal([.. events.SelectMany(Keys).Distinct()], events.SelectMany(Keys));
        Assert.Equal(first[..1000], File.ReadAllBytes(Path.Combine(_folder["run"], Name))[..1000]);
        Train(recipe, "run", "--resume", "--epochs", "4");       // nothing left to train: the results are written again
        Assert.Equal([0, 1, 2, 3, 4, 4], Events("run").Select(e => e.Step));

        static IEnumerable<(long, string)> Keys(EventEntry entry) => entry.Values.Select(v => (entry.Step, v.Tag));
    }

    [Fact]
    public void A_folder_in_place_of_the_file_is_refused_before_anything_changes()
    {
        string recipe = Discs.Write(_folder, epochs: 2);
        Train(recipe, "run");
        Directory.CreateDirectory(Path.Combine(_folder["run"], Name));
        string[] before = Contents();
        CommandRun run = RecordedTerminal.Run("train", recipe, "--out", _folder["run"], "--resume", "--epochs", "3", "--tensorboard");
        Assert.Equal(ExitCode.Failed, run.Code);
        Assert.Contains("is a folder, but must be the event file for TensorBoard. Rename or remove it.", run.Error);
        Assert.Equal(before, Contents());

        string[] Contents() =>
        [
            .. Directory.EnumerateFiles(_folder["run"], "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
                .Select(file => $"{file} {Convert.ToHexString(File.ReadAllBytes(file))}"),
        ];
    }

    [Fact]
    public void Events_that_are_newer_than_the_checkpoint_or_incomplete_are_replaced()
    {
        string recipe = Discs.Write(_folder, epochs: 4);
        Train(recipe, "long", "--tensorboard");
        Train(recipe, "run", "--tensorboard", "--epochs", "2");
        byte[] newer = File.ReadAllBytes(Path.Combine(_folder["long"], Name));
        File.WriteAllBytes(Path.Combine(_folder["run"], Name), newer[..^5]);
        Train(recipe, "run", "--resume", "--epochs", "3");
        Assert.Equal([0, 1, 2, 3, 3], Events("run").Select(e => e.Step));
    }

    [Fact]
    public void A_run_without_a_file_gets_one_with_its_earlier_epochs_when_it_is_resumed_with_the_option()
    {
        string recipe = Discs.Write(_folder, epochs: 2);
        Train(recipe, "run");
        Assert.False(File.Exists(Path.Combine(_folder["run"], Name)));
        Train(recipe, "run", "--resume", "--epochs", "3", "--tensorboard");
        IReadOnlyList<EventEntry> events = Events("run");
        Assert.Equal([0, 1, 2, 3, 3], events.Select(e => e.Step));
        Assert.Equal(s_curves[..^1], events[1].Values.Select(v => v.Tag));      // the log has no SSIM
        Assert.Contains("ssim/validation", events[3].Values.Select(v => v.Tag));
    }

    [Fact]
    public void The_option_does_not_change_the_model_and_an_overwriting_run_without_it_removes_the_file()
    {
        string recipe = Discs.Write(_folder, epochs: 2);
        Train(recipe, "plain");
        Train(recipe, "run", "--tensorboard");
        Assert.Equal(Model("plain"), Model("run"));
        Train(recipe, "run", "--overwrite");
        Assert.False(File.Exists(Path.Combine(_folder["run"], Name)));
        Assert.Equal(Model("plain"), Model("run"));

        byte[] Model(string run) => File.ReadAllBytes(Path.Combine(_folder[run], "model.safetensors"));
    }

    [Fact]
    public void Long_runs_have_pictures_and_histograms_at_most_fifty_times()
    {
        string recipe = Discs.Write(_folder, epochs: 120);
        Train(recipe, "run", "--tensorboard", "--limit", "5");
        int[] detailed = [.. Events("run").Where(e => e.Values.Any(v => v.Image is not null)).Select(e => (int)e.Step)];
        Assert.InRange(detailed.Length, 25, 50);
        Assert.Equal((1, 120), (detailed[0], detailed[^1]));
        Assert.Equal(122, Events("run").Count);
    }

    private void Train(string recipe, string run, params string[] options)
    {
        CommandRun train = RecordedTerminal.Run(["train", recipe, "--out", _folder[run], .. options]);
        Assert.True(train.Code == ExitCode.Done, train.Error);
    }

    private IReadOnlyList<EventEntry> Events(string run) => EventReader.Read(Path.Combine(_folder[run], Name));

    private static void Same(string logged, EventEntry entry, string tag) =>
        Assert.Equal((float)double.Parse(logged, CultureInfo.InvariantCulture), Scalar(entry, tag));

    private static float Scalar(EventEntry entry, string tag) => entry.Values.Single(v => v.Tag == tag).Scalar!.Value;
}
