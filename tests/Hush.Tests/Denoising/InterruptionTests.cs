using Hush.Denoising;
using Hush.Imaging.Files;
using Xunit;

namespace Hush.Tests.Denoising;

public class InterruptionTests
{
    [Theory, InlineData(1, 12), InlineData(3, 36)]
    public void Progress_rises_evenly_to_one(int channels, int reports)
    {
        using Denoiser denoiser = MadeUpModels.Denoiser(MadeUpModels.Notebook, tilePixels: 1);
        using Image noisy = MadeUpModels.Picture(133, 150, channels);
        var shares = new Shares();
        denoiser.Denoise(noisy, progress: shares).Dispose();
        Assert.Equal(Enumerable.Range(1, reports).Select(i => i / (double)reports), shares.All);
    }

    [Fact]
    public void Cancelled_before_it_begins_it_does_nothing()
    {
        using Denoiser denoiser = MadeUpModels.Denoiser(MadeUpModels.Notebook);
        using Image noisy = MadeUpModels.Picture(133, 150, 1);
        var shares = new Shares();
        Assert.Throws<OperationCanceledException>(() => denoiser.Denoise(noisy, null, shares, new CancellationToken(canceled: true)));
        Assert.Empty(shares.All);
    }

    [Fact]
    public void Cancelled_between_tiles_it_stops_there_and_works_again_afterwards()
    {
        using Denoiser denoiser = MadeUpModels.Denoiser(MadeUpModels.Notebook, threads: 2, tilePixels: 1);
        using Image noisy = MadeUpModels.Picture(133, 150, 1);
        using var source = new CancellationTokenSource();
        var shares = new Shares(share =>
        {
            if (share > 0.3)
                source.Cancel();
        });
        Assert.Throws<OperationCanceledException>(() => denoiser.Denoise(noisy, null, shares, source.Token));
        Assert.Equal(4 / 12.0, shares.All[^1]);
        using Image clean = denoiser.Denoise(noisy);
        Assert.Equal(MadeUpModels.Whole(MadeUpModels.Notebook, noisy, 0), clean.Pixels.Span);
    }

    [Fact]
    public void What_a_listener_throws_reaches_the_caller()
    {
        using Denoiser denoiser = MadeUpModels.Denoiser(MadeUpModels.Shallow);
        using Image noisy = MadeUpModels.Picture(5, 6, 1);
        var shares = new Shares(_ => throw new InvalidOperationException("enough"));
        Assert.Equal("enough", Assert.Throws<InvalidOperationException>(() => denoiser.Denoise(noisy, progress: shares)).Message);
        denoiser.Denoise(noisy).Dispose();
    }

    [Fact]
    public void A_listener_may_clean_another_picture_meanwhile()
    {
        using Denoiser denoiser = MadeUpModels.Denoiser(MadeUpModels.Notebook, tilePixels: 1);
        using Image noisy = MadeUpModels.Picture(133, 150, 1), small = MadeUpModels.Picture(5, 6, 1);
        using Image clean = denoiser.Denoise(noisy, progress: new Shares(_ => denoiser.Denoise(small).Dispose()));
        Assert.Equal(MadeUpModels.Whole(MadeUpModels.Notebook, noisy, 0), clean.Pixels.Span);
    }
}
