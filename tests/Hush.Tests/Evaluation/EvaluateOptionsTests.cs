using Hush.Training;
using Xunit;

namespace Hush.Tests.Evaluation;

public class EvaluateOptionsTests
{
    private static readonly EvaluateOptions s_plain = new() { Model = "made-up" };

    [Fact]
    public void Nothing_given_is_the_model_s_own_noise()
    {
        NoiseSpec card = NoiseSpec.Parse("gaussian:0-55").WithClip(true);
        Assert.Equal([card], s_plain.NoisesFor(card));
        Assert.Equal(
            [NoiseSpec.Gaussian(5, clip: true), NoiseSpec.Gaussian(7.5, clip: true)],
            (s_plain with { Sigmas = [5, 7.5] }).NoisesFor(card));
    }

    [Theory]
    [InlineData("gaussian")]
    [InlineData("poisson")]
    [InlineData("mixture")]
    public void Another_noise_is_clipped_as_the_model_s_own_unless_that_is_said(string name)
    {
        EvaluateOptions options = s_plain with { Noise = NoiseSpec.Parse(name) };
        foreach (bool own in new[] { false, true })
        {
            NoiseSpec card = NoiseSpec.Gaussian(50, own);
            Assert.Equal(own, options.NoisesFor(card).Single().Clip);
            Assert.False((options with { Clip = false }).NoisesFor(card).Single().Clip);
            Assert.True((options with { Clip = true }).NoisesFor(card).Single().Clip);
        }
    }

    [Theory]
    [InlineData("blur")]
    [InlineData("salt-and-pepper")]
    public void Noise_that_has_no_clipping_neither_takes_nor_gives_it(string name)
    {
        NoiseSpec never = NoiseSpec.Parse(name), mixture = NoiseSpec.Parse("mixture");
        Assert.Equal([never], (s_plain with { Noise = never, Clip = true }).NoisesFor(NoiseSpec.Gaussian(50, clip: true)));
        Assert.Equal([mixture], (s_plain with { Noise = mixture }).NoisesFor(never));
    }

    [Fact]
    public void A_sigma_for_noise_that_has_none_is_refused()
    {
        NoiseSpec blur = NoiseSpec.Parse("blur");
        EvaluateOptions options = s_plain with { Sigmas = [25, 30] };
        Assert.Equal(
            "Noise 'blur', which the model was trained on, has no sigma, got 25, 30. Omit sigma, or choose Gaussian noise.",
            Assert.Throws<OptionException>(() => options.NoisesFor(blur)).Message);
        Assert.Equal(
            "Noise 'blur' has no sigma, got 25, 30. Omit sigma, or choose Gaussian noise.",
            Assert.Throws<OptionException>(() => (options with { Noise = blur }).NoisesFor(NoiseSpec.Gaussian(5))).Message);
    }
}
