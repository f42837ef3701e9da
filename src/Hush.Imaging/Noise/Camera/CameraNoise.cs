using System.Buffers;
using System.Numerics.Tensors;
using Hush.Imaging.Content;
using Hush.Imaging.Metrics;
using Hush.Numerics.Random;

namespace Hush.Imaging.Noise.Camera;

/// <summary>
/// Simulates the noise of camera JPEGs. The image is converted back to sensor values, gets shot and read noise, and is developed again:
/// mosaic, demosaicing, white balance, color matrix, sRGB and tone curves, then, each with its own probability, in-camera denoising,
/// sharpening, resizing and JPEG compression. Each image gets a different random camera. Images that do not have three channels are
/// processed per channel: each becomes a gray RGB image, of which the luma is kept.
/// </summary>
/// <remarks>
/// A denoiser cannot undo what demosaicing and sharpening did to the scene. The target of <see cref="CreatePair"/> is therefore
/// developed by the same camera, without JPEG; in-camera denoising attenuates its detail by the same factors. The target is what the
/// mean of many exposures shows, not an exposure without noise: clipping at black and the curves shift the mean of noisy values, and a
/// network trained to undo the shift would change the brightness and colors of real photographs. The mean of two exposures with
/// opposite noise has the same shift, and their noise cancels out except for terms of second order.
/// </remarks>
internal sealed class CameraNoise : INoise
{
    /// <summary>Limits of the gain.</summary>
    public const double MinGain = 1e-6, MaxGain = 0.1;

    private readonly NumberRange _gain;

    /// <param name="gain">Variance of the shot noise at white, 10^-6 to 0.1, drawn log-uniformly.</param>
    public CameraNoise(NumberRange gain) => _gain = gain;

