using Xunit;

namespace Hush.Tests.Denoising;

public class InterruptionTests
{
    [Theory, InlineData(1, 1, 12), InlineData(3, 1, 36), InlineData(1, int.MaxValue, 3)]
    public void Progress_rises_to_one(int channels, int columns, int fewest)
    {
        using Denoiser denoiser = MadeUpModels.Denoiser(MadeUpModels.Notebook, tileColumns: columns);
        using Image noisy = MadeUpModels.Picture(133, 150, channels);
        var shares = new Shares();
        denoiser.Denoise(noisy, progress: shares).Dispose();
        Assert.True(shares.All.Count >= fewest, $"{shares.All.Count} reports");
        Assert.Equal(shares.All.Distinct().Order(), shares.All);
        Assert.True(shares.All[0] > 0);
        Assert.Equal(1, shares.All[^1]);
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

    [Theory, InlineData(1), InlineData(int.MaxValue)]
    public void Cancelled_on_its_way_it_stops_there_and_works_again_afterwards(int columns)
    {
        using Denoiser denoiser = MadeUpModels.Denoiser(MadeUpModels.Notebook, threads: 2, tileColumns: columns);
        using Image noisy = MadeUpModels.Picture(133, 150, 1);
        using var source = new CancellationTokenSource();
        var shares = new Shares(share =>
        {
            if (share > 0.3)
                source.Cancel();
        });
        Assert.Throws<OperationCanceledException>(() => denoiser.Denoise(noisy, null, shares, source.Token));
        Assert.InRange(shares.All[^1], 0.3, 0.7);
        Assert.Single(shares.All, s => s > 0.3);
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

    [Theory, InlineData(1), InlineData(int.MaxValue)]
    public void A_listener_may_clean_another_image_meanwhile(int columns)
    {
        using Denoiser denoiser = MadeUpModels.Denoiser(MadeUpModels.Notebook, tileColumns: columns);
        using Image noisy = MadeUpModels.Picture(133, 150, 1), small = MadeUpModels.Picture(5, 6, 1);
        using Image clean = denoiser.Denoise(noisy, progress: new Shares(_ => denoiser.Denoise(small).Dispose()));
        Assert.Equal(MadeUpModels.Whole(MadeUpModels.Notebook, noisy, 0), clean.Pixels.Span);
    }
}
