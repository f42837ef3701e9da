using System.Buffers;
using System.Numerics.Tensors;

namespace Hush.Imaging.Noise.Camera;

/// <summary>
/// Applies the loss of JPEG compression (ITU-T T.81) without encoding: converts to luma and chroma, transforms 8x8 blocks with the DCT,
/// and rounds the coefficients to multiples of the quantization tables of Annex K, scaled by quality as in libjpeg. With
/// <see cref="SubsamplesChroma"/>, chroma is subsampled by 2 and upsampled with a triangle filter. Intermediate results are rounded to
/// bytes where a codec stores bytes.
/// </summary>
/// <param name="Quality">1 to 100.</param>
/// <param name="SubsamplesChroma">Whether to use 4:2:0 chroma subsampling instead of 4:4:4.</param>
/// <param name="Row">Row of the image's first pixel in a block of 16x16 pixels, 0 to 15, as if the image were cropped
/// from a larger one.</param>
/// <param name="Column">Column of the image's first pixel in a block of 16x16 pixels, 0 to 15.</param>
internal readonly record struct JpegCompression(int Quality, bool SubsamplesChroma, int Row, int Column)
{
    private const int Side = 8;

    private static readonly byte[] s_lumaTable =
    [
        16, 11, 10, 16, 24, 40, 51, 61, 12, 12, 14, 19, 26, 58, 60, 55, 14, 13, 16, 24, 40, 57, 69, 56, 14, 17, 22, 29, 51, 87, 80, 62,
        18, 22, 37, 56, 68, 109, 103, 77, 24, 35, 55, 64, 81, 104, 113, 92,
        49, 64, 78, 87, 103, 121, 120, 101, 72, 92, 95, 98, 112, 100, 103, 99,
    ];

    private static readonly byte[] s_chromaTable =
    [
        17, 18, 24, 47, 99, 99, 99, 99, 18, 21, 26, 66, 99, 99, 99, 99, 24, 26, 56, 99, 99, 99, 99, 99, 47, 66, 99, 99, 99, 99, 99, 99,
        99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99,
    ];

    /// <summary>The orthonormal 8x8 DCT matrix, with frequency u in row u, and its transpose.</summary>
    private static readonly float[] s_cosines = Cosines(transposed: false), s_transposed = Cosines(transposed: true);

    /// <summary>Compresses an image in place. Images that do not have three channels are compressed per channel, as gray images.</summary>
    /// <param name="pixels">[1, H, W, C], values in [0, 1]. NaN stays NaN.</param>
    /// <param name="image">The shape of the image.</param>
    public void Apply(Span<float> pixels, Shape image)
    {
        if (pixels.IsEmpty)
            return;
        var missing = new MissingValues(pixels);
        missing.Fill(pixels, image);
        using var planes = new Planes(image.H, image.W);
        for (int c = 0; c < image.C && image.C != 3; c++)
        {
            planes.LoadGray(pixels, image.C, c);
            Apply(planes);
            planes.StoreGray(pixels, image.C, c);
        }

        if (image.C == 3)
        {
            planes.Load(pixels);
            Apply(planes);
            planes.Store(pixels);
        }

        missing.Restore(pixels);
    }

    /// <summary>Compresses R, G, B in [0, 1] in place.</summary>
    public void Apply(Planes rgb)
    {
        TensorPrimitives.Multiply(rgb.All, 255f, rgb.All);
        RoundToBytes(rgb.All, 0);
        Luma.FromRgb(rgb);
        TensorPrimitives.Subtract(rgb[0], 128f, rgb[0]);
        RoundToBytes(rgb.All, -128);
        Span<float> steps = stackalloc float[Side * Side];
        Steps(s_lumaTable, steps);
        Blocks(rgb[0], rgb.Height, rgb.Width, Row % Side, Column % Side, steps);
        TensorPrimitives.Add(rgb[0], 128f, rgb[0]);

        Steps(s_chromaTable, steps);
        int height = (rgb.Height + (Row % 2) + 1) / 2, width = (rgb.Width + (Column % 2) + 1) / 2;
        float[] rented = ArrayPool<float>.Shared.Rent(height * width);
        for (int c = 1; c < 3; c++)
        {
            if (!SubsamplesChroma)
            {
                Blocks(rgb[c], rgb.Height, rgb.Width, Row % Side, Column % Side, steps);
                continue;
            }

            Span<float> half = rented.AsSpan(0, height * width);
            DownsampleChroma(rgb[c], rgb.Height, rgb.Width, half, width);
            RoundToBytes(half, -128);
            Blocks(half, height, width, Row / 2, Column / 2, steps);
            UpsampleChroma(half, height, width, rgb[c], rgb.Height, rgb.Width);
            RoundToBytes(rgb[c], -128);
        }

        ArrayPool<float>.Shared.Return(rented);
        Luma.ToRgb(rgb);
        RoundToBytes(rgb.All, 0);
        TensorPrimitives.Divide(rgb.All, 255f, rgb.All);
    }

    /// <summary>Rounds to integers and clips to [min, min + 255].</summary>
    private static void RoundToBytes(Span<float> values, float min)
    {
        TensorPrimitives.Round(values, values);
        TensorPrimitives.Clamp(values, min, min + 255, values);
    }

    /// <summary>Scales a quantization table by 50 / quality below 50 and by 2 - quality / 50 from 50 on, clipped to [1, 255].</summary>
    private void Steps(ReadOnlySpan<byte> table, Span<float> steps)
    {
        int scale = Quality < 50 ? 5000 / Quality : 200 - (2 * Quality);
        for (int i = 0; i < steps.Length; i++)
            steps[i] = Math.Clamp(((table[i] * scale) + 50) / 100, 1, 255);
    }

    /// <summary>Compresses each block of a plane with values in [-128, 127]. Incomplete blocks repeat the edge pixels.</summary>
    private static void Blocks(Span<float> plane, int height, int width, int row, int column, ReadOnlySpan<float> steps)
    {
        Span<float> block = stackalloc float[Side * Side];
        for (int top = -row; top < height; top += Side)
        {
            for (int left = -column; left < width; left += Side)
            {
                bool isWhole = top >= 0 && left >= 0 && top + Side <= height && left + Side <= width;
                for (int y = 0; y < Side; y++)
                {
                    ReadOnlySpan<float> from = plane.Slice(Math.Clamp(top + y, 0, height - 1) * width, width);
                    if (isWhole)
                        from.Slice(left, Side).CopyTo(block[(y * Side)..]);
                    for (int x = 0; x < Side && !isWhole; x++)
                        block[(y * Side) + x] = from[Math.Clamp(left + x, 0, width - 1)];
                }

                Quantize(block, steps);
                RoundToBytes(block, -128);
                for (int y = Math.Max(0, -top); y < Math.Min(Side, height - top); y++)
                {
                    int first = Math.Max(0, -left), end = Math.Min(Side, width - left);
                    block.Slice((y * Side) + first, end - first).CopyTo(plane[(((top + y) * width) + left + first)..]);
                }
            }
        }
    }

    /// <summary>Rounds the DCT coefficients of a block to multiples of the steps.</summary>
    private static void Quantize(Span<float> block, ReadOnlySpan<float> steps)
    {
        Span<float> half = stackalloc float[Side * Side];
        Product(s_cosines, block, half);
        Product(half, s_transposed, block);
        for (int i = 0; i < block.Length; i++)
            block[i] = MathF.Round(block[i] / steps[i]) * steps[i];
        Product(s_transposed, block, half);
        Product(half, s_cosines, block);
    }

    /// <summary>result = a b, for 8x8 matrices.</summary>
    private static void Product(ReadOnlySpan<float> a, ReadOnlySpan<float> b, Span<float> result)
    {
        for (int y = 0; y < Side; y++)
        {
            Span<float> row = result.Slice(y * Side, Side);
            TensorPrimitives.Multiply(b[..Side], a[y * Side], row);
            for (int k = 1; k < Side; k++)
                TensorPrimitives.MultiplyAdd(b.Slice(k * Side, Side), a[(y * Side) + k], row, row);
        }
    }

    private static float[] Cosines(bool transposed)
    {
        float[] table = new float[Side * Side];
        for (int u = 0; u < Side; u++)
        {
            for (int x = 0; x < Side; x++)
            {
                double value = Math.Cos(((2 * x) + 1) * u * Math.PI / 16) * (u == 0 ? Math.Sqrt(0.125) : 0.5);
                table[transposed ? (x * Side) + u : (u * Side) + x] = (float)value;
            }
        }

        return table;
    }

    /// <summary>
    /// Averages 2x2 pixels, which start at even rows and columns of the image that this one was cropped from. At the border, the edge
    /// pixel counts twice.
    /// </summary>
    private void DownsampleChroma(ReadOnlySpan<float> plane, int height, int width, Span<float> half, int columns)
    {
        int above = Row % 2, before = Column % 2;
        for (int y = 0; y < half.Length / columns; y++)
        {
            ReadOnlySpan<float> upper = plane.Slice(Math.Max((2 * y) - above, 0) * width, width);
            ReadOnlySpan<float> lower = plane.Slice(Math.Min((2 * y) - above + 1, height - 1) * width, width);
            for (int x = 0; x < columns; x++)
            {
                int left = Math.Max((2 * x) - before, 0), right = Math.Min((2 * x) - before + 1, width - 1);
                half[(y * columns) + x] = (upper[left] + upper[right] + lower[left] + lower[right]) / 4;
            }
        }
    }

    /// <summary>Triangle filter: weights 9, 3, 3 and 1 (of 16) for the four nearest chroma samples.</summary>
    private void UpsampleChroma(ReadOnlySpan<float> half, int rows, int columns, Span<float> plane, int height, int width)
    {
        int above = Row % 2, before = Column % 2;
        for (int y = 0; y < height; y++)
        {
            int near = (y + above) / 2, far = Math.Clamp(near + (((y + above) % 2 * 2) - 1), 0, rows - 1);
            ReadOnlySpan<float> upper = half.Slice(near * columns, columns), lower = half.Slice(far * columns, columns);
            Span<float> row = plane.Slice(y * width, width);
            for (int x = 0; x < width; x++)
            {
                int own = (x + before) / 2, beside = Math.Clamp(own + (((x + before) % 2 * 2) - 1), 0, columns - 1);
                row[x] = ((9 * upper[own]) + (3 * (upper[beside] + lower[own])) + lower[beside]) / 16;
            }
        }
    }
}
