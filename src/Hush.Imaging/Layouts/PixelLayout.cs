namespace Hush;

/// <summary>The memory layout of an image in a caller's buffer: size, channels and row stride.</summary>
/// <param name="Width">Columns, at least 1.</param>
/// <param name="Height">Rows, at least 1.</param>
/// <param name="Order">The channels of a pixel.</param>
public sealed record PixelLayout(int Width, int Height, ChannelOrder Order)
{
    /// <summary>
    /// True for planar samples (one plane per channel), false for interleaved ones (all channels of a pixel together).
    /// </summary>
    public bool IsPlanar { get; init; }

    /// <summary>
    /// Samples from the start of a row to the start of the next one (within a plane, if planar). 0 means rows without padding. Padding
    /// is neither read nor written.
    /// </summary>
    public int RowStride { get; init; }

    /// <summary>True if pixels have an alpha sample.</summary>
    public bool HasAlpha => AlphaIndex >= 0;

    /// <summary>Color channels without alpha: 1 or 3.</summary>
    public int Colors => Order is ChannelOrder.Gray or ChannelOrder.GrayAlpha ? 1 : 3;

    /// <summary>Number of samples from the first to the last, inclusive.</summary>
    /// <exception cref="ShapeException">The layout is invalid, or exceeds the maximum length of a span.</exception>
    public int Length
    {
        get
        {
            EnsureValid();
            long plane = ((Height - 1L) * Row) + RowLength;
            long length = IsPlanar ? (((Samples - 1L) * Height * Row) + plane) : plane;
            return length <= int.MaxValue
                ? (int)length
                : throw new ShapeException($"The layout spans {length:N0} samples, but a buffer can have at most {int.MaxValue:N0}. " +
                    "Denoise the image in parts.");
        }
    }

    /// <summary>True for interleaved gray or RGB samples without alpha or padding.</summary>
    internal bool IsDense => Order is ChannelOrder.Gray or ChannelOrder.Rgb && !IsPlanar && Row == RowLength;

    private int Samples => Colors + (HasAlpha ? 1 : 0);

    private int AlphaIndex => Order switch
    {
        ChannelOrder.GrayAlpha => 1,
        ChannelOrder.Rgba or ChannelOrder.Bgra => 3,
        ChannelOrder.Argb or ChannelOrder.Abgr => 0,
        _ => -1,
    };

    private bool IsBlueFirst => Order is ChannelOrder.Bgr or ChannelOrder.Bgra or ChannelOrder.Abgr;

    private long RowLength => (long)Width * (IsPlanar ? 1 : Samples);

    private long Row => RowStride == 0 ? RowLength : RowStride;

    /// <summary>Samples from a pixel to the next one in its row.</summary>
    internal int PixelStep => IsPlanar ? 1 : Samples;

    /// <summary>Index of the first sample in a row: of color 0 (gray or red), 1 (green) or 2 (blue), or of alpha (-1).</summary>
    internal int Start(int row, int color)
    {
        int index = color < 0 ? AlphaIndex : (AlphaIndex == 0 ? 1 : 0) + (IsBlueFirst ? Colors - 1 - color : color);
        return (int)((row * Row) + (IsPlanar ? index * Height * Row : index));
    }

    /// <summary>Validates the layout against the length of a buffer.</summary>
    /// <exception cref="ShapeException">The buffer is too short, or the layout is invalid.</exception>
    internal void CheckSpan(int samples)
    {
        if (samples < Length)
            throw new ShapeException($"A layout of {Width} x {Height} pixels ({Order}) spans {Length:N0} samples, but the buffer " +
                $"has {samples:N0}. Check size, order and row stride.");
    }

    private void EnsureValid()
    {
        if (Width < 1 || Height < 1)
            throw new ShapeException($"A layout must have at least one pixel, got {Width} x {Height}. Check the size.");
        if (!Enum.IsDefined(Order))
            throw new ShapeException($"Unknown channel order {(int)Order}. Choose a value of {nameof(ChannelOrder)}.");
        if (RowStride != 0 && RowStride < RowLength)
            throw new ShapeException($"A row of {Width} pixels ({Order}) has {RowLength:N0} samples, but the row stride is " +
                $"{RowStride:N0}. Give it in samples, or omit it.");
    }
}
