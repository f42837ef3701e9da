using Hush.Numerics;
using Hush.Numerics.Random;

namespace Hush.Imaging.Noise;

/// <summary>
/// A way to spoil an image. Immutable and without state: the result depends on the image and the key alone, so any thread may
/// ask for any image in any order. Applying allocates nothing on the heap. NaN in an image stays NaN.
/// </summary>
public interface INoise
{
    /// <summary>What it does, with units, for people: <c>gaussian noise, σ = 25/255 (0.098), not clipped</c>.</summary>
    string Describe { get; }

    /// <summary>The deviation of the additive noise that this key's image gets; <c>null</c> where the kind has no sigma.</summary>
    NoiseLevel? LevelOf(in RandomKey key);

    /// <summary>noisy = the image, spoilt. noisy may be the same span as clean, but not overlap it otherwise.</summary>
    /// <param name="clean">[1, H, W, C], values in [0, 1].</param>
    /// <param name="noisy">As long as clean; may leave [0, 1] unless the noise clips.</param>
    /// <param name="image">The image's extents.</param>
    /// <param name="key">Names the draw: seed, purpose, epoch and image. Its part is this noise's to use; pass 0.</param>
    /// <exception cref="ShapeException">A span is not as long as the shape says, or the shape holds more than one image.</exception>
    void Apply(ReadOnlySpan<float> clean, Span<float> noisy, Shape image, in RandomKey key);

    /// <summary>
    /// The same, for training and measuring: afterwards <paramref name="clean"/> is the image that a perfect denoiser would return. It
    /// differs from the one given where noise comes with
    /// a change of the whole image that is none, as a camera's demosaicing and sharpening.
    /// </summary>
    /// <inheritdoc cref="Apply"/>
    void Pair(Span<float> clean, Span<float> noisy, Shape image, in RandomKey key) => Apply(clean, noisy, image, key);

    /// <summary>What a network that takes a level is told in training: the sigma that was drawn, or, where none is, possibly the deviation
    /// of the noise that this image got.</summary>
    /// <param name="clean">The image of a pair.</param>
    /// <param name="noisy">The same with noise.</param>
    /// <param name="key">The draw's key.</param>
    /// <returns>Null if it is told nothing, which is 0.</returns>
    NoiseLevel? Told(ReadOnlySpan<float> clean, ReadOnlySpan<float> noisy, in RandomKey key) => LevelOf(key);
}
