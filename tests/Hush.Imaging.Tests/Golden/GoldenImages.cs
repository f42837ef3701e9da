namespace Hush.Imaging.Tests.Golden;

/// <summary>The images of make_metrics.py, computed by the same formulas.</summary>
internal static class GoldenImages
{
    /// <summary>An integer hash of each value's index, as a multiple of 2^-24 in [0, 1).</summary>
    internal static float[] Dots(int height, int width, int channels, int salt)
    {
        var values = new float[height * width * channels];
        for (int i = 0; i < values.Length; i++)
        {
            uint h = unchecked(((uint)i * 2654435761) + ((uint)salt * 40503));
            h = unchecked((h ^ (h >> 15)) * 2246822519);
            h = unchecked((h ^ (h >> 13)) * 3266489917);
            values[i] = ((h ^ (h >> 16)) >> 8) / (float)(1 << 24);
        }

        return values;
    }

    /// <summary>0.5 + 0.45 sin(0.37 y + 0.11 c) cos(0.23 x - 0.31 c).</summary>
    internal static float[] Waves(int height, int width, int channels)
    {
        var values = new float[height * width * channels];
        for (int i = 0; i < values.Length; i++)
        {
            int c = i % channels, x = i / channels % width, y = i / channels / width;
            values[i] = (float)(0.5 + (0.45 * Math.Sin((0.37 * y) + (0.11 * c)) * Math.Cos((0.23 * x) - (0.31 * c))));
        }

        return values;
    }

    /// <summary>A clean image, and clean + amount (dots - 0.5). Not clipped, since the metrics clip.</summary>
    internal static (float[] Clean, float[] Noisy) Pair(int height, int width, int channels, double amount, int salt)
    {
        float[] clean = Waves(height, width, channels), dots = Dots(height, width, channels, salt);
        return (clean, [.. clean.Select((v, i) => (float)(v + (amount * (dots[i] - 0.5))))]);
    }
}
