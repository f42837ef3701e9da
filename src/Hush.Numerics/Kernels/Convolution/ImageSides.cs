namespace Hush.Numerics.Kernels.Convolution;

/// <summary>Sides of an image at which 3x3 windows overlap the zero padding.</summary>
[Flags]
internal enum ImageSides
{
    None = 0,

    Above = 1,

    Below = 2,

    /// <summary>Left and right.</summary>
    Beside = 4,
}
