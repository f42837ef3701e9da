namespace Hush.Numerics.Kernels.Convolution;

/// <summary>
/// How the windows of a convolution lie in memory. Channels are last and rows have a halo, so one row of a window is one contiguous
/// run of columns x channels, or a run for each column where only some channels of a wider pixel are meant. The same description
/// serves 3x3 and 1x1 convolutions, the 2x2 convolutions that an upsampling folds into, and their adjoints. All steps are in floats.
/// </summary>
internal readonly record struct WindowGrid
{
    /// <summary>A grid whose windows have one run in a row.</summary>
    public WindowGrid()
    {
    }

    /// <summary>Result pixels in a row.</summary>
    public required int Columns { get; init; }

    /// <summary>From one result row's windows to the next row's.</summary>
    public required nint InputRowStep { get; init; }

    /// <summary>From one result pixel's window to the next pixel's.</summary>
    public required nint InputPixelStep { get; init; }

    /// <summary>From one row of a window to its next row.</summary>
    public required nint WindowPitch { get; init; }

    /// <summary>Rows of a window.</summary>
    public required int WindowRows { get; init; }

    /// <summary>Contiguous runs in one row of a window: 1, or one for each of its columns.</summary>
    public int WindowRuns { get; init; } = 1;

    /// <summary>From one run of a window's row to the next run.</summary>
    public nint RunPitch { get; init; }

    /// <summary>Floats in one run: the columns it spans x the channels of the buffer.</summary>
    public required int WindowLength { get; init; }

    /// <summary>Weights of a packed window's row that this grid passes over.</summary>
    public int PassedWeights { get; init; }

    /// <summary>Which sides of the image the results reach to, where 3x3 windows look at zeros.</summary>
    public ImageSides Borders { get; init; }

    /// <summary>From one result row to the next.</summary>
    public required nint OutputRowStep { get; init; }

    /// <summary>From one result pixel to the next.</summary>
    public required nint OutputPixelStep { get; init; }

    /// <summary>
    /// From a result to what <see cref="Epilogue.Accumulate"/> adds to it, in a buffer whose pixels lie alike; 0: what its place holds.
    /// </summary>
    public nint Addend { get; init; }

    /// <summary>Floats in a whole window: rows of weights in a packed matrix.</summary>
    public int WindowCount => WindowRows * WindowRuns * WindowLength;
}
