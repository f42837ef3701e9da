using Hush.Cli.Display;
using Xunit;

namespace Hush.Cli.Tests.Display;

public class WordWrapTests
{
    [Theory]
    [InlineData("one two three", "one two\nthree")]
    [InlineData("/a/long/path one two", "/a/long/path\none two")]
    [InlineData("one /a/long/path two", "one\n/a/long/path\ntwo")]
    [InlineData("  hush train mnist --resume", "  hush train mnist --resume")]
    [InlineData("one\ntwo three four", "one\ntwo three\nfour")]
    public void Lines_break_between_words_and_longer_words_stay_whole(string text, string wrapped) =>
        Assert.Equal(wrapped, WordWrap.Wrap(text, width: 10));

    [Fact]
    public void What_stands_before_the_text_counts() => Assert.Equal("one\ntwo", WordWrap.Wrap("one two", width: 10, used: 7));

    [Fact]
    public void A_terminal_of_80_columns_breaks_no_word_of_an_error()
    {
        const string Message = "'a/rather/long/path/to/some/picture.png' already exists. Choose another name with -o, or replace it with --overwrite.";
        using var writer = new StringWriter();
        Errors.Show(RecordedTerminal.Live(writer, 80), new IOException(Message));
        string[] lines = writer.ToString().ReplaceLineEndings("\n").Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(2, lines.Length);
        Assert.EndsWith("Choose another", lines[0]);
        Assert.Equal("name with -o, or replace it with --overwrite.", lines[1]);
    }
}
