using Hush.Imaging.Content;

namespace Hush.Imaging.Noise;

/// <summary>Preserves NaN samples (missing data) across filters that would spread them.</summary>
internal readonly ref struct MissingValues
{
    private readonly bool[]? _missing;

    /// <summary>Records where an image has NaN. Allocates only if it has any.</summary>
    public MissingValues(ReadOnlySpan<float> image)
    {
        for (int i = 0; i < image.Length; i++)
        {
            if (float.IsNaN(image[i]))
                (_missing ??= new bool[image.Length])[i] = true;
        }
    }

    public bool Any => _missing is not null;

    /// <summary>Replaces the missing values with values from their surroundings.</summary>
    /// <param name="pixels">The image, [1, H, W, C].</param>
    /// <param name="image">The shape of the image.</param>
    public void Fill(Span<float> pixels, Shape image)
    {
        if (_missing is not null)
            GapFilling.Fill(pixels, image.H, image.W, image.C);
    }

    /// <summary>Sets the missing values to NaN again.</summary>
    public void Restore(Span<float> image)
    {
        for (int i = 0; i < image.Length && _missing is not null; i++)
        {
            if (_missing[i])
                image[i] = float.NaN;
        }
    }
}
