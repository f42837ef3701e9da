using Hush.Numerics.Kernels.Convolution;
using Hush.Numerics.Kernels.Convolution.Winograd;
using Hush.Testing;

namespace Hush.Numerics.Tests.Kernels.Winograd;

/// <summary>
/// Runs the Winograd convolution on dense values the way a plan does. All memory ends at a guard page: images with zeros up to whole
/// tiles, filters, sums and scratch memory. Also checks that nothing but the results is written.
/// </summary>
internal static unsafe class WinogradRun
{
    private const int Side = WinogradConvolution.Side;

    /// <summary>Awkward sizes, with channels that form panels of one, two and three lanes, and of two sizes, at each lane width.</summary>
    public static TheoryData<ConvolutionCase, int> Cases
    {
        get
        {
            TheoryData<ConvolutionCase, int> cases = Lanes.Times(
                new ConvolutionCase(1, 1, 1, 16, 16, 3), new ConvolutionCase(2, 1, 9, 16, 32, 3), new ConvolutionCase(1, 7, 1, 32, 16, 3),
                new ConvolutionCase(2, 5, 3, 48, 16, 3), new ConvolutionCase(1, 4, 4, 16, 48, 3), new ConvolutionCase(3, 3, 2, 32, 48, 3),
                new ConvolutionCase(1, 2, 17, 32, 32, 3), new ConvolutionCase(2, 7, 5, 16, 16, 3),
                    new ConvolutionCase(1, 3, 40, 48, 32, 3));
            foreach (int lane in (int[])[4, 8, 16])
            {
                cases.Add(new ConvolutionCase(1, 6, 7, 2 * lane, 3 * lane, 3), lane);
                cases.Add(new ConvolutionCase(2, 5, 2, 3 * lane, 2 * lane, 3), lane);
            }

            cases.Add(new ConvolutionCase(1, 5, 6, 16, 80, 3), 16);
            cases.Add(new ConvolutionCase(1, 29, 37, 16, 16, 3), 16);       // more tiles than in a block
            return cases;
        }
    }

    /// <summary>y = or += convolution of x, both dense.</summary>
    /// <param name="c">The dimensions.</param>
    /// <param name="lane">Lane width in floats.</param>
    /// <param name="x">Input, [N, H, W, In].</param>
    /// <param name="w">Weights, [Out, In, 3, 3].</param>
    /// <param name="bias">One value per output channel.</param>
    /// <param name="epilogue">Operation on each result.</param>
    /// <param name="before">Previous values of y; empty for guard words.</param>
    /// <param name="band">Rows per call, a multiple of four; 0 for all images in one call.</param>
    /// <param name="elsewhere">Whether the values to add to y are in a separate buffer.</param>
    public static float[] Forward(
        ConvolutionCase c,
        int lane,
        float[] x,
        float[] w,
        float[] bias,
        Epilogue epilogue = Epilogue.None,
        float[]? before = null,
        int band = 0,
        bool elsewhere = false) =>
        Forward(c, lane, x, ConvolutionRun.Dense(w, c.In, 3), bias, epilogue, before, band, elsewhere);

    /// <summary>dx = the same kernel applied to dy, with filters rotated by 180 degrees and input and output channels swapped.</summary>
    public static float[] InputGradient(ConvolutionCase c, int lane, float[] dy, float[] w)
    {
        Func<int, int, int, int, float> filter = ConvolutionRun.Dense(w, c.In, 3);
        var transposed = new ConvolutionCase(c.N, c.H, c.W, c.Out, c.In, 3);
        return Forward(transposed, lane, dy, (o, i, row, column) =>
            filter(i, o, 2 - row, 2 - column), new float[c.In], Epilogue.None, null, 0);
    }

