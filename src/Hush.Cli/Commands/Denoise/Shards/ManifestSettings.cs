using System.Security.Cryptography;
using System.Text;

namespace Hush.Cli.Commands.Denoise.Shards;

/// <summary>Everything besides the image that the bytes of an output depend on.</summary>
/// <param name="Hush">The build of Hush.</param>
/// <param name="Model">A hash of the model, or auto if Hush selects one for each image.</param>
/// <param name="Device">The device of ONNX Runtime, or null for the built-in engine.</param>
internal sealed record ManifestSettings(
    string Hush, string Model, string? Device, double? Sigma, double Strength, int? Quality, int? Page)
{
    private const int Digits = 16;

    public static ManifestSettings Of(DenoiseSettings settings, AutoDenoiser denoiser) => new(
        App.Build,
        denoiser.HashOfAsked() ?? "auto",
        settings.Device,
        settings.Options.Sigma,
        settings.Options.Strength,
        settings.WriteOptions.Quality,
        settings.Page);

    /// <summary>The first 16 hexadecimal digits of the SHA-256 of the settings as JSON.</summary>
    public string Fingerprint() => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(CliJson.Line(this))))[..Digits];
}
