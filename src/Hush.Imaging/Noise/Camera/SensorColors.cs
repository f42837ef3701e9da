namespace Hush.Imaging.Noise.Camera;

/// <summary>
/// The color response of a sensor: linear sRGB is multiplied by a color matrix, divided by the white balance gains and multiplied by
/// the exposure. Following Brooks et al. (CVPR 2019), but without their gains that preserve highlights, the matrix is a random convex
/// combination of those of four cameras
/// (ColorMatrix tags of their DNG files times sRGB to XYZ, rows normalized to sum to 1). The gains are uniform in [1.9, 2.4] for red
/// and [1.5, 1.9] for blue; the exposure is normal with mean 0.8 and standard deviation 0.1, clamped to [0.5, 1].
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

    /// <param name="redGain">White balance gain of red.</param>
    /// <param name="blueGain">White balance gain of blue.</param>
    /// <param name="exposure">Green value of white on the sensor, greater than 0.</param>
    /// <param name="mix">Weights of the four cameras; they sum to 1.</param>
    public SensorColors(float redGain, float blueGain, float exposure, ReadOnlySpan<float> mix)
    {
        ColorMatrix sum = default;
        for (int i = 0; i < s_xyzToSensor.Length; i++)
            sum = ColorMatrix.Sum(1, sum, mix[i], s_xyzToSensor[i]);
        _toSensor = sum.Multiply(s_srgbToXyz).NormalizeRows();
        _fromSensor = _toSensor.Invert();
        (_red, _green, _blue) = (exposure / redGain, exposure, exposure / blueGain);
    }

    public static int CameraCount => s_xyzToSensor.Length;

    /// <summary>Converts linear sRGB in [0, 1] to sensor values, clipped at 0.</summary>
    public (float R, float G, float B) ToSensor(float r, float g, float b)
    {
        (r, g, b) = _toSensor.Apply(r, g, b);
        return (MathF.Max(0, r * _red), MathF.Max(0, g * _green), MathF.Max(0, b * _blue));
    }

    /// <summary>Converts sensor values to linear sRGB. Values above 1 after white balance are clipped, as cameras do.</summary>
    public (float R, float G, float B) FromSensor(float r, float g, float b) =>
        _fromSensor.Apply(MathF.Min(1, r / _red), MathF.Min(1, g / _green), MathF.Min(1, b / _blue));
}
