using System.Runtime.InteropServices;
using Xunit;

namespace Hush.Tests.Denoising;

public class TileBytesTests
{
    private const double Sigma = 25.5;

    private static readonly (int Height, int Width)[] s_sizes =
        [(37, 53), (1, 530), (330, 1), (64, 64), (2, 3), (61, 230), (231, 66), (3, 17), (197, 211)];

    public static TheoryData<string, int, int> Cases
    {
        get
        {
            var cases = new TheoryData<string, int, int>();
            foreach (string name in MadeUpModels.Names)
            {
                foreach (int threads in (int[])[1, 2])
                {
                    foreach (int columns in (int[])[1, 110, int.MaxValue])
                        cases.Add(name, threads, columns);
                }
            }

            return cases;
        }
    }

    [Theory, MemberData(nameof(Cases))]
    public void Tiles_have_the_bytes_of_the_whole_image(string name, int threads, int columns)
    {
        using Denoiser denoiser = MadeUpModels.Denoiser(name, threads, columns);
        foreach (var (height, width) in s_sizes)
        {
            using Image noisy = MadeUpModels.Picture(height, width, denoiser.Card.Channels);
            using Image clean = denoiser.Denoise(noisy, new DenoiseOptions { Sigma = Sigma });
            float[] whole = MadeUpModels.Whole(name, noisy, (float)(Sigma / 255));
            int different = Differences(whole, clean.Pixels.Span);
            Assert.True(different == 0,
                $"{name}, {height}x{width} in tiles of {columns} columns: {different} of {whole.Length} values differ");
        }
    }

    [Theory]
    [InlineData(MadeUpModels.Notebook, 133, 150, 4)]
    [InlineData(MadeUpModels.Plain, 197, 211, 7)]
    [InlineData(MadeUpModels.Residual, 64, 230, 4)]
    [InlineData(MadeUpModels.Shallow, 3, 31, 3)]
    public void A_tiny_budget_cuts_as_often_as_the_footprint_allows(string name, int height, int width, int tiles)
    {
        using Denoiser denoiser = MadeUpModels.Denoiser(name, tileColumns: 1);
        using Image noisy = MadeUpModels.Picture(height, width, denoiser.Card.Channels);
        Assert.Equal(tiles, denoiser.TilesOf(noisy.Pixels.Shape).Count);
    }

    private static int Differences(ReadOnlySpan<float> expected, ReadOnlySpan<float> actual)
    {
        ReadOnlySpan<int> a = MemoryMarshal.Cast<float, int>(expected), b = MemoryMarshal.Cast<float, int>(actual);
        Assert.Equal(a.Length, b.Length);
        int different = 0;
        for (int i = 0; i < a.Length; i++)
            different += a[i] == b[i] ? 0 : 1;
        return different;
    }
}
