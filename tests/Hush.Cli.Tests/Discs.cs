using Hush.Testing;
using Hush.Training;

namespace Hush.Cli.Tests;

/// <summary>Synthetic images of bright discs on a dark background. A small network learns to denoise them in a second.</summary>
internal static class Discs
{
    public const int Count = 40, Side = 16;

    /// <summary>A recipe that trains on the images in a folder.</summary>
    public static string Recipe(string folder, int epochs) => $$"""
        {
          "description": "Discs.",
          "data": { "name": "{{folder}}", "validation": 6 },
          "noise": { "kind": "gaussian", "sigma": 50, "clip": true },
          "model": { "kind": "unet", "widths": [8, 16], "blocks": 1, "output": "subtract" },
          "optimizer": { "rate": 0.01 },
          "epochs": {{epochs}},
          "batch": 5
        }
        """;

    /// <summary>Writes the images, every second one as PGM, and the recipe. Returns the path of the recipe.</summary>
    public static string Write(TemporaryFolder folder, int epochs)
    {
        string pictures = Directory.CreateDirectory(folder["discs"]).FullName;
        for (int i = 0; i < Count; i++)
        {
            float[] place = Samples.Uniform(3, (uint)i);
            float[] disc = Disc(Side, Side, 3 + (9 * place[0]), 3 + (9 * place[1]), 2 + (4 * place[2]));
            using Image image = Image.FromPixels(disc, Side, Side, 1);
            image.Write(Path.Combine(pictures, $"{i:00}.{(i % 2 == 0 ? "png" : "pgm")}"));
        }

        string recipe = folder["discs.json"];
        File.WriteAllText(recipe, Recipe(pictures.Replace("\\", "/"), epochs));
        return recipe;
    }

    /// <summary>Writes a noisy image.</summary>
    public static void WriteNoisy(string path, int width, int height, int channels, int bitDepth = 8)
    {
        float[] disc = Disc(width, height, width / 2f, height / 2f, Math.Min(width, height) / 3f);
        float[] noise = Samples.Normal(disc.Length * channels, 7);
        float[] pixels = [.. Enumerable.Range(0, disc.Length * channels).Select(i => disc[i / channels] + (noise[i] * 50 / 255))];
        using Image image = Image.FromPixels(pixels, width, height, channels, bitDepth);
        image.Write(path);
    }

    private static float[] Disc(int width, int height, float x, float y, float radius) =>
    [
        .. Enumerable.Range(0, width * height).Select(i =>
            ((i % width) - x) * ((i % width) - x) + (((i / width) - y) * ((i / width) - y)) < radius * radius ? 0.9f : 0.2f),
    ];
}
