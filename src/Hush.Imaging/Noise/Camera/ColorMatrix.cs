namespace Hush.Imaging.Noise.Camera;

/// <summary>A 3x3 matrix that converts between color spaces. XY is the weight of input Y in output X.</summary>
internal readonly record struct ColorMatrix(
    float RR, float RG, float RB,
    float GR, float GG, float GB,
    float BR, float BG, float BB)
{
    /// <summary>a x + b y.</summary>
    public static ColorMatrix Sum(float a, in ColorMatrix x, float b, in ColorMatrix y) => new(
        (a * x.RR) + (b * y.RR), (a * x.RG) + (b * y.RG), (a * x.RB) + (b * y.RB),
        (a * x.GR) + (b * y.GR), (a * x.GG) + (b * y.GG), (a * x.GB) + (b * y.GB),
        (a * x.BR) + (b * y.BR), (a * x.BG) + (b * y.BG), (a * x.BB) + (b * y.BB));

    /// <summary>The matrix product this x other, which applies <paramref name="other"/> first.</summary>
    public ColorMatrix Multiply(in ColorMatrix other)
    {
        var (a, b, c) = Apply(other.RR, other.GR, other.BR);
        var (d, e, f) = Apply(other.RG, other.GG, other.BG);
        var (g, h, i) = Apply(other.RB, other.GB, other.BB);
        return new ColorMatrix(a, d, g, b, e, h, c, f, i);
    }

    /// <summary>Scales the rows to sum to 1, so that gray stays gray.</summary>
    public ColorMatrix NormalizeRows()
    {
        float r = RR + RG + RB, g = GR + GG + GB, b = BR + BG + BB;
        return new ColorMatrix(RR / r, RG / r, RB / r, GR / g, GG / g, GB / g, BR / b, BG / b, BB / b);
    }

    public ColorMatrix Invert()
    {
        float a = (GG * BB) - (GB * BG), b = (GB * BR) - (GR * BB), c = (GR * BG) - (GG * BR), scale = 1 / ((RR * a) + (RG * b) + (RB * c));
        return new ColorMatrix(
            scale * a, scale * ((RB * BG) - (RG * BB)), scale * ((RG * GB) - (RB * GG)),
            scale * b, scale * ((RR * BB) - (RB * BR)), scale * ((RB * GR) - (RR * GB)),
            scale * c, scale * ((RG * BR) - (RR * BG)), scale * ((RR * GG) - (RG * GR)));
    }

    public (float R, float G, float B) Apply(float r, float g, float b) =>
        ((RR * r) + (RG * g) + (RB * b), (GR * r) + (GG * g) + (GB * b), (BR * r) + (BG * g) + (BB * b));
}
