using Hush.Learning.Plans.Rows;

namespace Hush.Learning.Plans;

/// <summary>
/// Memory for one value of a network, channels last, with a halo of zeros around each image, so that a 3x3 window never needs a test:
/// one pixel wide, and to the right and below wider by what is missing to a multiple of four, so that tiles of 4x4 need none either; or
/// none, where nobody looks through windows. Channels live in slots: as many as there are for up to four channels, else rounded up to a
/// multiple of 16, so that kernels write whole lanes. What lies in a slot without a channel is finite and never counts. A view is some
/// slots of a wider buffer: two layers that write into views of one buffer have concatenated their results.
/// </summary>
internal sealed unsafe class PixelBuffer
{
    private readonly Workspace _workspace;
    private readonly Region _region;
    private readonly int _firstSlot, _halo;

    private PixelBuffer(
        Workspace workspace,
        Region region,
        RowWindow? window,
        bool keeps,
        int height,
        int width,
        int halo,
        int stride,
        int firstSlot,
        int[] slots,
        int used)
    {
        (_workspace, _region, KeepsBatch, Height, Width, _halo) = (workspace, region, keeps, height, width, halo);
        (Stride, _firstSlot, Slots, Used) = (stride, firstSlot, slots, used);
        RowPitch = (nint)Extent(width, halo) * stride;
        ImagePitch = Extent(height, halo) * RowPitch;
        Window = window ?? new RowWindow(workspace, region, height, halo, Extent(height, halo) - height - halo, RowPitch);
    }

    /// <summary>Whether it has a place for each image of the batch, or for those alone that workers have at the moment.</summary>
    public bool KeepsBatch { get; }

    /// <summary>Which rows are there.</summary>
    public RowWindow Window { get; }

    /// <summary>Rows of an image.</summary>
    public int Height { get; }

    /// <summary>Columns of an image.</summary>
    public int Width { get; }

    /// <summary>Floats from a pixel to the next.</summary>
    public int Stride { get; }

    /// <summary>For each channel its slot.</summary>
    public int[] Slots { get; }

    /// <summary>Slots from the first to the last that kernels read and write here.</summary>
    public int Used { get; }

    /// <summary>Floats from a row to the next.</summary>
    public nint RowPitch { get; }

    /// <summary>Floats from an image to the next.</summary>
    public nint ImagePitch { get; }

    /// <summary>Whether rows are free of slots that belong to someone else.</summary>
    public bool OwnsRows => Used == Stride;

    /// <summary>Slots that so many channels take.</summary>
    public static int SlotsFor(int channels) => channels <= 4 ? channels : (channels + 15) / 16 * 16;

    /// <summary>A buffer whose channels lie in given slots.</summary>
    public static PixelBuffer Create(PlanContext plan, Storage storage, int height, int width, int[] slots, int stride, bool hasHalo = true)
    {
        int halo = hasHalo ? 1 : 0;
        nint rowPitch = (nint)Extent(width, halo) * stride;

        // A tile reads the windows of up to eight pixels, also where fewer are left in the last row.
        nint slack = 24 * (nint)stride + 64;
        int images = storage.Keeps ? plan.BatchImages : plan.LocalImages;
        Region region = plan.Memory.Share((images * Extent(height, halo) * rowPitch) + slack, (height, width, stride), storage);
        return new PixelBuffer(plan.Memory, region, null, storage.Keeps, height, width, halo, stride, 0, slots, stride);
    }

    /// <summary>Some of this buffer's slots as a buffer of their own.</summary>
    /// <param name="firstSlot">The view's first slot.</param>
    /// <param name="channels">Channels in the view.</param>
    public PixelBuffer View(int firstSlot, int channels) =>
        new(_workspace, _region, Window, KeepsBatch, Height, Width, _halo, Stride, _firstSlot + firstSlot, [.. Enumerable.Range(0, channels)], SlotsFor(channels));

    /// <summary>Whether this is the other buffer, or a wider one that it is a view of.</summary>
    public bool Contains(PixelBuffer other) => this == other || (Window == other.Window && OwnsRows);

    /// <summary>Rows or columns with their halo.</summary>
    private static int Extent(int pixels, int halo) =>
        halo == 0 ? pixels : ((pixels + IStep.BandRows - 1) / IStep.BandRows * IStep.BandRows) + (2 * halo);

    /// <summary>The first pixel of a row.</summary>
    public float* Row(Place place, int row) =>
        _workspace.At(_region.Offset) + _firstSlot + ((KeepsBatch ? place.Image : place.Local) * ImagePitch) + ((row - Window.First + _halo) * RowPitch) + (_halo * (nint)Stride);

    /// <summary>Contiguous runs that cover a row of both buffers, channel by channel the same: one, or one for each pixel.</summary>
    public (int Runs, int Length) RunsWith(PixelBuffer other) =>
        OwnsRows && other.OwnsRows && Stride == other.Stride ? (1, Width * Stride) : (Width, Math.Min(Used, other.Used));
}