    /// <inheritdoc/>
    public string Description =>
        $"camera noise, shot noise of variance {_gain.Low:0.######}{(_gain.IsFixed ? "" : $" to {_gain.High:0.######}")} at white, " +
        "developed to 8 bits";

    /// <inheritdoc/>
    public NoiseLevel? LevelOf(in RandomKey key) => null;

    /// <inheritdoc/>
    public void Apply(ReadOnlySpan<float> clean, Span<float> noisy, Shape image, in RandomKey key)
    {
        Spans.EnsureMatch("Camera noise", clean, noisy, image);
        Develop(clean, [], noisy, image, key);
    }

    /// <inheritdoc/>
    public void CreatePair(Span<float> clean, Span<float> noisy, Shape image, in RandomKey key)
    {
        Spans.EnsureMatch("Camera noise", clean, noisy, image);
        Develop(clean, clean, noisy, image, key);
    }

    private void Develop(ReadOnlySpan<float> clean, Span<float> target, Span<float> noisy, Shape image, in RandomKey key)
    {
        if (clean.IsEmpty)
            return;
        var draw = new CameraParameters(key, _gain);
        var missing = new MissingValues(clean);         // recorded before clean is overwritten: the spans may be identical
        using Planes pixels = new(image.H, image.W), result = new(image.H, image.W);
        for (int channel = 0; channel < (image.C == 3 ? 1 : image.C); channel++)
        {
            if (image.C == 3)
                pixels.Load(clean);
            else
                pixels.LoadGray(clean, image.C, channel);
            for (int c = 0; c < 3 && missing.Any; c++)
                GapFilling.Fill(pixels[c], image.H, image.W, channels: 1);
            TensorPrimitives.Clamp(pixels.All, 0f, 1f, pixels.All);
            Develop(pixels, result, draw, key with { Seed = key.Seed + (ulong)channel });
            TensorPrimitives.Clamp(pixels.All, 0f, 1f, pixels.All);
            if (image.C == 3)
                result.Store(noisy);
            else
                result.StoreGray(noisy, image.C, channel);
            if (target.IsEmpty)
                continue;
            if (image.C == 3)
                pixels.Store(target);
            else
                pixels.StoreGray(target, image.C, channel);
        }

        Bytes.Round(noisy);
        missing.Restore(noisy);
        missing.Restore(target);
    }

    /// <summary>Develops an image. Afterwards <paramref name="pixels"/> is the target.</summary>
    private static void Develop(Planes pixels, Planes noisy, in CameraParameters draw, in RandomKey key)
    {
        int height = SensorSide(pixels.Height, draw.Scale), width = SensorSide(pixels.Width, draw.Scale);
        if (3L * height * width > Array.MaxLength)
        {
            throw new ShapeException($"Camera noise simulates a sensor of {width}x{height} pixels for this image, but the maximum is " +
                $"{Array.MaxLength / 3:N0} pixels. Use a smaller image.");
        }

        using Planes scene = new(height, width), noiseless = new(height, width);
        Resizing.Apply(pixels, scene);
        Unprocess(scene, draw);
        draw.Lens.Apply(scene);
        int padded = (height + (2 * BayerMosaic.Border)) * (width + (2 * BayerMosaic.Border));
        float[] rented = ArrayPool<float>.Shared.Rent((2 * scene.Count) + padded);
        Span<float> raw = rented.AsSpan(0, scene.Count), buffer = rented.AsSpan(scene.Count, scene.Count + padded);
        draw.Mosaic.Sample(scene, raw);
        RandomKey second = NoiseParts.SecondExposure(key);
        Expose(raw, buffer, noiseless, draw, second, 1);
        Expose(raw, buffer, scene, draw, second, -1);
        TensorPrimitives.Add(noiseless.All, scene.All, noiseless.All);
        TensorPrimitives.Multiply(noiseless.All, 0.5f, noiseless.All);
        Expose(raw, buffer, scene, draw, NoiseParts.Values(key), 1);
        ArrayPool<float>.Shared.Return(rented);

        draw.Denoising?.Apply(scene, noiseless);
        draw.Sharpening.Apply(scene);
        draw.Sharpening.Apply(noiseless);
        Resizing.Apply(scene, noisy);
        Resizing.Apply(noiseless, pixels);
        draw.Jpeg?.Apply(noisy);
    }

    /// <summary>At least 2, so that every color of the mosaic has a pixel.</summary>
    private static int SensorSide(int side, float scale) => Math.Max(2, (int)MathF.Round(side / scale));

    /// <summary>Converts display values to linear sensor values.</summary>
    private static void Unprocess(Planes rgb, in CameraParameters draw)
    {
        Span<float> red = rgb[0], green = rgb[1], blue = rgb[2];
        for (int i = 0; i < red.Length; i++)
        {
            float r = Light(red[i], draw.HasTone), g = Light(green[i], draw.HasTone), b = Light(blue[i], draw.HasTone);
            (red[i], green[i], blue[i]) = draw.Colors.ToSensor(r, g, b);
        }

        static float Light(float value, bool hasTone)
        {
            value = Math.Clamp(value, 0f, 1f);          // resizing overshoots
            return SrgbCurve.ToLight(hasTone ? ToneCurve.Invert(value) : value);
        }
    }

    /// <summary>Adds noise to a mosaic and develops it to display values.</summary>
    private static void Expose(
        ReadOnlySpan<float> mosaic, Span<float> buffer, Planes rgb, in CameraParameters draw, in RandomKey key, float sign)
    {
        Span<float> raw = buffer[..mosaic.Length];
        mosaic.CopyTo(raw);
        ShotReadNoise.Add(raw, draw.Shot, draw.Read, key, sign);
        Process(raw, buffer[mosaic.Length..], rgb, draw);
    }

    /// <summary>Develops a mosaic to display values.</summary>
    private static void Process(ReadOnlySpan<float> raw, Span<float> padded, Planes rgb, in CameraParameters draw)
    {
        BayerMosaic.Pad(raw, rgb.Height, rgb.Width, padded);
        if (draw.IsMalvar)
            Demosaicing.Apply<MalvarDemosaicing>(padded, draw.Mosaic, rgb);
        else
            Demosaicing.Apply<BilinearDemosaicing>(padded, draw.Mosaic, rgb);
        Span<float> red = rgb[0], green = rgb[1], blue = rgb[2];
        for (int i = 0; i < red.Length; i++)
        {
            var (r, g, b) = draw.Colors.FromSensor(red[i], green[i], blue[i]);
            (red[i], green[i], blue[i]) = (Display(r, draw.HasTone), Display(g, draw.HasTone), Display(b, draw.HasTone));
        }

        static float Display(float light, bool hasTone)
        {
            float value = SrgbCurve.ToDisplay(light);
            return hasTone ? ToneCurve.Apply(value) : value;
        }
    }
}
