using Hush.Cli.Display;
using Hush.Imaging.Datasets;
using Hush.Learning.Training;
using Hush.Training;
using Xunit;

namespace Hush.Cli.Tests.Display;

public class TrainDisplayTests
{
    private static readonly EpochMetrics s_first = new(1, 0.0301234, 0.0254321, 19.876, 0.004, 12);

    private readonly RecordedView _view = new();
    private readonly HandClock _clock = new();
    private readonly TrainDisplay _display;

    public TrainDisplayTests() => _display = new TrainDisplay(_view, _clock);

    [Theory]
    [InlineData(true, true, ", verified;")]
    [InlineData(true, false, ", UNVERIFIED: not the published content;")]
    [InlineData(false, false, "from /data/mnist; 55,000 images for training, 5,000 for validation")]
    public void It_says_what_is_learned_from_and_whether_that_is_what_it_claims(bool hasPublished, bool published, string words)
    {
        Ready(null, hasPublished, published);
        Assert.Contains(words, _view.Lines[0]);
        Assert.Equal("Network: 265,777 parameters, 49.1 million multiply-adds per image", _view.Lines[1]);
        Assert.True(_display.HasBegun);
    }

    [Fact]
    public void Patches_are_told_from_images()
    {
        Ready(null, hasPublished: false, patches: 64);
        Assert.EndsWith("; 55,000 images for training, 64 patches each, 5,000 for validation", _view.Lines[0]);
    }

    [Fact]
    public void An_epoch_is_one_line_with_its_losses_its_PSNR_its_speed_and_the_time_left()
    {
        Ready(null);
        Learn(new TrainingProgress(1, 3, 1, 10, 0.05, 0));
        _clock.Pass(58);
        Learn(new TrainingProgress(1, 3, 0, 10, 0, 2345.6) { Last = s_first });
        Assert.Equal("Epoch 1/3  loss 0.03012  validation 0.02543, 19.88 dB  2,345 images/s  2:08 left", _view.Lines[^1]);
        _clock.Pass(1);
        Learn(new TrainingProgress(2, 3, 1, 10, 0.02, 2345.6) { Last = s_first });
        Assert.Single(_view.Lines, l => l.StartsWith("Epoch", StringComparison.Ordinal));
    }

    [Fact]
    public void The_bar_has_epoch_share_loss_validation_speed_and_time_left()
    {
        Ready(null);
        Learn(new TrainingProgress(1, 2, 5, 10, 0.04, 0));
        Assert.Equal(("Epoch 1/2", 0.25, "loss 0.04"), Last());
        _clock.Pass(10);
        Learn(new TrainingProgress(2, 2, 5, 10, 0.0123456, 99.94) { Last = s_first });
        Assert.Equal(("Epoch 2/2", 0.75, "loss 0.0123  val 0.0254, 19.88 dB  99.9 images/s  0:05 left"), Last());

        (string, double?, string) Last() => (_view.States[^1].Title, _view.States[^1].Fraction, _view.States[^1].Status);
    }

    [Fact]
    public void The_bar_never_goes_back_when_an_epoch_ends()
    {
        Ready(null);
        (int, int, EpochMetrics?)[] course = [(1, 9, null), (1, 10, null), (1, 0, s_first), (2, 1, s_first)];
        foreach (var (epoch, step, last) in course)
        {
            _clock.Pass(1);
            Learn(new TrainingProgress(epoch, 2, step, 10, 0.1, 100) { Last = last });
        }

        Assert.Equal([0.45, 0.5, 0.5, 0.55], _view.States.Select(s => s.Fraction!.Value));
    }

    [Fact]
    public void Steps_that_follow_each_other_too_fast_to_be_seen_are_not_shown()
    {
        Ready(null);
        for (int step = 1; step <= 9; step++)
        {
            Learn(new TrainingProgress(1, 2, step, 10, 0.1, 100));
            _clock.Pass(0.03);
        }

        Assert.Equal(3, _view.States.Count);
    }

    [Fact]
    public void A_resumed_training_does_not_repeat_the_epochs_of_its_earlier_sitting()
    {
        Ready(resumedAt: 1);
        Assert.Equal("Resumed after 1 completed epoch", _view.Lines[2]);
        Learn(new TrainingProgress(2, 3, 1, 10, 0.02, 2345.6) { Last = s_first });
        Assert.Equal(3, _view.Lines.Count);
    }

    [Fact]
    public void A_fetch_shows_file_host_and_bytes()
    {
        _display.Report(new TrainEvent.Fetching(new FetchProgress("https://example.org/mnist/", "a.gz", 3 << 20, 12 << 20)));
        const string What = "a.gz from example.org";
        Assert.Equal(new WorkState("fetch", What, 0.25, "3.0 MB of 12.0 MB", $"Fetching {What}"), _view.States[0]);
        _display.Report(new TrainEvent.Fetching(new FetchProgress("npm pack", "a", 2048, null)));
        Assert.Equal((null, "2 kB"), (_view.States[1].Fraction, _view.States[1].Status));
    }

    private void Ready(int? resumedAt, bool hasPublished = true, bool published = true, int patches = 1)
    {
        var file = new DataFile("/data/mnist/a", "a", new string('0', 64), published);
        var data = new Provenance("/data/mnist", "MNIST", hasPublished, [file]);
        _display.Report(new TrainEvent.Ready(data, 55000, patches, 5000, 265777, 49100000, resumedAt));
    }

    private void Learn(TrainingProgress progress) => _display.Report(new TrainEvent.Learning(progress));
}
