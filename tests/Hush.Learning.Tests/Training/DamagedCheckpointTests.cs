using System.Text.Json.Nodes;
using Hush.Learning.Checkpoints;
using Hush.Learning.Optimizers;
using Hush.Learning.Tests.Checkpoints;
using Hush.Testing;
using Xunit;

namespace Hush.Learning.Tests.Training;

/// <summary>
/// A checkpoint that no training can have written is rejected, and the training that should resume from it is unchanged.
/// </summary>
public class DamagedCheckpointTests
{
    [Fact]
    public void Every_flipped_bit_of_a_sample_is_found_and_nothing_is_taken_over()
    {
        using TinyTraining training = Make();
        training.Run(steps: 7);
        byte[] sound = File.ReadAllBytes(training.File);
        using TinyTraining other = Make();
        byte[] fresh = other.Save();
        foreach (float place in Samples.Uniform(400, 1))
        {
            long bit = (long)(place * 8L * sound.Length);
            byte[] damaged = [.. sound];
            damaged[bit / 8] ^= (byte)(1 << (int)(bit % 8));
            File.WriteAllBytes(training.File, damaged);
            Assert.Throws<CheckpointException>(() => other.Load(training.File));
        }

        Assert.Equal(fresh, other.Save());
    }

    [Fact]
    public void A_checkpoint_whose_checksum_was_cut_out_is_refused_and_nothing_is_taken_over()
    {
        using TinyTraining training = Make();
        training.Run(steps: 7);
        byte[] sound = File.ReadAllBytes(training.File);
        string crc = $"\"crc32c\":\"{ChecksumTests.Of(sound)}\",";
        string cover = "\"crc32c_of\":\"the whole file, with this checksum as 00000000\",";
        File.WriteAllBytes(training.File, ChecksumTests.Without(sound, crc, cover));
        using TinyTraining other = Make();
        byte[] fresh = other.Save();
        Assert.Contains("its checksum is missing", Assert.Throws<CheckpointException>(() => other.Load(training.File)).Message);
        Assert.Equal(fresh, other.Save());

        File.WriteAllBytes(training.File, ChecksumTests.Without(sound, crc, cover, "\"hush_format\":\"2\","));
        other.Load(training.File);
        Assert.Equal(training.Save(), other.Save());
    }

    [Theory]
    [InlineData("position", "Step", "-1", "the step is -1, expected 7 after 2 epochs of 3 steps and 1 more")]
    [InlineData("position", "StepInEpoch", "-2147483648", "the step in the epoch is -2147483648, expected 0 to 2")]
    [InlineData("position", "StepInEpoch", "3", "the step in the epoch is 3, expected 0 to 2")]
    [InlineData("position", "LossSum", "\"NaN\"", "the sum of the epoch's losses is NaN, expected a finite number")]
    [InlineData("position", "BestEpoch", "9", "the best epoch is 9, expected 1, which has the log's lowest validation loss")]
    [InlineData("position", "BestEpoch", "0", "the best epoch is 0, expected 1")]
    [InlineData("position", "Seconds", "-1", "the training time is -1 s, expected 0 to 1000000000")]
    [InlineData("position", "Seconds", "1e308", "the training time is 1E+308 s, expected 0 to 1000000000")]
    [InlineData("position", "StepSeconds", "1e300", "the time of a step is 1E+300 s, expected 0 to 1000000000")]
    [InlineData("position", "StepSeconds", "\"Infinity\"", "the time of a step is Infinity s")]
    [InlineData("position", "Step", "null", "position cannot be read: ")]
    [InlineData("position", "Step", "1.5", "position cannot be read: ")]
    [InlineData("position", null, "null", "position is null")]
    [InlineData("position", null, "{}", "position cannot be read: ")]
    [InlineData("position", null, "[", "position cannot be read: ")]
    [InlineData("position", "Extra", "1", "position cannot be read: ")]
    [InlineData("best_loss", null, "NaN", "the best loss is NaN, expected ")]
    [InlineData("best_loss", null, "Infinity", "the best loss is Infinity, expected ")]
    [InlineData("best_loss", null, "low", "best_loss is 'low', expected a number")]
    [InlineData("log", null, "null", "log is null")]
    [InlineData("log", null, "[]", "the step is 7, expected 1 after 0 epochs")]
    [InlineData("log", "0", "null", "log has a row that is null")]
    [InlineData("log", "1.Epoch", "7", "row 2 of the log is for epoch 7")]
    [InlineData("log", "1.TrainLoss", "\"NaN\"", "row 2 of the log has the losses NaN and ")]
    [InlineData("log", "0.ValidationLoss", "\"-Infinity\"", "row 1 of the log has the losses ")]
    [InlineData("log", "0.ValidationPsnr", "\"NaN\"", "row 1 of the log has a PSNR of NaN dB")]
    [InlineData("log", "0.Rate", "-0.5", "row 1 of the log has a learning rate of -0.5")]
    [InlineData("log", "1.Seconds", "-3", "row 2 of the log ends after -3 s")]
    [InlineData("plateau", null, "null", "plateau is null")]
    [InlineData("plateau", "Rate", "\"Infinity\"", "the schedule's rate is Infinity")]
    [InlineData("plateau", "Best", "null", "the schedule's best loss is null, expected a finite number")]
    [InlineData("plateau", "EpochsWithoutProgress", "-1", "the schedule counts -1 epochs without progress, expected 0 to 2")]
    public void Every_field_has_bounds(string entry, string? field, string value, string problem)
    {
        string refusal = Refusal(file =>
            file.Metadata[entry] = field == null ? value : Changed(file.Metadata[entry], field, JsonNode.Parse(value)));
        Assert.Contains($"\n  {problem}", refusal);
        Assert.EndsWith("\nRestore the file from a copy, or start a new run in another folder.", refusal);
    }

