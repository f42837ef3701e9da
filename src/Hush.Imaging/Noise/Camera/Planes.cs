using System.Buffers;

namespace Hush.Imaging.Noise.Camera;

/// <summary>Three planes in pooled memory: R, G, B or Y, Cb, Cr.</summary>
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

    /// <summary>All three planes, one after another.</summary>
    public Span<float> All => _rented.AsSpan(0, 3 * Count);

    public Span<float> this[int channel] => _rented.AsSpan(channel * Count, Count);

    public void Dispose() => ArrayPool<float>.Shared.Return(_rented);

    /// <summary>Loads an image of three interleaved channels.</summary>
    public void Load(ReadOnlySpan<float> pixels)
    {
        for (int c = 0; c < 3; c++)
        {
            Span<float> plane = this[c];
            for (int i = 0; i < plane.Length; i++)
                plane[i] = pixels[(3 * i) + c];
        }
    }

    /// <summary>Copies one channel of an interleaved image to all three planes.</summary>
    public void LoadGray(ReadOnlySpan<float> pixels, int channels, int channel)
    {
        Span<float> plane = this[0];
        for (int i = 0; i < plane.Length; i++)
            plane[i] = pixels[(i * channels) + channel];
        plane.CopyTo(this[1]);
        plane.CopyTo(this[2]);
    }

    /// <summary>Stores an image of three interleaved channels.</summary>
    public void Store(Span<float> pixels)
    {
        for (int c = 0; c < 3; c++)
        {
            Span<float> plane = this[c];
            for (int i = 0; i < plane.Length; i++)
                pixels[(3 * i) + c] = plane[i];
        }
    }

    /// <summary>Stores the luma as one channel of an interleaved image.</summary>
    public void StoreGray(Span<float> pixels, int channels, int channel)
    {
        Span<float> red = this[0], green = this[1], blue = this[2];
        for (int i = 0; i < red.Length; i++)
            pixels[(i * channels) + channel] = (Luma.Red * red[i]) + (Luma.Green * green[i]) + (Luma.Blue * blue[i]);
    }
}
