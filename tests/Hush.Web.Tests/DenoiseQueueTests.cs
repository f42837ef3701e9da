using Hush.Web.Cleaning;
using Hush.Web.Status;
using Xunit;

namespace Hush.Web.Tests;

public class DenoiseQueueTests
{
    private readonly HandClock _clock = new();

    [Fact]
    public async Task The_time_until_a_retry_follows_the_image_in_progress_and_those_before()
    {
        _clock.Advance(TimeSpan.FromSeconds(1));
        using var queue = new DenoiseQueue(new ServeOptions { MaxQueue = 4, Threads = 1 }, new ServerMetrics(), _clock);
        using IDisposable first = queue.Enter(), second = queue.Enter(), third = queue.Enter(), fourth = queue.Enter();
        Assert.Equal(2, RetryAfter(queue));         // 1 s per image is assumed at first, and half of the four remain on average

        int? during = null;
        await Denoise(queue, seconds: 10, () => during ??= RetryAfter(queue));
        Assert.Equal(20, during);
        Assert.Equal(20, RetryAfter(queue));

        await Denoise(queue, seconds: 2, () => { });
        Assert.Equal(16, RetryAfter(queue));        // 2 * (0.7 * 10 + 0.3 * 2) = 15.2

        await Denoise(queue, seconds: 1000, () => { });
        Assert.Equal(120, RetryAfter(queue));       // the longest
    }

    private async Task Denoise(DenoiseQueue queue, double seconds, Action whileRunning)
    {
        bool isFirst = true;
        var progress = new Immediate(_ =>
        {
            if (isFirst)
                _clock.Advance(TimeSpan.FromSeconds(seconds));
            isFirst = false;
            whileRunning();
        });
        using Image image = Image.FromPixels(new float[16 * 16], 16, 16, channels: 1);
        using DenoiseResult result = await queue.Denoise(image, null, new DenoiseOptions(), progress, CancellationToken.None);
    }

    private static int RetryAfter(DenoiseQueue queue)
    {
        var refused = Assert.Throws<ProblemException>(() => queue.Enter().Dispose());
        Assert.Equal(429, refused.Problem.Status);
        return refused.Problem.RetryAfter!.Value;
    }

    private sealed class Immediate(Action<double> report) : IProgress<double>
    {
        public void Report(double value) => report(value);
    }
}
