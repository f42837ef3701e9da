namespace Hush.Imaging.Noise;

/// <summary>Keeps values that are not numbers where they are, for noise whose filters would spread them.</summary>
internal readonly ref struct MissingValues
{
    private readonly bool[]? _places;

    /// <summary>Remembers where an image has NaN; only an image that has some costs memory.</summary>
    public MissingValues(ReadOnlySpan<float> image)
    {
        for (int i = 0; i < image.Length; i++)
        {
            if (float.IsNaN(image[i]))
                (_places ??= new bool[image.Length])[i] = true;
        }
    }

    /// <summary>Puts zeros there.</summary>
    public void Clear(Span<float> image) => Set(image, 0);

    /// <summary>Puts NaN there again.</summary>
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
