using Hush.Numerics;

namespace Hush.Imaging.Layouts;

/// <summary>How an image lies in memory that a program holds: its size, its channels, and what separates rows.</summary>
/// <param name="Width">Columns, at least 1.</param>
/// <param name="Height">Rows, at least 1.</param>
/// <param name="Order">The channels of a pixel.</param>
public sealed record PixelLayout(int Width, int Height, ChannelOrder Order)
{
    /// <summary>Whether all samples of a channel come before those of the next, instead of all samples of a pixel.</summary>
    public bool IsPlanar { get; init; }

    /// <summary>
    /// Samples from the start of a row to the start of the next one (in a plane, where there are planes); 0 where rows follow one another
    /// without a gap. What lies between rows is neither read nor written.
    /// </summary>
    public int RowStride { get; init; }

    /// <summary>Whether pixels have an alpha value.</summary>
    public bool HasAlpha => AlphaPlace >= 0;

    /// <summary>Channels without alpha: 1 or 3.</summary>
    public int Colours => Order is ChannelOrder.Gray or ChannelOrder.GrayAlpha ? 1 : 3;

    /// <summary>Samples from the first to the last, both included.</summary>
    /// <exception cref="ShapeException">The layout is none, or longer than memory can be.</exception>
    public int Length
    {
        get
        {
            Check();
            long plane = ((Height - 1L) * Row) + RowLength;
            long length = IsPlanar ? (((Samples - 1L) * Height * Row) + plane) : plane;
            return length <= int.MaxValue
                ? (int)length
                : throw new ShapeException($"The layout spans {length:N0} samples, but memory holds at most {int.MaxValue:N0} of them in " +
                    "one piece. Denoise the image in parts.");
        }
    }

    private int Samples => Colours + (HasAlpha ? 1 : 0);

    private int AlphaPlace => Order switch
    {
        ChannelOrder.GrayAlpha => 1,
        ChannelOrder.Rgba or ChannelOrder.Bgra => 3,
        ChannelOrder.Argb or ChannelOrder.Abgr => 0,
        _ => -1,
    };

    private bool IsBlueFirst => Order is ChannelOrder.Bgr or ChannelOrder.Bgra or ChannelOrder.Abgr;

    private long RowLength => (long)Width * (IsPlanar ? 1 : Samples);

    private long Row => RowStride == 0 ? RowLength : RowStride;

    /// <summary>Samples from a pixel to the next in its row.</summary>
    internal int PixelStep => IsPlanar ? 1 : Samples;

    /// <summary>Where the first sample of a row lies: of color 0 (gray or red), 1 (green) or 2 (blue), or of alpha (-1).</summary>
    internal int Start(int row, int colour)
    {
        int place = colour < 0 ? AlphaPlace : (AlphaPlace == 0 ? 1 : 0) + (IsBlueFirst ? Colours - 1 - colour : colour);
        return (int)((row * Row) + (IsPlanar ? place * Height * Row : place));
    }

    /// <summary>Refuses memory that is too short, and what is no layout.</summary>
    /// <exception cref="ShapeException">It is.</exception>
    internal void CheckSpan(int samples)
    {
        if (samples < Length)
            throw new ShapeException($"A layout of {Width} x {Height} pixels ({Order}) spans {Length:N0} samples, but there are " +
                $"{samples:N0}. Check size, order and row stride.");
    }

    private void Check()
    {
        if (Width < 1 || Height < 1)
            throw new ShapeException($"A layout has at least one pixel, but this one is {Width} x {Height}. Check the size.");
        if (!Enum.IsDefined(Order))
            throw new ShapeException($"There is no channel order {(int)Order}. Choose one of {nameof(ChannelOrder)}.");
        if (RowStride != 0 && RowStride < RowLength)
            throw new ShapeException($"A row of {Width} pixels ({Order}) has {RowLength:N0} samples, but the row stride is " +
                $"{RowStride:N0}. Give it in samples, or leave it out.");
    }
}
