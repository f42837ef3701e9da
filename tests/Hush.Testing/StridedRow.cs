using Xunit;

namespace Hush.Testing;

/// <summary>A row of pixels with guard words between them. The last channel of the last pixel is at the end of guarded memory.</summary>
public sealed unsafe class StridedRow : IDisposable
{
    private readonly GuardedMemory _memory;
    private readonly int _pixels, _channels;

    /// <param name="pixels">Number of pixels, at least 1.</param>
    /// <param name="channels">Channels per pixel.</param>
    /// <param name="step">Floats from one pixel to the next, at least <paramref name="channels"/>.</param>
    /// <param name="values">The values, [pixels, channels]; empty for guard words.</param>
    public StridedRow(int pixels, int channels, int step, ReadOnlySpan<float> values = default)
    {
        (_pixels, _channels, Step) = (pixels, channels, step);
        _memory = new GuardedMemory(((nint)(pixels - 1) * step) + channels);
        for (int i = 0; i < values.Length; i++)
            Pointer[(i / channels * step) + (i % channels)] = values[i];
    }

    /// <summary>The first pixel.</summary>
    public float* Pointer => _memory.Pointer;

    /// <summary>Floats from one pixel to the next.</summary>
    public int Step { get; }

    /// <summary>The values, [pixels, channels]. Fails if anything else was written.</summary>
    public float[] Values()
    {
        _memory.AssertIntact();
        var values = new float[_pixels * _channels];
        for (int i = 0; i < _memory.Length; i++)
        {
            if (i % Step < _channels)
                values[(i / Step * _channels) + (i % Step)] = Pointer[i];
            else
                Assert.True(GuardedMemory.IsGuard(Pointer[i]), $"float {i}, between two pixels, was overwritten with {Pointer[i]:G9}");
        }

        return values;
    }

    /// <inheritdoc/>
    public void Dispose() => _memory.Dispose();
}
