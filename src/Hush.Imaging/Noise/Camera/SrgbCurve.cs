namespace Hush.Imaging.Noise.Camera;

/// <summary>
/// The sRGB transfer curve (IEC 61966-2-1) from linear light to display values, 12.92 x up to 0.0031308 and 1.055
/// x^(1/2.4) - 0.055 above, and its inverse. Both are tables of 4096 steps with linear interpolation; the error is below 1e-6
/// toward light and 3e-5 toward display values.
/// </summary>
internal static class SrgbCurve
{
    private const int Steps = 4096;

    private static readonly float[] s_toDisplay = Table(x => x <= 0.0031308 ? 12.92 * x : (1.055 * Math.Pow(x, 1 / 2.4)) - 0.055);
    private static readonly float[] s_toLight = Table(x => x <= 0.04045 ? x / 12.92 : Math.Pow((x + 0.055) / 1.055, 2.4));

    /// <summary>Converts linear light, clamped to [0, 1], to a display value.</summary>
    public static float ToDisplay(float light) => Lookup(s_toDisplay, light);

    /// <summary>Converts a display value, clamped to [0, 1], to linear light.</summary>
    public static float ToLight(float display) => Lookup(s_toLight, display);

    private static float[] Table(Func<double, double> curve)
    {
        float[] table = new float[Steps + 2];
        for (int i = 0; i < table.Length; i++)
            table[i] = (float)curve((double)i / Steps);
        return table;
    }

    private static float Lookup(float[] table, float x)
    {
        float position = Math.Clamp(x, 0f, 1f) * Steps;
        int below = (int)position;
        return table[below] + ((position - below) * (table[below + 1] - table[below]));
    }
}
