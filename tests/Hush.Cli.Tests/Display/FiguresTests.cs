using Hush.Cli.Display;
using Xunit;

namespace Hush.Cli.Tests.Display;

public class FiguresTests
{
    [Theory]
    [InlineData(0, "0:00")]
    [InlineData(7.9, "0:07")]
    [InlineData(192, "3:12")]
    [InlineData(3723, "1:02:03")]
    [InlineData(360000, "100:00:00")]
    public void Times_are_read_like_a_clock(double seconds, string text) =>
        Assert.Equal(text, Figures.Time(TimeSpan.FromSeconds(seconds)));

    [Theory]
    [InlineData(999999, "999,999")]
    [InlineData(49_120_000, "49.1 million")]
    [InlineData(1_234_000_000, "1.23 billion")]
    public void Large_numbers_are_rounded(long value, string text) => Assert.Equal(text, Figures.Large(value));

    [Theory]
    [InlineData(null, "-")]
    [InlineData(double.PositiveInfinity, "perfect")]
    [InlineData(21.456, "21.46")]
    public void Decibels_have_two_digits(double? value, string text) => Assert.Equal(text, Figures.Decibels(value));

    [Theory]
    [InlineData("mnist", "mnist")]
    [InlineData("runs/a b", "'runs/a b'")]
    [InlineData("it's", "'it'\\''s'")]
    [InlineData("$HOME", "'$HOME'")]
    [InlineData("", "''")]
    public void A_word_is_quoted_so_that_a_shell_reads_it_back(string word, string quoted) =>
        Assert.Equal(quoted, Invocation.Quote(word));

    [Theory]
    [InlineData("/usr/bin/dotnet", "/src/bin/hush.dll", "/src", "dotnet bin/hush.dll")]
    [InlineData("/usr/bin/dotnet", "/src/bin/hush.dll", "/home/me", "dotnet /src/bin/hush.dll")]
    [InlineData("/src/bin/hush", "/src/bin/hush.dll", "/src", "bin/hush")]
    [InlineData("/src/bin/hush", "/src/bin/hush.dll", "/src/bin", "./hush")]
    [InlineData("/opt/tools/hush", "/opt/tools/hush.dll", "/src", "hush")]
    public void The_program_calls_itself_as_it_was_started(string process, string assembly, string folder, string words)
    {
        if (!OperatingSystem.IsWindows())
            Assert.Equal(words, Invocation.Words(process, assembly, folder, "/usr/bin:/opt/tools/"));
    }
}
