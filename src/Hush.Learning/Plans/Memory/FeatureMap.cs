using Hush.Learning.Plans.Graph;
using Hush.Numerics;

namespace Hush.Learning.Plans.Memory;

/// <summary>
/// Memory for a feature map, channels last. Each image has a halo of zeros, so that windows need no bounds checks: one pixel
/// wide for 3x3 windows (more for those of <see cref="Networks.Layers.GeneralConv2d"/>), and wider at the right and bottom to reach a
/// multiple of four, so that 4x4 tiles need none either. Without consumers that use windows, there is no halo. Each channel has a slot
/// in the pixel. For up to four channels there are as many slots; otherwise the number is rounded up to a multiple of 16, so that kernels
/// write whole vectors. A slot without a channel holds an arbitrary finite value. A view is a range of slots of a wider buffer: layers
/// that write to views of one buffer concatenate their outputs without copying.
/// </summary>
internal sealed unsafe class FeatureMap
{
    private readonly Arena _arena;
    private readonly Region _region;
    private readonly int _firstSlot, _halo;

    private FeatureMap(
        Arena arena,
        Region region,
        RowWindow? window,
        bool keeps,
        int height,
        int width,
        int halo,
        ChannelLayout layout,
        int firstSlot,
        int used)
    {
        (_arena, _region, StoresBatch, Height, Width, _halo) = (arena, region, keeps, height, width, halo);
        (Layout, Slots, Stride, _firstSlot, Used) = (layout, layout.Slots, layout.Stride, firstSlot, used);
        RowPitch = (nint)Extent(width, halo) * Stride;
        ImagePitch = Extent(height, halo) * RowPitch;
        Window = window ?? new RowWindow(arena, region, height, halo, Extent(height, halo) - height - halo, RowPitch);
    }

    /// <summary>Rows above the image and columns beside it.</summary>
    public int Halo => _halo;

    /// <summary>True if the buffer stores all images of the batch; false if it stores only the images in flight.</summary>
    public bool StoresBatch { get; }

    /// <summary>The rows that are in memory.</summary>
    public RowWindow Window { get; }

    public int Height { get; }

    public int Width { get; }

    public ChannelLayout Layout { get; }

    /// <summary>Floats from one pixel to the next.</summary>
    public int Stride { get; }

    /// <summary>The slot of each channel.</summary>
    public int[] Slots { get; }

    /// <summary>Number of slots that kernels read and write, starting at the first.</summary>
    public int Used { get; }

    /// <summary>Floats from one row to the next.</summary>
    public nint RowPitch { get; }

    /// <summary>Floats from one image to the next.</summary>
    public nint ImagePitch { get; }

    /// <summary>True if no slots in the rows belong to another view.</summary>
    public bool OwnsRows => Used == Stride;

    /// <summary>Number of slots for a number of channels.</summary>
    public static int SlotsFor(int channels) => channels <= 4 ? channels : Align.Up(channels);

    public static FeatureMap Create(
        PlanContext plan, LiveRange range, int height, int width, ChannelLayout layout, int halo = 1)
    {
        int stride = layout.Stride;
        nint rowPitch = (nint)Extent(width, halo) * stride;

        // A tile reads the windows of up to eight pixels, even if fewer are left in the last row.
        nint slack = 24 * (nint)stride + 64;
        int images = range.Keeps ? plan.BatchImages : plan.LocalImages;
        Region region = plan.Memory.Request((images * Extent(height, halo) * rowPitch) + slack, (height, width, stride, halo), range);
        return new FeatureMap(plan.Memory, region, null, range.Keeps, height, width, halo, layout, 0, stride);
    }

    /// <summary>A view of some slots of this buffer.</summary>
    public FeatureMap View(int firstSlot, int channels) =>
        new(_arena, _region, Window, StoresBatch, Height, Width, _halo, ChannelLayout.Plain(channels, Stride), _firstSlot + firstSlot,
            SlotsFor(channels));

    /// <summary>True if the other buffer is this buffer or a view of it.</summary>
    public bool Contains(FeatureMap other) => this == other || (Window == other.Window && OwnsRows);

    /// <summary>Height or width including the halo.</summary>
    private static int Extent(int pixels, int halo) =>
        halo == 0 ? pixels : ((pixels + IStep.BandRows - 1) / IStep.BandRows * IStep.BandRows) + (2 * halo);

    /// <summary>The address of the first pixel in a row.</summary>
    public float* Row(ImageSlot image, int row) =>
        _arena.At(_region.Offset) + _firstSlot + ((StoresBatch
            ? image.Index : image.Local) * ImagePitch) + ((row - Window.First + _halo) * RowPitch) + (_halo * (nint)Stride);

    /// <summary>
    /// Number and length of the contiguous runs that cover a row of both buffers with matching channels: one run, or one per pixel.
    /// </summary>
    public (int Runs, int Length) RunsWith(FeatureMap other) =>
        OwnsRows && other.OwnsRows && Stride == other.Stride ? (1, Width * Stride) : (Width, Math.Min(Used, other.Used));
}
