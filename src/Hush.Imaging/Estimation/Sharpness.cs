using System.Runtime.CompilerServices;
using Hush.Imaging.Noise.Camera;

namespace Hush.Imaging.Estimation;

/// <summary>
/// Measures how sharp an image is from pixel to pixel: the energy of its texture near the highest frequency (0.5 cycles per pixel)
/// relative to that around 0.25. A camera's images at full size are soft, because of the lens and demosaicing; downscaled images are
/// sharp. Medians over the quarter of all blocks with the most texture, where noise hardly matters.
/// </summary>
internal sealed class Sharpness
{
    private const int Block = 16, Margin = 3;           // pixels; the filters reach 3 pixels

    private readonly List<(double Middle, double Ratio)> _blocks = [];

    /// <summary>The ratio of the energies, about 0.1 to 1; 0 without texture.</summary>
    public double Value
    {
        get
        {
            double[] ratios = [.. _blocks.OrderByDescending(b => b.Middle).Take((_blocks.Count + 3) / 4).Select(b => b.Ratio).Order()];
            return ratios.Length == 0 ? 0 : (ratios[(ratios.Length - 1) / 2] + ratios[ratios.Length / 2]) / 2;
        }
    }

    /// <summary>Adds an image, or a part of one.</summary>
    /// <param name="pixels">[1, H, W, C], with 1 or 3 channels.</param>
    /// <param name="image">The shape of the image.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]       // finishes before tiered compilation would optimize it
    public void Add(ReadOnlySpan<float> pixels, Shape image)
    {
        var (_, height, width, channels) = image;
        float[] luma = new float[height * width], soft = new float[luma.Length];
        for (int i = 0; i < luma.Length; i++)
        {
            ReadOnlySpan<float> pixel = pixels.Slice(i * channels, channels);
            luma[i] = channels == 3 ? (Luma.Red * pixel[0]) + (Luma.Green * pixel[1]) + (Luma.Blue * pixel[2]) : pixel[0];
        }

        // [1 2 1]/4 in both directions; the outermost pixels are not used.
        for (int y = 1; y < height - 1; y++)
        {
            for (int x = 1; x < width - 1; x++)
                soft[(y * width) + x] = (Across(luma, y - 1, x) + (2 * Across(luma, y, x)) + Across(luma, y + 1, x)) / 16;
        }

        for (int top = Margin; top <= height - Margin - Block; top += Block)
        {
            for (int left = Margin; left <= width - Margin - Block; left += Block)
                AddBlock(luma, soft, width, top, left);
        }

        float Across(float[] from, int y, int x)
        {
            int i = (y * width) + x;
            return from[i - 1] + (2 * from[i]) + from[i + 1];
        }
    }

    private void AddBlock(float[] luma, float[] soft, int width, int top, int left)
    {
        double high = 0, middle = 0;
        for (int y = top; y < top + Block; y++)
        {
            for (int i = (y * width) + left; i < (y * width) + left + Block; i++)
            {
                float beside = (Bend(luma, i - width, 1) + (2 * Bend(luma, i, 1)) + Bend(luma, i + width, 1)) / 16;
                float below = (Bend(luma, i - 1, width) + (2 * Bend(luma, i, width)) + Bend(luma, i + 1, width)) / 16;
                float wideBeside = Bend(soft, i, 2) / 4, wideBelow = Bend(soft, i, 2 * width) / 4;
                high += (beside * beside) + (below * below);
                middle += (wideBeside * wideBeside) + (wideBelow * wideBelow);
            }
        }

        if (middle > 0)
            _blocks.Add((middle, high / middle));

        static float Bend(float[] from, int i, int step) => from[i - step] - (2 * from[i]) + from[i + step];
    }
}
