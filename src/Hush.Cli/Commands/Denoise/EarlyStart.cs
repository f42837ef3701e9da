using Hush.Denoising;
using Hush.Imaging.Files;
using Hush.Imaging.Layouts;
using Hush.Models;

namespace Hush.Cli.Commands.Denoise;

/// <summary>
/// Compiles what cleaning needs while another thread still reads the command line and the picture: at the start, compilation takes most of the time, and it would keep one
/// processor busy while the others wait.
/// </summary>
internal static class EarlyStart
{
    private const int Side = 64;

    /// <summary>Cleans a small square in the background, whose result nobody sees.</summary>
    public static void Begin()
    {
        if (Environment.ProcessorCount > 1)
            _ = Task.Run(Clean);        // if it fails, so will the picture's own cleaning, and that is told
    }

    private static void Clean()
    {
        byte[] square = new byte[3 * Side * Side];
        new Random(1).NextBytes(square);
        using Image noisy = Image.FromSamples(square, new PixelLayout(Side, Side, ChannelOrder.Rgb));
        using Denoiser denoiser = Denoiser.Load(ShippedModels.For(noisy), threads: 1);
        using Image clean = denoiser.Denoise(noisy);
    }
}
