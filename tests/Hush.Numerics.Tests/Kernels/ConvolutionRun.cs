using Hush.Numerics.Kernels.Convolution;
using Hush.Testing;

namespace Hush.Numerics.Tests.Kernels;

/// <summary>
/// Runs the kernels on dense values the way a plan does: buffers with a halo, windows that begin in it, one call per image. Also checks
/// that nothing but the results is written.
/// </summary>
internal static unsafe class ConvolutionRun
{
    /// <summary>What the kernels may read after the last window: as much as for the remaining pixels of the widest tile.</summary>
    public static nint Slack(int stride, int pixelsApart = 1) => 7 * pixelsApart * stride;

    /// <summary>y = or += convolution of x, both dense.</summary>
    /// <param name="c">The dimensions.</param>
    /// <param name="lane">Lane width in floats.</param>
    /// <param name="x">Input, [N, H, W, In].</param>
    /// <param name="w">Weights, [Out, In, Kernel, Kernel].</param>
    /// <param name="bias">One value per output channel.</param>
    /// <param name="epilogue">Operation on each result.</param>
    /// <param name="before">Previous values of y; empty for guard words.</param>
    /// <param name="borders">Borders at which the kernel may assume zeros.</param>
    /// <param name="elsewhere">Whether the values to add to y are in a separate buffer.</param>
    public static float[] Forward(
        ConvolutionCase c,
        int lane,
        float[] x,
        float[] w,
        float[] bias,
        Epilogue epilogue = Epilogue.None,
        float[]? before = null,
        ImageSides borders = ImageSides.None,
        bool elsewhere = false) =>
        Forward(c, lane, x, Dense(w, c.In, c.Kernel), bias, epilogue, before, borders, elsewhere);

    /// <summary>dx = the same kernels applied to dy, with filters rotated by 180 degrees and input and output channels swapped.</summary>
    public static float[] InputGradient(ConvolutionCase c, int lane, float[] dy, float[] w)
    {
        Func<int, int, int, int, float> filter = Dense(w, c.In, c.Kernel);
        var transposed = new ConvolutionCase(c.N, c.H, c.W, c.Out, c.In, c.Kernel);
        return Forward(
            transposed, lane, dy, (o, i, row, column) =>
                filter(i, o, c.Kernel - 1 - row, c.Kernel - 1 - column), new float[c.In], Epilogue.None, null);
    }

    /// <summary>
    /// before + dw, both dense. Slots without a channel start at 0. One call per image, or one for all images, which may also
    /// overwrite the previous values.
    /// </summary>
    public static float[] WeightGradient(
        ConvolutionCase c, int lane, float[] x, float[] dy, float[] before, bool imagesTogether = false, bool adds = true)
    {
        using PaddedImage input = PaddedImage.Input(c.Input, x, Slack(PaddedImage.DefaultStride(c.In)));
        using PaddedImage gradient = PaddedImage.Input(c.Output, dy, slack: 0);
        PackedFilters layout = Layout(c, lane);
        using GuardedMemory dw = GuardedMemory.From(layout.Pack(Dense(before, c.In, c.Kernel)));
        WindowGrid g = Grid(input, gradient, c.Kernel);
        if (imagesTogether)
        {
            nint inputPitch = (nint)(input.Pixel(1, 0, 0) - input.Pixel(0, 0, 0)),
                outputPitch = (nint)(gradient.Pixel(1, 0, 0) - gradient.Pixel(0, 0, 0));
            var images = new ImageSpan(c.N, c.H, inputPitch, outputPitch);
            ConvolutionAtLane.WeightGradient(lane, Window(input, 0, c.Kernel), gradient.Pixel(0, 0, 0), dw.Pointer, g, images,
                gradient.Stride, adds);
        }

        for (int n = 0; !imagesTogether && n < c.N; n++)
        {
            ConvolutionAtLane.WeightGradient(
                lane, Window(input, n, c.Kernel), gradient.Pixel(n, 0, 0), dw.Pointer, g, c.H, gradient.Stride);
        }

        dw.AssertIntact();
        return layout.Unpack(dw.Span);
    }

    /// <summary>The layout of a convolution's windows in x and of its results in y.</summary>
    public static WindowGrid Grid(PaddedImage x, PaddedImage y, int kernel) => new()
    {
        Columns = y.Shape.W,
        InputRowStep = x.RowPitch,
        InputPixelStep = x.Stride,
        WindowPitch = x.RowPitch,
        WindowRows = kernel,
        WindowLength = kernel * x.Stride,
        OutputRowStep = y.RowPitch,
        OutputPixelStep = y.Stride,
    };

    /// <summary>The start of the window of an image's first pixel.</summary>
    public static float* Window(PaddedImage x, int image, int kernel) => x.Pixel(image, -(kernel / 2), -(kernel / 2));

    /// <summary>The packing for consecutive channels.</summary>
    public static PackedFilters Layout(ConvolutionCase c, int lane) => new(
        c.Kernel, [.. Enumerable.Range(0, c.In)], PaddedImage.DefaultStride(c.In), [.. Enumerable.Range(0, c.Out)],
        PaddedImage.DefaultStride(c.Out), lane);

    /// <summary>Dense weights, [out, in, kernel, kernel], as a function.</summary>
    public static Func<int, int, int, int, float> Dense(float[] w, int inputs, int kernel) =>
        (o, i, row, column) => w[(((((o * inputs) + i) * kernel) + row) * kernel) + column];

    private static float[] Forward(
        ConvolutionCase c,
        int lane,
        float[] x,
        Func<int, int, int, int, float> filter,
        float[] bias,
        Epilogue epilogue,
        float[]? before,
        ImageSides borders = ImageSides.None,
        bool elsewhere = false)
    {
        using PaddedImage input = PaddedImage.Input(c.Input, x, Slack(PaddedImage.DefaultStride(c.In)));
        using PaddedImage output = PaddedImage.Output(c.Output, elsewhere ? null : before),
            added = PaddedImage.Input(c.Output, before ?? new float[c.Output.Count], slack: 0);
        using GuardedMemory packed = GuardedMemory.From(Layout(c, lane).Pack(filter));
        using var padded = new GuardedMemory(output.Stride);
        padded.Span.Clear();
        bias.CopyTo(padded.Span);
        nint addend = elsewhere ? (nint)(added.Pixel(0, 0, 0) - output.Pixel(0, 0, 0)) : 0;
        WindowGrid g = Grid(input, output, c.Kernel) with { Borders = borders, Addend = addend };
        for (int n = 0; n < c.N; n++)
        {
            ConvolutionAtLane.Forward(
                lane, Window(input, n, c.Kernel), packed.Pointer, padded.Pointer, output.Pixel(n, 0, 0), g, c.H, output.Stride, epilogue);
        }

        output.AssertOnlyPixelsWritten(0, output.Stride);
        if (before is null || elsewhere)
            output.AssertPaddingIsZero(0, output.Stride);
        return output.Values();
    }
}