    /// <summary>before + dw, both dense.</summary>
    /// <param name="c">The dimensions.</param>
    /// <param name="lane">Lane width in floats.</param>
    /// <param name="x">Input, [N, H, W, In].</param>
    /// <param name="dy">Gradients, [N, H, W, Out].</param>
    /// <param name="before">Previous values of dw.</param>
    /// <param name="band">Rows per call, a multiple of four; 0 for all images in one call.</param>
    public static float[] WeightGradient(ConvolutionCase c, int lane, float[] x, float[] dy, float[] before, int band = 0)
    {
        using PaddedImage input = Input(c.Input, x), gradient = Input(c.Output, dy);
        using var scratch = new GuardedMemory(WinogradConvolution.GradientScratch(c.In, c.Out));
        PackedFilters layout = Layout(c, lane);
        using GuardedMemory dw = GuardedMemory.From(layout.Pack(ConvolutionRun.Dense(before, c.In, 3)));
        WindowGrid g = ConvolutionRun.Grid(input, gradient, 3);
        foreach (var (image, area) in Areas(c, g, input, gradient, band))
        {
            WinogradAtLane.FilterGradient(
                lane, ConvolutionRun.Window(input, image, 3), gradient.Pixel(image, 0, 0), dw.Pointer, g, area, c.In, c.Out, adds: true,
                    scratch.Pointer);
        }

        foreach (GuardedMemory memory in (GuardedMemory[])[scratch, dw])
            memory.AssertIntact();
        return layout.Unpack(dw.Span);
    }

    /// <summary>The packing of the direct convolution's filters, from which they are transformed.</summary>
    public static PackedFilters Layout(ConvolutionCase c, int lane) =>
        new(3, [.. Enumerable.Range(0, c.In)], c.In, [.. Enumerable.Range(0, c.Out)], c.Out, lane);

    private static float[] Forward(
        ConvolutionCase c,
        int lane,
        float[] x,
        Func<int, int, int, int, float> filter,
        float[] bias,
        Epilogue epilogue,
        float[]? before,
        int band,
        bool elsewhere = false)
    {
        using PaddedImage input = Input(c.Input, x), output = PaddedImage.Output(c.Output, elsewhere ? null : before, c.Out, tile: Side);
        using PaddedImage added = PaddedImage.Output(c.Output, before, c.Out, tile: Side);
        using GuardedMemory packed = GuardedMemory.From(Layout(c, lane).Pack(filter)), biases = GuardedMemory.From(bias);
        using GuardedMemory filters = new(WinogradConvolution.FilterLength(c.In, c.Out)),
            scratch = new(WinogradConvolution.ForwardScratch(c.In, c.Out));
        WinogradAtLane.Transform(lane, packed.Pointer, filters.Pointer, c.In, c.Out);
        nint addend = elsewhere ? (nint)(added.Pixel(0, 0, 0) - output.Pixel(0, 0, 0)) : 0;
        WindowGrid g = ConvolutionRun.Grid(input, output, 3) with { Addend = addend };
        foreach (var (image, area) in Areas(c, g, input, output, band))
        {
            WinogradAtLane.Forward(
                lane, ConvolutionRun.Window(input, image, 3), filters.Pointer, biases.Pointer, output.Pixel(image, 0, 0), g, area, c.In,
                c.Out, epilogue,
                scratch.Pointer);
        }

        filters.AssertIntact();
        scratch.AssertIntact();
        output.AssertOnlyPixelsWritten(0, output.Stride);
        return output.Values();
    }

    private static PaddedImage Input(Shape shape, float[] values) => PaddedImage.Input(shape, values, slack: 0, shape.C, tile: Side);

    /// <summary>The calls: all images in one, or bands of rows in reverse order.</summary>
    private static IEnumerable<(int Image, WinogradArea Area)> Areas(ConvolutionCase c, WindowGrid g, PaddedImage x, PaddedImage y,
        int band)
    {
        if (band == 0)
            return [(0, WinogradArea.Images(g, c.H, c.N, x.ImagePitch, y.ImagePitch))];
        return
            from image in Enumerable.Range(0, c.N)
            from row in Enumerable.Range(0, (c.H + band - 1) / band).Reverse().Select(b => b * band)
            select (image, WinogradArea.Rows(g, c.H, row, Math.Min(band, c.H - row)));
    }
}
