using Xunit;

namespace Hush.Tests.Denoising;

/// <summary>Measures the memory of the whole process, so no other tests run at the same time.</summary>
[CollectionDefinition(nameof(MemoryTests), DisableParallelization = true)]
[Collection(nameof(MemoryTests))]
public class MemoryTests
{
    private const long Mega = 1 << 20;

    [Fact]
    public void Runs_that_throw_leave_no_native_memory_behind()
    {
        using Denoiser denoiser = MadeUpModels.Denoiser(MadeUpModels.Shallow, tileColumns: 100);
        using Image noisy = Image.FromPixels(new float[2000 * 2000], 2000, 2000, 1);
        long before = 0;
        for (int run = 0; run < 20; run++)
        {
            Assert.Throws<NotSupportedException>(() =>
                denoiser.Denoise(noisy, progress: new Shares(_ => throw new NotSupportedException())));
            before = run == 0 ? Environment.WorkingSet : before;
        }

        AssertWithin(before, 100 * Mega);       // 19 results of 16 MB would take 304
    }

    [Fact]
    public void Only_the_last_plan_is_kept()
    {
        using Denoiser denoiser = MadeUpModels.Denoiser(MadeUpModels.Notebook);
        long before = 0;
        for (int run = 0; run < 12; run++)
        {
            using Image noisy = Image.FromPixels(new float[40 * (4000 + (16 * run))], 4000 + (16 * run), 40, 1);
            denoiser.Denoise(noisy).Dispose();
            before = run == 0 ? Environment.WorkingSet : before;
        }

        AssertWithin(before, 120 * Mega);       // twelve plans of 4000 or more columns would take 400
    }

    [Fact]
    public void Trimmed_models_keep_no_plans()
    {
        using Image noisy = MadeUpModels.Picture(40, 8000, 1);
        Denoiser[] denoisers = [.. Enumerable.Range(0, 6).Select(_ => MadeUpModels.Denoiser(MadeUpModels.Notebook))];
        using Image expected = denoisers[0].Denoise(noisy);
        denoisers[0].Trim();
        long before = Environment.WorkingSet;
        foreach (Denoiser denoiser in denoisers)
        {
            using Image clean = denoiser.Denoise(noisy);
            Assert.Equal(expected.Pixels.Span, clean.Pixels.Span);
            denoiser.Trim();
        }

        AssertWithin(before, 60 * Mega);        // six plans of 8000 columns would take 300
        foreach (Denoiser denoiser in denoisers)
            denoiser.Dispose();
    }

    [Fact]
    public void A_large_image_takes_no_more_than_a_tile_beside_itself_and_its_result()
    {
        using Denoiser denoiser = MadeUpModels.Denoiser(MadeUpModels.Notebook, threads: 2, tileColumns: 1000);
        using Image noisy = Image.FromPixels(new float[16_000 * 60], 16_000, 60, 1);
        long before = Environment.WorkingSet, most = 0;
        denoiser.Denoise(noisy, progress: new Shares(_ => most = Math.Max(most, Environment.WorkingSet))).Dispose();
        Assert.True(most - before < 60 * Mega, $"grew by {(most - before) / Mega} MB");    // a plan for the whole image takes about 140
    }

    [Theory, InlineData(MadeUpModels.Plain), InlineData(MadeUpModels.Wide), InlineData(MadeUpModels.Unshuffled)]
    public void A_cap_makes_tiles_smaller_and_changes_no_byte(string name)
    {
        using Image noisy = MadeUpModels.Picture(300, 3000, 3);
        using Denoiser free = MadeUpModels.Denoiser(name), capped = new(MadeUpModels.Create(name), threads: 2, cap: 170 * Mega);
        using Image expected = free.Denoise(noisy), clean = capped.Denoise(noisy);
        Assert.Equal(1, free.TilesOf(noisy.Pixels.Shape).Count);
        Assert.InRange(capped.TilesOf(noisy.Pixels.Shape).Count, 2, 20);
        Assert.Equal(expected.Pixels.Span, clean.Pixels.Span);
    }

    [Theory, InlineData(1, 1), InlineData(2, 1), InlineData(4, 3), InlineData(32, 3)]
    public void A_photograph_is_hardly_cut_by_however_many_threads(int threads, int most)
    {
        using Denoiser denoiser = Denoiser.Load("photo-color", threads);
        Assert.InRange(denoiser.TilesOf(new Shape(1, 2887, 4330, 3)).Count, 1, most);
    }

    [Fact]
    public void A_cap_that_the_image_itself_passes_is_refused_with_what_it_takes()
    {
        using Denoiser denoiser = new(MadeUpModels.Create(MadeUpModels.Plain), threads: 1, cap: 140 * Mega);
        using Image noisy = MadeUpModels.Picture(700, 900, 3);
        Assert.Matches("^900x700 pixels need [0-9]+ MiB .* but the limit is 140 MiB.",
            Assert.Throws<OptionException>(() => denoiser.Denoise(noisy)).Message);
    }

    private static void AssertWithin(long before, long allowed)
    {
        long grown = Environment.WorkingSet - before;
        Assert.True(grown < allowed, $"grew by {grown / Mega} MB, allowed {allowed / Mega}");
    }
}
