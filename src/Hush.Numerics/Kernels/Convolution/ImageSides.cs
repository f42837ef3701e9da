namespace Hush.Numerics.Kernels.Convolution;

/// <summary>Sides of an image.</summary>
[Flags]
internal enum ImageSides
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>Above the first row.</summary>
    Above = 1,

    /// <summary>Below the last row.</summary>
    Below = 2,

    /// <summary>To the left of the first column and to the right of the last.</summary>
    Beside = 4,
}
