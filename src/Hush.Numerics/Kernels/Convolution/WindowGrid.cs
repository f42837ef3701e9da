namespace Hush.Numerics.Kernels.Convolution;

/// <summary>
/// Memory layout of the windows and outputs of a convolution. Images are channels-last with a padded border, so one row of a window is
/// one contiguous run of columns x channels, or one run per column if the window uses only some channels of the pixels. The same
/// description serves 3x3 and 1x1 convolutions, the 2x2 convolutions of a folded upsampling, and their adjoints. All steps are in floats.
/// </summary>
/// <remarks>
/// In the kernels of this folder, x points to the window of the first output pixel, y and dy to the first output pixel, w and dw
/// to packed weights, and bias to one value per output channel, padded like the channels. rows counts output rows.
/// </remarks>
internal readonly record struct WindowGrid
{
    /// <summary>A grid whose windows have one run per row.</summary>
    public WindowGrid()
    {
    }

    /// <summary>Output pixels per row.</summary>
    public required int Columns { get; init; }

    /// <summary>Step from the windows of one output row to those of the next.</summary>
    public required nint InputRowStep { get; init; }

    /// <summary>Step from the window of one output pixel to that of the next.</summary>
    public required nint InputPixelStep { get; init; }

    /// <summary>Step from one row of a window to the next.</summary>
    public required nint WindowPitch { get; init; }

    /// <summary>Rows per window.</summary>
    public required int WindowRows { get; init; }

    /// <summary>Contiguous runs per window row: 1, or one per column.</summary>
    public int WindowRuns { get; init; } = 1;

    /// <summary>Step from one run of a window row to the next.</summary>
    public nint RunPitch { get; init; }

    /// <summary>Floats per run: the columns it spans * channels of the buffer.</summary>
    public required int WindowLength { get; init; }

    /// <summary>Weights to skip after each row of the packed window.</summary>
    public int PassedWeights { get; init; }

    /// <summary>The image sides at which the outputs' 3x3 windows overlap the zero padding.</summary>
    public ImageSides Borders { get; init; }

    /// <summary>Step from one output row to the next.</summary>
    public required nint OutputRowStep { get; init; }

    /// <summary>Step from one output pixel to the next.</summary>
    public required nint OutputPixelStep { get; init; }

    /// <summary>
    /// Offset from an output to the value that <see cref="Epilogue.Accumulate"/> adds, in a buffer with the same strides; 0 adds
    /// the output's previous value.
    /// </summary>
    public nint Addend { get; init; }

    /// <summary>Floats per window: the rows of weights in a packed matrix.</summary>
    public int WindowCount => WindowRows * WindowRuns * WindowLength;
}
