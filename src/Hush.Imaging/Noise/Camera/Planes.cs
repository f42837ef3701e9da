using System.Buffers;

namespace Hush.Imaging.Noise.Camera;

/// <summary>Red, green and blue, or brightness and two differences of color, as planes of rented memory.</summary>
internal readonly ref struct Planes : IDisposable
{
    private readonly float[] _rented;

    public Planes(int height, int width)
    {
        (Height, Width) = (height, width);
        _rented = ArrayPool<float>.Shared.Rent(checked(3 * height * width));
    }

    public int Height { get; }

    public int Width { get; }

    public int Count => Height * Width;

    /// <summary>All three, one after the other.</summary>
    public Span<float> All => _rented.AsSpan(0, 3 * Count);

    public Span<float> this[int channel] => _rented.AsSpan(channel * Count, Count);

    public void Dispose() => ArrayPool<float>.Shared.Return(_rented);

    /// <summary>Three channels that lie side by side.</summary>
    public void Load(ReadOnlySpan<float> pixels)
    {
        for (int c = 0; c < 3; c++)
        {
            Span<float> plane = this[c];
            for (int i = 0; i < plane.Length; i++)
                plane[i] = pixels[(3 * i) + c];
        }
    }

    /// <summary>One of some channels, for all three planes.</summary>
    public void LoadGray(ReadOnlySpan<float> pixels, int channels, int channel)
    {
        Span<float> plane = this[0];
        for (int i = 0; i < plane.Length; i++)
            plane[i] = pixels[(i * channels) + channel];
        plane.CopyTo(this[1]);
        plane.CopyTo(this[2]);
    }

    /// <summary>The opposite of <see cref="Load"/>.</summary>
    public void Store(Span<float> pixels)
    {
        for (int c = 0; c < 3; c++)
        {
            Span<float> plane = this[c];
            for (int i = 0; i < plane.Length; i++)
                pixels[(3 * i) + c] = plane[i];
        }
    }

    /// <summary>The brightness as one of some channels.</summary>
    public void StoreGray(Span<float> pixels, int channels, int channel)
    {
        Span<float> red = this[0], green = this[1], blue = this[2];
        for (int i = 0; i < red.Length; i++)
            pixels[(i * channels) + channel] = (Luma.Red * red[i]) + (Luma.Green * green[i]) + (Luma.Blue * blue[i]);
    }
}
