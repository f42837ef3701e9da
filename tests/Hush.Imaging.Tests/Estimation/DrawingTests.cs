using Hush.Testing;
using Xunit;

namespace Hush.Imaging.Tests.Estimation;

/// <summary>Drawings and rendered images: exact repetition, few values, no noise.</summary>
public class DrawingTests
{
    private static readonly Shape Gray = new(1, 131, 203, 1);

    public static TheoryData<string, Func<int, int, double>> Drawings => new()
    {
        { "checkerboard of 1 pixel", (x, y) => (x + y) % 2 == 0 ? 200 : 60 },
        { "checkerboard of 2 pixels", (x, y) => ((x / 2) + (y / 2)) % 2 == 0 ? 200 : 60 },
        { "checkerboard of 5 pixels", (x, y) => ((x / 5) + (y / 5)) % 2 == 0 ? 200 : 60 },
        { "pale checkerboard", (x, y) => ((x / 3) + (y / 3)) % 2 == 0 ? 132 : 124 },
        { "lines", (x, y) => x % 3 == 0 ? 180 : 90 },
        { "diagonal lines", (x, y) => (x + y) / 3 % 2 == 0 ? 180 : 90 },
        { "ordered dither", (x, y) => (50 * Math.Floor((x / 68.0) + Bayer(x, y))) + 30 },
        { "random dither", (x, y) => Samples.Uniform(1, (uint)((y * 203) + x))[0] < x / 203.0 ? 190 : 70 },
        { "dots", (x, y) => Math.Pow((x % 6) - 2.5, 2) + Math.Pow((y % 6) - 2.5, 2) < 1 + (x / 40.0) ? 40 : 220 },
        { "pixel art", (x, y) => 40 + (20 * (Hash(x / 2, y / 2) % 8)) },
        { "gradient", (x, y) => 50 + Math.Round((0.5 * x) + (0.4 * y)) },
        { "rings", (x, y) => Math.Round(128 + (100 * Math.Sin(Math.Sqrt((x * x) + (y * y)) / 6.0))) },
        { "tiles", (x, y) => 60 + (Hash(x % 37, y % 37) % 3 * 50) },
    };

    [Theory, MemberData(nameof(Drawings))]
    public void A_drawing_has_no_noise(string name, Func<int, int, double> value)
    {
        NoiseEstimate estimate = NoiseEstimator.Estimate(Draw(value), Gray);
        Assert.True(estimate.Level!.Value.Bytes < 0.7, $"{name}: {estimate.Level.Value.Bytes}");
    }

    [Theory, MemberData(nameof(Drawings))]
    public void Noise_on_a_drawing_of_flat_areas_is_found(string name, Func<int, int, double> value)
    {
        const int Times = 16;                               // enlarges the drawing, so that most of it is flat
        float[] image = Draw((x, y) => value(x / Times, y / Times));
        float[] noise = Samples.Normal(image.Length, 7);
        for (int i = 0; i < image.Length; i++)
            image[i] = MathF.Round(Math.Clamp((255 * image[i]) + (15 * noise[i]), 0, 255)) / 255;
        double sigma = NoiseEstimator.Estimate(image, Gray).Level!.Value.Bytes;
        Assert.True(sigma is > 13 and < 17, $"{name}: {sigma}");
    }

    private static float[] Draw(Func<int, int, double> value) =>
        [.. Enumerable.Range(0, (int)Gray.Count).Select(i => (float)(value(i % Gray.W, i / Gray.W) / 255))];

    private static double Bayer(int x, int y) => (double)(((x ^ y) & 1) * 2 + (y & 1)) / 4;

    private static int Hash(int x, int y) => (int)((((uint)x * 2654435761u) ^ ((uint)y * 2246822519u)) * 3266489917u >> 20);
}
