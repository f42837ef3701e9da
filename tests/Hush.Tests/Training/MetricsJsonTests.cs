using System.Text.Json;
using System.Text.Json.Nodes;
using Hush.Imaging.Metrics;
using Hush.Training;
using Xunit;

namespace Hush.Tests.Training;

/// <summary>Scripts read these files: names and their order are a contract.</summary>
public class MetricsJsonTests
{
    private static readonly string[] s_measurement =
        ["sigma", "dataset", "images", "protocol", "noisy", "baseline", "denoised", "first_100", "baseline_width", "verified"];

    private static readonly string[] s_training =
        ["parameters", "multiply_adds", "epochs", "best_epoch", "train_seconds", "images_per_second", "threads"];

    private static readonly string[] s_verdict =
        ["worse_than_baseline", "worse_than_noisy", "never_improved", "collapsed", "stopped_early", "fine_tuning", "warnings"];

    private static readonly EvaluationResult s_result = Result();

    private static readonly TrainingMetrics s_metrics = new(s_result, new TrainingCost
    {
        Parameters = 3089,
        MultiplyAdds = 5_529_600_000,
        Epochs = 4,
        BestEpoch = 3,
        TrainSeconds = 0.25,
        ImagesPerSecond = null,
        Threads = 2,
    }, TrainingVerdict.Of(s_result, [], [], EarlyStop.Of(Reports.MadeUp.Losses(3, 2, 1, 2), 9, 3, 0), null));

    [Fact]
    public void A_measurement_has_these_fields_in_this_order()
    {
        JsonObject json = Parse(JsonSerializer.Serialize(s_result, Json.Options));
        Assert.Equal(s_measurement, Names(json));
        Assert.Equal(["kind", "sigma", "clip", "seed"], Names(json["protocol"]));
        string[] triple = ["noisy", "baseline", "denoised"],
            scores = ["psnr_mean", "psnr_of_mean_mse", "psnr_std", "ssim_mean", "ssim_std"];
        Assert.Equal(triple, Names(json["first_100"]));
        Assert.All(triple, name => Assert.Equal(scores, Names(json[name])));
        Assert.All(triple, name => Assert.Equal(scores, Names(json["first_100"]![name])));
    }

    [Fact]
    public void The_metrics_are_the_measurement_s_lines_and_then_the_training_s()
    {
        Assert.Equal([.. s_measurement, .. s_training, .. s_verdict], Names(Parse(s_metrics.ToJson())));
        string measurement = JsonSerializer.Serialize(s_result, Json.Options);
        string training = """
              "parameters": 3089,
              "multiply_adds": 5529600000,
              "epochs": 4,
              "best_epoch": 3,
              "train_seconds": 0.25,
              "images_per_second": null,
              "threads": 2,
              "worse_than_baseline": false,
              "worse_than_noisy": false,
              "never_improved": false,
              "collapsed": false,
              "stopped_early": {
                "epoch": 4,
                "planned_epochs": 9,
                "best_epoch": 3,
                "reason": "the validation loss did not improve for 1 epoch after epoch 3"
              },
              "fine_tuning": null,
              "warnings": []
            }

            """.ReplaceLineEndings("\n");
        Assert.Equal($"{measurement[..^2]},\n{training}", s_metrics.ToJson());
    }

    [Fact]
    public void Infinity_and_what_is_not_defined_are_null_and_sigma_is_the_protocol_s()
    {
        JsonObject json = Parse(s_metrics.ToJson());
        Assert.Null(json["denoised"]!["psnr_mean"]);
        Assert.Null(json["denoised"]!["psnr_std"]);
        Assert.Null(json["denoised"]!["ssim_mean"]);
        Assert.Equal(20, (double)json["noisy"]!["psnr_mean"]!, 1e-9);
        Assert.Equal((25.5, 25.5), ((double)json["sigma"]!, (double)json["protocol"]!["sigma"]!));
    }

    private static EvaluationResult Result()
    {
        ScoreSummary noisy = ScoreSummary.Of([new ImageScore(0.01, 20, null)]);
        ScoreSummary perfect = ScoreSummary.Of([new ImageScore(0, double.PositiveInfinity, null)]);
        return new EvaluationResult
        {
            Dataset = "größe & <tiny>",
            Images = 1,
            Protocol = new Protocol("gaussian", 25.5, true, ulong.MaxValue) { Description = "gaussian noise" },
            Noisy = noisy,
            Baseline = noisy,
            Denoised = perfect,
            First100 = new ScoreTriple(noisy, noisy, perfect),
            BaselineWidth = 0.3,
            Verified = true,
        };
    }

    private static JsonObject Parse(string text) => JsonNode.Parse(text)!.AsObject();

    private static IEnumerable<string> Names(JsonNode? json) => json!.AsObject().Select(p => p.Key);
}
