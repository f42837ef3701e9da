using System.Runtime.CompilerServices;

namespace Hush.Imaging.Estimation;

/// <summary>
/// 8x8 patches of one channel with their texture: all patches of a small image, or an evenly distributed, deterministic sample of a large
/// one. Patches that are flat (all pixels equal) or saturated show no noise and are skipped, as are patches with non-finite values.
/// </summary>
internal sealed class PatchSample
{
    private const int Side = PatchCovariance.Side, Pixels = PatchCovariance.Pixels;
    private const int MaxPatches = 1 << 15;               // 8 MB; twice as many are no more accurate on photographs
    private const double MaxSaturated = 0.05;      // fraction of the pixels; the mean is then at least 1.64 sigma from black and white
    private const double Golden = 0.6180339887498949;

    private readonly float[] _values, _textures;
    private readonly int[] _positions;

    private PatchSample(float[] values, float[] textures, int[] positions, int examined, int flat) =>
        (_values, _textures, _positions, Examined, Flat) = (values, textures, positions, examined, flat);

    public int Count => _textures.Length;

    /// <summary>Number of examined patches, without those that contain non-finite values.</summary>
    public int Examined { get; }

    /// <summary>Number of flat patches that are neither black nor white. They are not kept.</summary>
    public int Flat { get; }

    /// <summary>
    /// The texture of a patch: the mean of its 112 squared differences of horizontal and vertical neighbors. For pure white noise, the
    /// expected value is 2 sigma^2 and the standard deviation is a sixth of that.
    /// </summary>
    /// <param name="patch">0 to <see cref="Count"/> - 1.</param>
    public float Texture(int patch) => _textures[patch];

    /// <summary>Index of a patch's first pixel in the image, in row-major order.</summary>
    /// <param name="patch">0 to <see cref="Count"/> - 1.</param>
    public int Place(int patch) => _positions[patch];

    /// <summary>Number of patches whose texture is at most <paramref name="texture"/>.</summary>
    public int CountUpTo(float texture)
    {
        int count = 0;
        foreach (float own in _textures)
            count += own <= texture ? 1 : 0;
        return count;
    }

    /// <summary>The values of a patch, row by row.</summary>
    /// <param name="patch">0 to <see cref="Count"/> - 1.</param>
    public ReadOnlySpan<float> this[int patch] => _values.AsSpan(patch * Pixels, Pixels);

    /// <summary>Samples a channel of an image.</summary>
    /// <param name="image">[1, H, W, C], in [0, 1]. If values are outside, the image counts as unclipped and no patch as saturated.</param>
    /// <param name="shape">The shape of the image.</param>
    /// <param name="channel">0 to C - 1.</param>
    /// <param name="scale">1, or 2 for patches of the image at half size, where each pixel is the mean of 2x2.</param>
    /// <param name="max">Maximum number of patches to examine.</param>
    public static PatchSample Of(ReadOnlySpan<float> image, Shape shape, int channel, int scale = 1, int max = MaxPatches)
    {
        int side = Side * scale, across = Math.Max(0, shape.W - side + 1), maxSaturated = (int)(MaxSaturated * side * side);
        long positions = (long)Math.Max(0, shape.H - side + 1) * across;
        int count = (int)Math.Min(positions, max), examined = 0, kept = 0, flat = 0;
        float[] values = new float[count * Pixels], textures = new float[count];
        int[] at = new int[count];
        byte[] ends = new byte[count];
        bool clipped = true;
        for (int i = 0; i < count; i++)
        {
            long position = positions <= max ? i : (long)((i + (i * Golden % 1)) * positions / max);
            at[kept] = (int)((position / across * shape.W) + (position % across));
            Span<float> patch = values.AsSpan(kept * Pixels, Pixels);
            Copy(image, shape, channel, at[kept], scale, patch);
            textures[kept] = TextureOf(patch);
            if (!float.IsFinite(textures[kept]))
                continue;
            examined++;
            if (textures[kept] == 0)
            {
                flat += patch[0] is <= 0 or >= 1 ? 0 : 1;
                continue;
            }

            ends[kept] = EndsOf(image, shape, channel, at[kept], side, ref clipped);
            kept++;
        }

        if (clipped)
            kept -= DropSaturated(values, textures, at, ends.AsSpan(0, kept), maxSaturated);
        return new PatchSample(values, textures[..kept], at, examined, flat);
    }

    /// <summary>Copies the patch whose first pixel is at <paramref name="position"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]       // finishes before tiered compilation would optimize it
    public static void Copy(ReadOnlySpan<float> image, Shape shape, int channel, int position, int scale, Span<float> patch)
    {
        int run = shape.W * shape.C;
        ReadOnlySpan<float> from = image[((position * shape.C) + channel)..];
        for (int y = 0; y < Side; y++)
        {
            ReadOnlySpan<float> row = from[(y * scale * run)..];
            for (int x = 0; x < Side; x++)
            {
                int i = x * scale * shape.C;
                patch[(y * Side) + x] = scale == 1 ? row[i] : (row[i] + row[i + shape.C] + row[i + run] + row[i + run + shape.C]) / 4;
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]       // finishes before tiered compilation would optimize it
    private static float TextureOf(ReadOnlySpan<float> patch)
    {
        float sum = 0;
        for (int i = 0; i < Pixels; i++)
        {
            float right = i % Side < Side - 1 ? patch[i + 1] - patch[i] : 0, below = i < Pixels - Side ? patch[i + Side] - patch[i] : 0;
            sum += (right * right) + (below * below);
        }

        return sum / (2 * Side * (Side - 1));
    }

    /// <summary>
    /// Counts the pixels that are not between black and white. Clears <paramref name="clipped"/> if any is outside [0, 1].
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]       // finishes before tiered compilation would optimize it
    private static byte EndsOf(ReadOnlySpan<float> image, Shape shape, int channel, int position, int side, ref bool clipped)
    {
        int ends = 0;
        for (int y = 0; y < side; y++)
        {
            int first = ((position + (y * shape.W)) * shape.C) + channel;
            for (int x = 0; x < side; x++)
            {
                float value = image[first + (x * shape.C)];
                if (value is > 0 and < 1)
                    continue;
                ends++;
                clipped &= value is 0 or 1;
            }
        }

        return (byte)Math.Min(ends, byte.MaxValue);
    }

    private static int DropSaturated(float[] values, float[] textures, int[] positions, ReadOnlySpan<byte> ends, int maxSaturated)
    {
        int kept = 0;
        for (int i = 0; i < ends.Length; i++)
        {
            if (ends[i] > maxSaturated)
                continue;
            values.AsSpan(i * Pixels, Pixels).CopyTo(values.AsSpan(kept * Pixels));
            positions[kept] = positions[i];
            textures[kept++] = textures[i];
        }

        return ends.Length - kept;
    }
}