    [Theory, InlineData("weights.a.weight"), InlineData("best.b.bias"), InlineData("adam.m"), InlineData("adam.v"), InlineData("average")]
    public void Values_that_are_not_finite_are_refused_by_name(string tensor)
    {
        foreach (float value in (float[])[float.NaN, float.PositiveInfinity, float.NegativeInfinity])
            Assert.Contains($"\n  {tensor} has non-finite values\n", Refusal(file => file[tensor].Values[^1] = value));
    }

    [Theory]
    [InlineData("weights.a.weight", 2e9f, "1e9"), InlineData("best.b.bias", -1e38f, "1e9"), InlineData("average", 1e38f, "1e9")]
    [InlineData("adam.m", -1e38f, "1e18"), InlineData("adam.v", 1e38f, "1e18")]
    public void Values_that_no_training_reaches_are_refused_by_name(string tensor, float value, string limit) =>
        Assert.Contains($"\n  {tensor} has values beyond {limit}, which training never reaches\n",
            Refusal(file => file[tensor].Values[0] = value));

    [Fact]
    public void Mean_squares_are_not_negative() =>
        Assert.Contains("\n  adam.v has negative values, but must be mean squares\n", Refusal(file => file["adam.v"].Values[0] = -1));

    [Fact]
    public void All_problems_are_listed_at_once()
    {
        string refusal = Refusal(file =>
        {
            file["adam.m"].Values[0] = float.NaN;
            file.Metadata["position"] = Changed(file.Metadata["position"], "Step", -1);
        });
        Assert.Contains("the step is -1", refusal);
        Assert.Contains("adam.m has non-finite values", refusal);
    }

    /// <summary>A seeded fuzz test of the JSON: either an error message, or a training that can resume.</summary>
    [Fact]
    public void No_changed_text_gives_anything_but_a_training_or_a_refusal()
    {
        using TinyTraining training = Make();
        training.Run(steps: 7);
        SafetensorsFile sound = SafetensorsFile.Read(training.File);
        string[] pieces = ["null", "-1", "1e999", "\"NaN\"", "[]", "{}", "\"\\ud800\"", "9223372036854775808", "-0.0", "true", ",", "}",
            "\ud800", ""];
        uint state = 7;
        int Next(int below) => (int)((state = (state * 1664525) + 1013904223) >> 8) % below;
        using TinyTraining other = Make();
        for (int i = 0; i < 1500; i++)
        {
            var file = new SafetensorsFile();
            foreach ((string name, SavedTensor tensor) in sound.Tensors)
                file.Add(name, [.. tensor.Shape], tensor.Values);
            foreach ((string key, string text) in sound.Metadata)
                file.Metadata[key] = text;
            string entry = ((string[])["position", "log", "best_loss", "plateau"])[Next(4)], old = file.Metadata[entry];
            int from = Next(old.Length), length = Math.Min(Next(12), old.Length - from);
            file.Metadata[entry] = string.Concat(old.AsSpan(0, from), pieces[Next(pieces.Length)], old.AsSpan(from + length));
            try
            {
                file.Write(training.File);
            }
            catch (ArgumentException)
            {
                continue;       // text that is not valid Unicode cannot be written
            }

            if (Record.Exception(() => other.Load(training.File)) is { } error)
                Assert.IsType<CheckpointException>(error);
        }
    }

    [Fact]
    public void Values_that_are_not_finite_are_not_saved()
    {
        var clock = new HandClock();
        using var training = new TinyTraining(
            TinyTraining.Options with
            {
                Schedule = new ConstantLearningRate(float.MaxValue),
                Optimizer = (layout, _) =>
                new Adam(layout.Learned, weightDecay: float.MaxValue),
                CheckpointInterval = TimeSpan.Zero,
                Clock = clock
            });
        var error = Assert.Throws<DivergedException>(() => training.Run());
        Assert.StartsWith("After step 1, the network has non-finite values. There is no checkpoint yet.", error.Message);
        Assert.False(File.Exists(training.File));
    }

    private static TinyTraining Make() =>
        new(TinyTraining.Options with { Schedule = new ReduceOnPlateau(0.01f), Average = 0.9 }, [0.5, 0.6, 0.7, 0.8]);

    private static string Refusal(Action<SafetensorsFile> damage)
    {
        using TinyTraining training = Make();
        training.Run(steps: 7);
        SafetensorsFile file = SafetensorsFile.Read(training.File);
        damage(file);
        file.Write(training.File);
        using TinyTraining other = Make();
        byte[] fresh = other.Save();
        string refusal = Assert.Throws<CheckpointException>(() => other.Load(training.File)).Message;
        Assert.StartsWith($"'{training.File}' is damaged:\n  ", refusal);
        Assert.Equal(fresh, other.Save());
        return refusal;
    }

    private static string Changed(string json, string path, JsonNode? value)
    {
        JsonNode root = JsonNode.Parse(json)!, at = root;
        string[] names = path.Split('.');
        foreach (string name in names[..^1])
            at = at is JsonArray ? at[int.Parse(name)]! : at[name]!;
        if (at is JsonArray list)
            list[int.Parse(names[^1])] = value;
        else
            at[names[^1]] = value;
        return root.ToJsonString();
    }
}
