using Hush.Cli.Display;
using Hush.Learning.Distributed;
using Xunit;

namespace Hush.Cli.Tests;

public class ErrorTests
{
    public static TheoryData<Exception, int> Foreseen => new()
    {
        { new IOException("No space left."), ExitCode.Failed },
        { new CheckpointException("Damaged."), ExitCode.Failed },
        { new DatasetException("Missing."), ExitCode.Failed },
        { new DivergedException("The loss is NaN."), ExitCode.Failed },
        { new ImageFormatException("a.png", "a PNG", "a JPEG", "Convert it."), ExitCode.Failed },
        { new UnauthorizedAccessException("Denied."), ExitCode.Failed },
        { new CommunicationException("Different data."), ExitCode.Failed },
        { new RankLostException("Rank 1 was lost."), 75 },
        { new RecipeException("No such field."), ExitCode.WrongUse },
        { new UnknownDatasetException("No such set."), ExitCode.WrongUse },
        { new OptionException("No sigma."), ExitCode.WrongUse },
        { new WrongUseException("Not both."), ExitCode.WrongUse },
    };

    [Theory, MemberData(nameof(Foreseen))]
    public void A_foreseen_error_is_its_message_alone(Exception failure, int code)
    {
        var (shown, text) = Show(failure);
        Assert.Equal((code, $"error: {failure.Message}{Environment.NewLine}"), (shown, text));
    }

    public static TheoryData<Exception, string> Flags => new()
    {
        { new RunFolderException("Choose another.") { Options = ["Folder", "Overwrite"] }, "Choose another (--out, --overwrite)." },
        { new RunFolderException("Start anew.") { Options = ["Resume=false"] }, "Start anew (without --resume)." },
        { new RunFolderException("Ask for 4.") { Options = ["Epochs"] }, "Ask for 4 (--epochs)." },
        { new OptionException("Choose gaussian noise.") { Options = ["Sigmas", "Noise=gaussian"] },
            "Choose gaussian noise (--sigma, --noise gaussian)." },
        { new DatasetException("Hold none out.") { Options = ["HeldOut=[]"] }, "Hold none out (--set data.held_out=[])." },
        { new UnknownDatasetException("Name it.") { Options = ["Data", "Roots"] }, "Name it (--data, --data-root)." },
        { new RecipeException("Cut it.") { Changes = ["data.patch=64", "model.bias=true"] },
            "Cut it (--set data.patch=64 --set model.bias=true)." },
    };

    [Theory, MemberData(nameof(Flags))]
    public void Options_that_an_error_of_the_library_names_are_shown_as_flags(Exception failure, string message) =>
        Assert.Equal($"error: {message}{Environment.NewLine}", Show(failure).Text);

    [Fact]
    public void An_unforeseen_error_calls_itself_a_bug()
    {
        var (code, text) = Show(new InvalidOperationException("Sequence contains no elements"));
        Assert.Equal(ExitCode.Failed, code);
        Assert.StartsWith("error: InvalidOperationException: Sequence contains no elements", text);
        Assert.Contains("This is a bug in Hush", text);
        Assert.Contains("HUSH_DEBUG=1", text);
        Assert.DoesNotContain("   at ", text);
    }

    [Fact]
    public void A_cancellation_is_an_interruption() => Assert.Equal(ExitCode.Interrupted, Show(new TaskCanceledException()).Code);

    [Fact]
    public void A_missing_model_fails_and_says_what_a_model_can_be()
    {
        CommandRun run = RecordedTerminal.Run("info", "nowhere");
        Assert.Equal((ExitCode.Failed, ""), (run.Code, run.Output));
        Assert.Contains("Unknown model 'nowhere': it is not a run folder, a .safetensors or .onnx file, or a model", run.Error);
        Assert.Contains("To train one in runs/RECIPE, run 'hush train RECIPE'.", run.Error);
    }

    private static (int Code, string Text) Show(Exception failure)
    {
        using var writer = new StringWriter();
        int code = Errors.Show(new TextChannel(writer, isTerminal: false), failure);
        return (code, writer.ToString());
    }
}
