using System.Runtime.CompilerServices;
using Hush.Numerics;

namespace Hush.Imaging.Estimation;

/// <summary>
/// Patches of one channel, from all over the image, each with its texture: all patches of a small image, at most 32,768 of a large
/// one, spread evenly by a rule without chance. Patches that lie still (all pixels equal) or are saturated hold no noise to see; they and those with
/// values that are not finite are passed over.
/// </summary>
internal sealed class PatchSample
{
    private const int Side = PatchCovariance.Side, Pixels = PatchCovariance.Pixels;
    private const int Most = 1 << 15;               // 8 MB; twice as many serve no better on photographs
    private const int MostSaturated = 3;            // of 64 pixels: 5 % lie beyond 1.64 sigma, so what is cut off is little
    private const double Golden = 0.6180339887498949;

    private readonly float[] _values;
    private readonly float[] _textures;

    private PatchSample(float[] values, float[] textures, int looked, int still) => (_values, _textures, Looked, Still) = (values, textures, looked, still);

    /// <summary>Patches kept.</summary>
    public int Count => _textures.Length;

    /// <summary>Patches looked at.</summary>
    public int Looked { get; }

    /// <summary>Patches whose pixels are all equal, neither black nor white; none of them kept.</summary>
    public int Still { get; }

    /// <summary>
    /// A patch's texture: the mean of the 112 squared differences of its horizontal and vertical neighbours. For white noise alone it is
    /// 2 sigma^2, and differs by a sixth of that from patch to patch.
    /// </summary>
    /// <param name="patch">From 0 to <see cref="Count"/> - 1.</param>
    public float Texture(int patch) => _textures[patch];

    /// <summary>How many patches have no more texture than this.</summary>
    public int CountUpTo(float texture)
    {
        int count = 0;
        foreach (float own in _textures)
            count += own <= texture ? 1 : 0;
        return count;
    }

    /// <summary>A patch's values, row by row.</summary>
    /// <param name="patch">From 0 to <see cref="Count"/> - 1.</param>
    public ReadOnlySpan<float> this[int patch] => _values.AsSpan(patch * Pixels, Pixels);

    /// <summary>Takes the sample of an image's channel.</summary>
    /// <param name="image">[1, H, W, C], in [0, 1]. Where values lie outside, the image is not clipped and no patch is saturated.</param>
    /// <param name="shape">The image's extents, H and W at least 8.</param>
    /// <param name="channel">From 0 to C - 1.</param>
    public static PatchSample Of(ReadOnlySpan<float> image, Shape shape, int channel)
    {
        int across = shape.W - Side + 1;
        long places = (long)(shape.H - Side + 1) * across;
        int looked = (int)Math.Min(places, Most), kept = 0, still = 0;
        float[] values = new float[looked * Pixels], textures = new float[looked];
        byte[] ends = new byte[looked];
        bool clipped = true;
        for (int i = 0; i < looked; i++)
        {
            long place = places <= Most ? i : (long)((i + (i * Golden % 1)) * places / Most);
            Span<float> patch = values.AsSpan(kept * Pixels, Pixels);
            Copy(image[(int)(((place / across * shape.W) + (place % across)) * shape.C)..], shape, channel, patch);
            textures[kept] = TextureOf(patch);
            if (textures[kept] == 0)
            {
                still += patch[0] is <= 0 or >= 1 ? 0 : 1;
                continue;
            }

            if (!float.IsFinite(textures[kept]))
                continue;
            ends[kept] = EndsOf(patch, ref clipped);
            kept++;
        }

        if (clipped)
            kept -= DropSaturated(values, textures, ends.AsSpan(0, kept));
        return new PatchSample(values, textures[..kept], looked, still);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]       // run many times, but soon over
    private static void Copy(ReadOnlySpan<float> from, Shape shape, int channel, Span<float> patch)
    {
        for (int y = 0; y < Side; y++)
        {
            ReadOnlySpan<float> row = from.Slice(y * shape.W * shape.C, Side * shape.C);
            for (int x = 0; x < Side; x++)
                patch[(y * Side) + x] = row[(x * shape.C) + channel];
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]       // run many times, but soon over
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

    /// <summary>Pixels at black or white; values beyond say that the image is not clipped.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]       // run many times, but soon over
    private static byte EndsOf(ReadOnlySpan<float> patch, ref bool clipped)
    {
        byte ends = 0;
        foreach (float value in patch)
        {
            if (value is > 0 and < 1)
                continue;
            ends++;
            clipped &= value is 0 or 1;
        }

        return ends;
    }

    private static int DropSaturated(float[] values, float[] textures, ReadOnlySpan<byte> ends)
    {
        int kept = 0;
        for (int i = 0; i < ends.Length; i++)
        {
            if (ends[i] > MostSaturated)
                continue;
            values.AsSpan(i * Pixels, Pixels).CopyTo(values.AsSpan(kept * Pixels));
            textures[kept++] = textures[i];
        }

        return ends.Length - kept;
    }
}
