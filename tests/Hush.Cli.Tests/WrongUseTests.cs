using Hush.Testing;
using Xunit;

namespace Hush.Cli.Tests;

/// <summary>Invalid usage is rejected before any work, with a message that helps.</summary>
public class WrongUseTests
{
    [Theory]
    [InlineData("trian mnist", "'hush' has no command 'trian'. Did you mean 'train'?")]
    [InlineData("data verfy mnist", "'hush data' has no command 'verfy'. Did you mean 'verify'?")]
    [InlineData("data", "'hush data' needs one of the commands list, fetch, verify.")]
    [InlineData("train", "'hush train' needs RECIPE.")]
    [InlineData("train mnist more", "Unexpected argument 'more' for 'hush train'.")]
    [InlineData("train --epcohs 3 mnist", "'hush train' has no option '--epcohs'. Did you mean '--epochs'?")]
    [InlineData("train mnist --epcohs=3", "'hush train' has no option '--epcohs'. Did you mean '--epochs'?")]
    [InlineData("train mnist --out --overwrit", "'hush train' has no option '--overwrit'. Did you mean '--overwrite'?")]
    [InlineData("train mnist --epochs", "--epochs needs a value: --epochs N.")]
    [InlineData("train mnist --epochs 2 --epochs 3", "--epochs")]
    [InlineData("train mnst", "Unknown recipe 'mnst'. Did you mean 'mnist'?")]
    [InlineData("train nowhere.json", "The recipe file 'nowhere.json' does not exist.")]
    [InlineData("recipes mnits", "Unknown recipe 'mnits'. Did you mean 'mnist'?")]
    [InlineData("data fetch mnits", "There is no dataset or folder named 'mnits'. Did you mean 'mnist'?")]
    [InlineData("train mnist --out {new} --data mnits", "There is no dataset or folder named 'mnits'. Did you")]
    [InlineData("train photo-color --out {new}", "The recipe 'photo-color' trains on your own images, but the folder 'photos' does not " +
        "exist. Give your folder with --data, for example:")]
    [InlineData("train photo-gray --out {new} --data nowhere", "There is no dataset or folder named 'nowhere'.")]
    [InlineData("train mnist --set epoch=3", "Unknown recipe field 'epoch'. Did you mean 'epochs'?")]
    [InlineData("train mnist --set epochs", "--set must be field=value, such as optimizer.rate=0.002, got 'epochs'.")]
    [InlineData("train mnist --set epochs=many", "epochs: expected an integer, got \"many\".")]
    [InlineData("train mnist --resume --overwrite", "--resume and --overwrite cannot be combined: one continues the run")]
    [InlineData("train mnist --data-root /no/such/folder", "--data-root: the folder '/no/such/folder' does not exist.")]
    [InlineData("evaluate m --clip --no-clip", "--clip and --no-clip cannot be combined. Give one of them.")]
    [InlineData("evaluate m --noise gausian", "salt-and-pepper, poisson, blur, mixture, camera, grain, photo. Did you mean 'gaussian'?")]
    [InlineData("evaluate m --sigma 25,,50", "--sigma must be numbers from 0 to 255 separated by commas, got ''.")]
    [InlineData("denoise a.png -o b.png --model m --sigma loud", "--sigma must be auto or a number from 0 to 255, got 'loud'.")]
    [InlineData("denoise a.png -o b.png --memory 2", "--memory must be a size such as 512M or 2G, got '2'.")]
    [InlineData("denoise a.png -o b.png --memory -1G", "--memory must be a size such as 512M or 2G, got '-1G'.")]
    [InlineData("add-noise a.png -o b.png --sigma auto", "--sigma must be a number from 0 to 255, got 'auto'.")]
    [InlineData("add-noise a.png", "'hush add-noise' needs --output OUT.")]
    [InlineData("denoise -", "Standard input (-) has no name to derive an output name from. Give one with -o, or use -o - for")]
    [InlineData("denoise a.png -o b.bmp --model m", ".avif, .heic, .heif, .hif or .jxl, got .bmp.")]
    public void A_mistyped_command_line_is_answered_with_what_to_type(string line, string message)
    {
        using var folder = new TemporaryFolder();
        CommandRun run = RecordedTerminal.Run(line.Replace("{new}", folder["new"]).Split(' '));
        Assert.Equal((ExitCode.WrongUse, ""), (run.Code, run.Output));
        Assert.StartsWith("error: ", run.Error);
        Assert.Contains(message, run.Error);
        Assert.DoesNotContain("   at ", run.Error);
        Assert.False(Directory.Exists(folder["new"]));
    }

    [Theory]
    [InlineData("--epochs", "an integer of at least 1", "0", "-3", "1.5", "nan", "99999999999", "")]
    [InlineData("--batch", "an integer of at least 1", "0", "-1", "x")]
    [InlineData("--limit", "an integer of at least 1", "0", "-1", "+1")]
    [InlineData("--threads", "an integer from 1 to 1024", "0", "-2", "2.0", "5000")]
    [InlineData("--seed", "an integer of at least 0", "-1", "1e3", "99999999999999999999")]
    [InlineData("--rate", "a number above 0", "0", "-0.1", "nan", "infinity", "-inf", "0,5", "1e999")]
    [InlineData("--sigma", "a number from 0 to 255, or a range such as 0-55", "-5", "256", "nan", "55-0", "1-2-3", "∞")]
    public void A_bad_number_is_refused_with_what_was_expected(string option, string expected, params string[] values)
    {
        foreach (string value in values)
        {
            CommandRun run = RecordedTerminal.Run("train", "mnist", option, value);
            Assert.Equal(ExitCode.WrongUse, run.Code);
            Assert.Contains($"{option} must be {expected}, got '{value}'.", run.Error);
        }
    }

    [Fact]
    public void All_mistakes_are_told_at_once()
    {
        CommandRun run = RecordedTerminal.Run("train", "mnist", "--threads", "0", "--rate", "nan", "--epochs", "-3");
        Assert.Equal(3, run.Error.Split("error: ").Length - 1);
        Assert.Contains("Run 'hush train --help' for usage.", run.Error);
    }

    [Fact]
    public void What_follows_two_dashes_is_no_option()
    {
        CommandRun run = RecordedTerminal.Run("info", "--", "-model");
        Assert.Contains("Unknown model '-model'", run.Error);
    }
}
