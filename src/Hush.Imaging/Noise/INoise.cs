using Hush.Numerics.Random;

namespace Hush.Imaging.Noise;

/// <summary>
/// A degradation model. Implementations are immutable and stateless: the result depends only on the image and the key, so images can be
/// processed on any thread and in any order. NaN stays NaN unless salt and pepper replaces it. Apply does not allocate once pooled
/// memory is available, except for images with NaN.
/// </summary>
internal interface INoise
{
    /// <summary>Human-readable description with units, for example <c>gaussian noise, σ = 25/255 (0.098), not clipped</c>.</summary>
    string Description { get; }

    /// <summary>The noise level that this key's image gets, or <c>null</c> if this kind of noise has no sigma.</summary>
    /// <param name="key">Identifies the draw: seed, purpose, epoch and image.</param>
    NoiseLevel? LevelOf(in RandomKey key);

    /// <summary>Writes a noisy copy of an image. The two spans may be identical but must not overlap otherwise.</summary>
    /// <param name="clean">The clean image, [1, H, W, C], values in [0, 1].</param>
    /// <param name="noisy">Receives the noisy image, same length. Values may be outside [0, 1] unless the noise clips.</param>
    /// <param name="image">The shape of the image.</param>
    /// <param name="key">Identifies the draw: seed, purpose, epoch and image. The part is used internally; pass 0.</param>
    /// <exception cref="ShapeException">The length of a span does not match the shape, or the shape has more than one image.</exception>
    void Apply(ReadOnlySpan<float> clean, Span<float> noisy, Shape image, in RandomKey key);

    /// <summary>
    /// Makes a pair for training or evaluation: like <see cref="Apply"/>, but also replaces <paramref name="clean"/> with the image
    /// that a perfect denoiser would return. It differs from the original if the degradation includes changes that are not noise, such
    /// as a camera's demosaicing and sharpening. The two spans must not overlap.
    /// </summary>
    /// <inheritdoc cref="Apply"/>
    void CreatePair(Span<float> clean, Span<float> noisy, Shape image, in RandomKey key) => Apply(clean, noisy, image, key);

    /// <summary>
    /// The noise level to give to a noise-conditional network in training: the sigma that was drawn or, for kinds without a sigma,
    /// possibly the measured standard deviation of the noise in this image.
    /// </summary>
    /// <param name="clean">The clean image of a pair.</param>
    /// <param name="noisy">The noisy image of the same pair.</param>
    /// <param name="key">The key that the pair was made with.</param>
    /// <returns>The level, or null if none is given; the network's input is 0 then.</returns>
    NoiseLevel? ConditioningLevel(ReadOnlySpan<float> clean, ReadOnlySpan<float> noisy, in RandomKey key) => LevelOf(key);
}
