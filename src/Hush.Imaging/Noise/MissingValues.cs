namespace Hush.Imaging.Noise;

/// <summary>Preserves NaN samples (missing data) across filters that would spread them.</summary>
internal readonly ref struct MissingValues
{
    private readonly bool[]? _places;

    /// <summary>Records where an image has NaN. Allocates only if it has any.</summary>
    public MissingValues(ReadOnlySpan<float> image)
    {
        for (int i = 0; i < image.Length; i++)
        {
            if (float.IsNaN(image[i]))
                (_places ??= new bool[image.Length])[i] = true;
        }
    }

    /// <summary>Replaces the missing values with 0.</summary>
    public void Clear(Span<float> image) => Set(image, 0);

    /// <summary>Sets the missing values to NaN again.</summary>
    public void Restore(Span<float> image) => Set(image, float.NaN);

    private void Set(Span<float> image, float value)
    {
        for (int i = 0; i < image.Length && _places is not null; i++)
        {
            if (_places[i])
                image[i] = value;
        }
    }
}
