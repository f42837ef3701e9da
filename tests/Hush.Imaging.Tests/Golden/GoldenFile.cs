using System.Text.Json;

namespace Hush.Imaging.Tests.Golden;

/// <summary>Reads metrics.json from the source folder.</summary>
internal sealed record GoldenFile(GoldenScore[] Scores, GoldenBlur[] Blurs)
{
    internal static GoldenFile Metrics { get; } = Read();

    private static GoldenFile Read()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            string path = Path.Combine(folder.FullName, "Golden", "metrics.json");
            if (File.Exists(path)) return JsonSerializer.Deserialize<GoldenFile>(File.ReadAllText(path), JsonSerializerOptions.Web)!;
        }

        throw new FileNotFoundException($"Golden/metrics.json stands in no folder above {AppContext.BaseDirectory}.");
    }
}

internal sealed record GoldenScore(int Height, int Width, int Channels, double Amount, int Salt, double Ssim, double Psnr);

internal sealed record GoldenBlur(int Height, int Width, int Channels, int Size, double Sigma, int Salt, double[] Values);
