// Denoises pixels in memory, in place: 8-bit BGRA, as window systems and video libraries use it.
using Hush;

const int Width = 320, Height = 240;
const double Sigma = 25;        // of the noise, on the 0 to 255 scale

byte[] clean = Picture(), pixels = AddNoise(clean);
Console.WriteLine($"noisy:    {Psnr(clean, pixels):0} dB");

using var denoiser = Denoiser.LoadBuiltIn("photo-color");
var layout = new PixelLayout(Width, Height, ChannelOrder.Bgra);
denoiser.Denoise(pixels, pixels, layout, new DenoiseOptions { Sigma = Sigma });
Console.WriteLine($"denoised: {Psnr(clean, pixels):0} dB");

static byte[] Picture()
{
    byte[] bgra = new byte[Width * Height * 4];
    for (int i = 0; i < bgra.Length; i += 4)
    {
        double x = i / 4 % Width, y = i / 4 / Width;
        bool inDisc = Math.Pow(x - 160, 2) + Math.Pow(y - 120, 2) < 80 * 80;
        (bgra[i], bgra[i + 1], bgra[i + 2], bgra[i + 3]) = inDisc
            ? ((byte)60, (byte)160, (byte)220, (byte)255)
            : ((byte)(60 + (x / 3)), (byte)(80 + (y / 3)), (byte)70, (byte)255);
    }

    return bgra;
}

static byte[] AddNoise(byte[] bgra)
{
    var random = new Random(1);
    return [.. bgra.Select((value, i) => i % 4 == 3 ? value : (byte)Math.Clamp(value + (Sigma * Normal(random)), 0, 255))];
}

static double Normal(Random random) =>
    Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());

static double Psnr(byte[] expected, byte[] actual) =>
    10 * Math.Log10(255 * 255 / expected.Zip(actual, (e, a) => Math.Pow(e - a, 2)).Where((_, i) => i % 4 != 3).Average());
