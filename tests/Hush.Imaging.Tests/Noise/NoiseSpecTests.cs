using System.Text.Json;
using Hush.Imaging.Noise;
using Xunit;

namespace Hush.Imaging.Tests.Noise;

/// <summary>Specs as JSON and as text, validation, and overrides.</summary>
public sealed class NoiseSpecTests
{
    [Theory]
    [InlineData("""{"kind":"gaussian","sigma":127.5,"clip":true}""")]
    [InlineData("""{"kind":"gaussian","sigma":[0,55]}""")]
    [InlineData("""{"kind":"salt-and-pepper","fraction":0.05}""")]
    [InlineData("""{"kind":"poisson","peak":30}""")]
    [InlineData("""{"kind":"blur","size":3}""")]
    [InlineData("""{"kind":"mixture","sigma":[12.75,51],"fraction":[0.01,0.05],"size":[3,5],"blur_chance":0.5,"clip":true}""")]
    public void Json_is_read_and_written_back_unchanged(string json)
    {
        NoiseSpec spec = JsonSerializer.Deserialize<NoiseSpec>(json)!;
        Assert.Empty(spec.Check());
        Assert.NotNull(spec.Create());
        Assert.Equal(json, JsonSerializer.Serialize(spec));
        Assert.Equal(spec, JsonSerializer.Deserialize<NoiseSpec>(JsonSerializer.Serialize(spec)));
    }

    [Theory]
    [InlineData("gaussian", """{"kind":"gaussian","sigma":25}""")]
    [InlineData("gaussian:0-55", """{"kind":"gaussian","sigma":[0,55]}""")]
    [InlineData("salt-and-pepper:0.1", """{"kind":"salt-and-pepper","fraction":0.1}""")]
    [InlineData("poisson:12", """{"kind":"poisson","peak":12}""")]
    [InlineData("blur:5", """{"kind":"blur","size":5}""")]
    [InlineData("camera:1e-5", """{"kind":"camera","gain":1E-05}""")]
    [InlineData("camera:2E-05-0.012", """{"kind":"camera","gain":[2E-05,0.012]}""")]
    [InlineData("camera:0.001-1e-2", """{"kind":"camera","gain":[0.001,0.01]}""")]
    [InlineData("grain:12", """{"kind":"grain","sigma":12}""")]
    [InlineData("photo:0.001", """{"kind":"photo","sigma":[0,55],"gain":0.001}""")]
    [InlineData("mixture", """{"kind":"mixture","sigma":[12.75,51],"fraction":[0.01,0.05],"size":[3,5],"blur_chance":0.5,"clip":true}""")]
    public void An_option_is_a_name_with_the_main_value(string text, string json) =>
        Assert.Equal(json, JsonSerializer.Serialize(NoiseSpec.Parse(text)));

    [Theory]
    [InlineData("gausian",
        "Unknown kind of noise 'gausian'. The kinds are gaussian, salt-and-pepper, poisson, blur, mixture, camera, grain, photo.")]
    [InlineData("gaussian:a", "A value must be a number such as 25 or a range such as 0-55, got 'a'.")]
    [InlineData("gaussian:300", "Noise 'gaussian' needs sigma in 0..255, lower bound first, got 300; for example 25 (of 255) or [0, 55].")]
    [InlineData("gaussian:9-8", "Noise 'gaussian' needs sigma in 0..255, lower bound first, got 9-8; for example 25 (of 255) or [0, 55].")]
    [InlineData("salt-and-pepper:0-1",
        "Noise 'salt-and-pepper' takes a single fraction, not a range, got 0-1; give one number, for example 0.05.")]
    [InlineData("poisson:1-2", "Noise 'poisson' takes a single peak, not a range, got '1-2'. Use poisson:30, for example.")]
    [InlineData("poisson:0", "Noise 'poisson' needs peak above 0 and at most 1000000, lower bound first, got 0; for example 30.")]
    [InlineData("camera:1", "Noise 'camera' needs gain in 1E-06..0.1, lower bound first, got 1; for example 0.001 or [0.00002, 0.012].")]
    [InlineData("camera:-1", "A value must be a number such as 25 or a range such as 0-55, got '-1'.")]
    [InlineData("blur:4", "Noise 'blur' needs odd integer sizes, got 4; for example 3.")]
    public void A_wrong_option_says_what_is_wrong(string text, string message) =>
        Assert.Equal(message, Assert.Throws<FormatException>(() => NoiseSpec.Parse(text)).Message);

    [Theory]
    [InlineData(
        """{"kind":"gausian"}""",
        "Unknown kind of noise 'gausian'. The kinds are gaussian, salt-and-pepper, poisson, blur, mixture, camera, grain, photo.")]
    [InlineData(
        """{"kind":3}""",
        "The kind of noise must be one of gaussian, salt-and-pepper, poisson, blur, mixture, camera, grain, photo in quotes, " +
        "got a Number.")]
    [InlineData("""{"kind":"gaussian","sigma":[1,2,3]}""", "A value must be a number such as 25 or a range such as [0, 55].")]
    public void Wrong_json_says_what_is_wrong(string json, string message) =>
        Assert.StartsWith(message, Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<NoiseSpec>(json)).Message,
            StringComparison.Ordinal);

    [Fact]
    public void Every_mistake_is_listed()
    {
        var spec = new NoiseSpec { Kind = NoiseKind.Mixture, Sigma = new(5, 1), Size = new(3, 4), BlurChance = 2, Peak = 1 };
        Assert.Equal(
            [
                "Noise 'mixture' needs sigma in 0..255, lower bound first, got 5-1; for example 25 (of 255) or [0, 55].",
                "Noise 'mixture' needs fraction, for example [0.01, 0.05].",
                "Noise 'mixture' has no peak, got 1; omit it.",
                "Noise 'mixture' needs odd integer sizes, got 3-4; for example 3.",
                "Noise 'mixture' needs blur_chance in 0..1, lower bound first, got 2; for example 0.5.",
            ],
            spec.Check());
        Assert.Equal(string.Join(" ", spec.Check()), Assert.Throws<ArgumentException>(spec.Create).Message);
        Assert.Equal(
            ["Noise 'blur' never leaves 0..1 and has no clip; omit it."],
            (NoiseSpec.Default(NoiseKind.Blur) with { Clip = true }).Check());
        Assert.Single(NoiseSpec.Gaussian(double.NaN).Check());
        Assert.Single((NoiseSpec.Default(NoiseKind.Gaussian) with { Kind = (NoiseKind)9 }).Check());
    }

    [Fact]
    public void Sigma_and_clip_are_overridden_where_the_kind_has_them()
    {
        Assert.Equal(NoiseSpec.Gaussian(76.5, clip: true), NoiseSpec.Parse("gaussian:0-55").WithSigma(76.5).WithClip(true));
        Assert.Equal(NumberRange.Of(30), NoiseSpec.Parse("mixture").WithSigma(30).Sigma);
        Assert.Equal(NoiseSpec.Parse("blur"), NoiseSpec.Parse("blur").WithClip(true));
        Assert.Equal(
            "Noise 'poisson' has no sigma, got 25. Choose Gaussian noise, or omit sigma.",
            Assert.Throws<ArgumentException>(() => NoiseSpec.Parse("poisson").WithSigma(25)).Message);
    }
}
