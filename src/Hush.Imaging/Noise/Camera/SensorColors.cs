namespace Hush.Imaging.Noise.Camera;

/// <summary>
/// How a sensor sees colors: a matrix from linear sRGB to its own three primaries, then division by the gains of white balance and by the
/// exposure. As Brooks et
/// al. (CVPR 2019, section 3.1): the matrix is a random mix, with weights that sum to 1, of four cameras' (the ColorMatrix tags of their
/// DNG files times that of sRGB,
/// rows scaled to sum to 1), the gains are uniform in 1.9 to 2.4 for red and 1.5 to 1.9 for blue, and the exposure is normal about 0.8 with
/// a deviation of 0.1.
/// </summary>
internal readonly struct SensorColors
{
    private static readonly ColorMatrix s_srgbToXyz = new(
        0.4124564f, 0.3575761f, 0.1804375f,
        0.2126729f, 0.7151522f, 0.0721750f,
        0.0193339f, 0.1191920f, 0.9503041f);

    private static readonly ColorMatrix[] s_xyzToSensor =
    [
        new(1.0234f, -0.2969f, -0.2266f, -0.5625f, 1.6328f, -0.0469f, -0.0703f, 0.2188f, 0.6406f),
        new(0.4913f, -0.0541f, -0.0202f, -0.6130f, 1.3513f, 0.2906f, -0.1564f, 0.2151f, 0.7183f),
        new(0.8380f, -0.2630f, -0.0639f, -0.2887f, 1.0725f, 0.2496f, -0.0627f, 0.1427f, 0.5438f),
        new(0.6596f, -0.2079f, -0.0562f, -0.4782f, 1.3016f, 0.1933f, -0.0970f, 0.1581f, 0.5181f),
    ];

    private readonly ColorMatrix _toSensor, _fromSensor;
    private readonly float _red, _green, _blue;

    /// <summary>A sensor of these gains and this mix.</summary>
    /// <param name="redGain">White balance of red.</param>
    /// <param name="blueGain">White balance of blue.</param>
    /// <param name="exposure">What white becomes in green, above 0.</param>
    /// <param name="mix">The four cameras' weights, which sum to 1.</param>
    public SensorColors(float redGain, float blueGain, float exposure, ReadOnlySpan<float> mix)
    {
        ColorMatrix sum = default;
        for (int i = 0; i < s_xyzToSensor.Length; i++)
            sum = ColorMatrix.Sum(1, sum, mix[i], s_xyzToSensor[i]);
        _toSensor = sum.After(s_srgbToXyz).WithGrayKept();
        _fromSensor = _toSensor.Invert();
        (_red, _green, _blue) = (exposure / redGain, exposure, exposure / blueGain);
    }

    public static int Cameras => s_xyzToSensor.Length;

    /// <summary>Linear sRGB in [0, 1] to what the sensor's pixels see, not below 0.</summary>
    public (float R, float G, float B) ToSensor(float r, float g, float b)
    {
        (r, g, b) = _toSensor.Apply(r, g, b);
        return (MathF.Max(0, r * _red), MathF.Max(0, g * _green), MathF.Max(0, b * _blue));
    }

    /// <summary>The opposite; what white balance takes beyond white is clipped, as cameras do.</summary>
    public (float R, float G, float B) FromSensor(float r, float g, float b) =>
        _fromSensor.Apply(MathF.Min(1, r / _red), MathF.Min(1, g / _green), MathF.Min(1, b / _blue));
}
