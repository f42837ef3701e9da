using System.Text.Encodings.Web;
using System.Text.Json;
using Hush.Numerics.Text;
using Xunit;

namespace Hush.Numerics.Tests.Text;

public class PrintableTests
{
    private static readonly JsonSerializerOptions s_relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    [Theory]
    [InlineData("IMG 0001.jpg", "IMG 0001.jpg")]
    [InlineData("caf\u00e9 \u5199\u771f \ud83d\ude00.png", "caf\u00e9 \u5199\u771f \ud83d\ude00.png")]
    [InlineData("a\u001b[31m\a.png", "a\\u001b[31m\\u0007.png")]
    [InlineData("a\n0 failed\r\t\u007f\u0085", "a\\n0 failed\\r\\t\\u007f\\u0085")]
    [InlineData("a\u202egpj.exe \u2066x\u2069 \u200f", "a\\u202egpj.exe \\u2066x\\u2069 \\u200f")]
    public void Names_are_shown_and_not_obeyed(string name, string shown) => Assert.Equal(shown, Printable.Escape(name));

    [Fact]
    public void Half_of_a_surrogate_pair_is_escaped() => Assert.Equal("half \\ud83d of", Printable.Escape("half \ud83d of"));

    [Fact]
    public void Lines_that_are_meant_stay_lines() =>
        Assert.Equal("a\nb\r\nc\\rd\\u001b", Printable.EscapeLines("a\nb\r\nc\rd\u001b"));

    [Fact]
    public void Text_in_JSON_means_the_same_afterwards()
    {
        const string Name = "a\u202eb\u0085c";
        string json = JsonSerializer.Serialize(Name, s_relaxed);
        Assert.Equal(Name, JsonSerializer.Deserialize<string>(Printable.EscapeLines(json)));
    }
}
