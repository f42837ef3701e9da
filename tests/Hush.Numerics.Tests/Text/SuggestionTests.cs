using Hush.Numerics.Text;
using Xunit;

namespace Hush.Numerics.Tests.Text;

public class SuggestionTests
{
    private static readonly string[] Words = ["mnist", "fashion-mnist", "cifar10"];

    [Theory]
    [InlineData("minst", "mnist")]          // a transposition
    [InlineData("MNIST", "mnist")]
    [InlineData("mnst", "mnist")]
    [InlineData("cifar-10", "cifar10")]
    [InlineData("cifar", "cifar10")]
    [InlineData("fashion", "fashion-mnist")]    // distant, but a prefix
    [InlineData("fashion_mnist", "fashion-mnist")]
    public void A_mistyped_word_finds_the_one_that_was_meant(string word, string meant) =>
        Assert.Equal(meant, Suggestion.Closest(word, Words));

    [Theory]
    [InlineData("")]
    [InlineData("x")]
    [InlineData("imagenet")]
    [InlineData("photos/holiday")]
    public void A_word_that_is_near_to_none_gets_no_suggestion(string word)
    {
        Assert.Null(Suggestion.Closest(word, Words));
        Assert.Equal("", Suggestion.Question(word, Words));
    }

    [Fact]
    public void The_question_can_end_a_sentence() => Assert.Equal(" Did you mean 'mnist'?", Suggestion.Question("minst", Words));

    [Theory]
    [InlineData("", "abc", 3)]
    [InlineData("kitten", "sitting", 3)]
    [InlineData("ab", "ba", 1)]
    [InlineData("ca", "abc", 3)]            // 2 if a character could be edited twice
    [InlineData("same", "same", 0)]
    public void The_distance_counts_edits_and_is_symmetric(string a, string b, int distance)
    {
        Assert.Equal(distance, Suggestion.Distance(a, b));
        Assert.Equal(distance, Suggestion.Distance(b, a));
    }
}
