namespace Hush.Testing;

/// <summary>
/// A product of windows and filters, as used by plans. Result (r, c) is pixel (r OutputStep + Row, c OutputStep + Column) of the
/// output; its window begins at pixel (r InputStep + FirstRow, c InputStep + FirstColumn) of the input.
/// </summary>
/// <param name="Extents">Images, rows and columns of results, output channels.</param>
/// <param name="Pixel">Layout of the channels in the input's pixels.</param>
/// <param name="Kernel">Rows and columns of a window.</param>
public sealed record WindowCase(Shape Extents, WindowPixel Pixel, int Kernel)
{
    /// <summary>Pixels from one window to the next: 1, or 2 for a stride of 2.</summary>
    public int InputStep { get; init; } = 1;

    /// <summary>Pixels from one result to the next: 1, or 2 for every second pixel.</summary>
    public int OutputStep { get; init; } = 1;

    /// <summary>Row of the first result.</summary>
    public int Row { get; init; }

    /// <summary>Column of the first result.</summary>
    public int Column { get; init; }

    /// <summary>Row of the first window.</summary>
    public int FirstRow { get; init; }

    /// <summary>Column of the first window.</summary>
    public int FirstColumn { get; init; }

    /// <summary>Shape of the input image, with dense channels.</summary>
    public Shape Input => new(Extents.N, Extents.H * InputStep, Extents.W * InputStep, Pixel.Slots.Length);

    /// <summary>Shape of the output image, including the pixels between the results.</summary>
    public Shape Output => Extents with { H = Extents.H * OutputStep, W = Extents.W * OutputStep };

    /// <summary>Number of weights, [out, in, Kernel, Kernel].</summary>
    public int WeightCount => Extents.C * Input.C * Kernel * Kernel;

    /// <summary>A convolution with stride 1 and zero padding.</summary>
    public static WindowCase Same(Shape extents, WindowPixel pixel, int kernel) =>
        new(extents, pixel, kernel) { FirstRow = -(kernel / 2), FirstColumn = -(kernel / 2) };

    /// <summary>
    /// Results in every second pixel from (i, j): 1x1 windows at the coarse pixel, or 2x2 windows that begin at (i - 1, j - 1).
    /// </summary>
    public static WindowCase ToQuarter(Shape extents, WindowPixel pixel, int kernel, int i, int j) => new(extents, pixel, kernel)
    {
        OutputStep = 2,
        Row = i,
        Column = j,
        FirstRow = kernel == 1 ? 0 : i - 1,
        FirstColumn = kernel == 1 ? 0 : j - 1,
    };

    /// <summary>Windows with stride 2: each 2x2 block, or the 4x4 pixels around it.</summary>
    public static WindowCase FromBlocks(Shape extents, WindowPixel pixel, int kernel) => new(extents, pixel, kernel)
    {
        InputStep = 2,
        FirstRow = kernel == 2 ? 0 : -1,
        FirstColumn = kernel == 2 ? 0 : -1,
    };

    /// <inheritdoc/>
    public override string ToString() =>
        $"{Kernel}x{Kernel}, step {InputStep} to {OutputStep} from ({Row}, {Column}), {Pixel} to {Extents}";
}

/// <summary>The layout of channels in a pixel.</summary>
/// <param name="Slots">The slot of each channel.</param>
/// <param name="Stride">Slots per pixel.</param>
/// <param name="InRuns">Whether each column of a window is a separate run, from slot 0 to that of the last channel.</param>
public sealed record WindowPixel(int[] Slots, int Stride, bool InRuns)
{
    /// <summary>Slots per pixel that a window covers.</summary>
    public int Span => InRuns ? Slots[^1] + 1 : Stride;

    /// <summary>Consecutive channels in pixels without other data.</summary>
    public static WindowPixel Plain(int channels) => new([.. Enumerable.Range(0, channels)], PaddedImage.DefaultStride(channels), false);

    /// <summary>The first channels of pixels whose other slots contain other data.</summary>
    public static WindowPixel View(int channels, int stride) => new([.. Enumerable.Range(0, channels)], stride, true);

    /// <summary>The parts of a concatenation, each beginning at a multiple of 16.</summary>
    public static WindowPixel Pieces(params int[] channels)
    {
        var slots = new List<int>();
        int first = 0;
        foreach (int piece in channels)
        {
            slots.AddRange(Enumerable.Range(first, piece));
            first += (piece + 15) / 16 * 16;
        }

        return new WindowPixel([.. slots], first, true);
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Slots.Length} channels in {Stride} slots{(InRuns ? ", in runs" : "")}";
}
