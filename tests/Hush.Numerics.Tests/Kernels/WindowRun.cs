using Hush.Numerics.Kernels.Convolution;
using Hush.Testing;

namespace Hush.Numerics.Tests.Kernels;

/// <summary>
/// Runs the kernels on a product of windows, with dense inputs and outputs. Slots that a window does not cover are NaN. Also checks
/// that nothing but the results is written, including the pixels between them.
/// </summary>
internal static unsafe class WindowRun
{
    /// <summary>y = or += bias + windows of x times w.</summary>
    /// <param name="c">The product.</param>
    /// <param name="lane">Lane width in floats.</param>
    /// <param name="x">Dense input.</param>
    /// <param name="w">Weights, [out, in, k, k].</param>
    /// <param name="bias">One value per output channel.</param>
    /// <param name="epilogue">Operation on each result.</param>
    /// <param name="before">Previous values of the whole output; empty for guard words.</param>
    public static float[] Forward(
        WindowCase c, int lane, float[] x, float[] w, float[] bias, Epilogue epilogue = Epilogue.None, float[]? before = null)
    {
        using PaddedImage input = Input(c, x), output = PaddedImage.Output(c.Output, before);
        using GuardedMemory packed = GuardedMemory.From(Layout(c, lane).Pack(ConvolutionRun.Dense(w, c.Input.C, c.Kernel)));
        using GuardedMemory padded = GuardedMemory.From(new float[output.Stride]);
        bias.CopyTo(padded.Span);
        for (int n = 0; n < c.Extents.N; n++)
        {
            ConvolutionAtLane.Forward(
                lane, input.Pixel(n, c.FirstRow, c.FirstColumn), packed.Pointer, padded.Pointer, output.Pixel(n, c.Row, c.Column),
                Grid(c, input, output), c.Extents.H, output.Stride, epilogue);
        }

        output.AssertOnlyPixelsWritten(0, output.Stride);
        return Results(c, output.Values(), before);
    }

    /// <summary>before + the sum over windows of x times dy, which is dense over the results.</summary>
    public static float[] WeightGradient(WindowCase c, int lane, float[] x, float[] dy, float[] before)
    {
        // The pixels between the results hold gradients of other products, which must be ignored.
        var whole = new float[c.Output.Count];
        whole.AsSpan().Fill(float.NaN);
        for (int a = 0; a < dy.Length; a++)
            whole[Place(c, a)] = dy[a];
        using PaddedImage input = Input(c, x), gradient = PaddedImage.Input(c.Output, whole, slack: 0);
        PackedFilters layout = Layout(c, lane);
        using GuardedMemory dw = GuardedMemory.From(layout.Pack(ConvolutionRun.Dense(before, c.Input.C, c.Kernel)));
        for (int n = 0; n < c.Extents.N; n++)
        {
            ConvolutionAtLane.WeightGradient(
                lane, input.Pixel(n, c.FirstRow, c.FirstColumn), gradient.Pixel(n, c.Row, c.Column), dw.Pointer,
                Grid(c, input, gradient), c.Extents.H, gradient.Stride);
        }

        dw.AssertIntact();
        return layout.Unpack(dw.Span);
    }

    /// <summary>Index of a result in the dense output.</summary>
    public static int Place(WindowCase c, int result)
    {
        Shape s = c.Extents;
        int o = result % s.C, column = result / s.C % s.W, row = result / s.C / s.W % s.H, n = result / s.C / s.W / s.H;
        return (((((n * c.Output.H) + (row * c.OutputStep) + c.Row) * c.Output.W) + (column * c.OutputStep) + c.Column) * s.C) + o;
    }

    private static PaddedImage Input(WindowCase c, float[] x)
    {
        PaddedImage input = PaddedImage.Input(
            c.Input, x, ConvolutionRun.Slack(c.Pixel.Stride, c.InputStep), c.Pixel.Stride, c.Pixel.Slots);
        input.FillSlots(c.Pixel.Span, float.NaN);
        return input;
    }

    private static PackedFilters Layout(WindowCase c, int lane) => new(
        c.Kernel, c.Pixel.Slots, c.Pixel.Span, [.. Enumerable.Range(0, c.Extents.C)], PaddedImage.DefaultStride(c.Extents.C), lane);

    private static WindowGrid Grid(WindowCase c, PaddedImage x, PaddedImage y) => new()
    {
        Columns = c.Extents.W,
        InputRowStep = c.InputStep * x.RowPitch,
        InputPixelStep = c.InputStep * x.Stride,
        WindowPitch = x.RowPitch,
        WindowRows = c.Kernel,
        WindowRuns = c.Pixel.InRuns ? c.Kernel : 1,
        RunPitch = c.Pixel.InRuns ? x.Stride : 0,
        WindowLength = c.Pixel.InRuns ? c.Pixel.Span : c.Kernel * x.Stride,
        OutputRowStep = c.OutputStep * y.RowPitch,
        OutputPixelStep = c.OutputStep * y.Stride,
    };

    /// <summary>Returns the results. Fails if a pixel between them was changed.</summary>
    private static float[] Results(WindowCase c, float[] output, float[]? before)
    {
        int[] places = [.. Enumerable.Range(0, (int)c.Extents.Count).Select(a => Place(c, a))];
        var written = new HashSet<int>(places);
        for (int i = 0; i < output.Length; i++)
        {
            if (!written.Contains(i))
                Assert.True(before is null
                    ? GuardedMemory.IsGuard(output[i]) : output[i] == before[i], $"value {i}, between two results, was overwritten");
        }

        return [.. places.Select(p => output[p])];
    }
}
