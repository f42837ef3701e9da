using Hush.Learning.Networks;
using Hush.Learning.Networks.Layers;

namespace Hush.Learning.Onnx.Import;

/// <summary>The filters of a convolution with stride 1 whose windows are centered at their pixel, [out, in, height, width].</summary>
internal sealed class Filters
{
    public Filters(int outputs, int inputs, int height, int width, NetworkWriter writer)
    {
        (Outputs, Inputs, Height, Width) = (outputs, inputs, height, width);
        writer.Reserve(checked((long)outputs * inputs * height * width));
        Values = new float[outputs * inputs * height * width];
    }

    private Filters(Filters other, int height, int width)
    {
        (Outputs, Inputs, Height, Width) = (other.Outputs, other.Inputs, height, width);
        (Bias, Dilation, Border) = (other.Bias, other.Dilation, other.Border);
        Values = new float[Outputs * Inputs * height * width];
        int top = (other.Height - height) / 2, left = (other.Width - width) / 2;
        for (int plane = 0; plane < Outputs * Inputs; plane++)
        {
            for (int row = 0; row < height; row++)
            {
                other.Values.AsSpan((((plane * other.Height) + top + row) * other.Width) + left, width)
                    .CopyTo(Values.AsSpan(((plane * height) + row) * width));
            }
        }
    }

    public int Outputs { get; }

    public int Inputs { get; }

    public int Height { get; }

    public int Width { get; }

    public float[] Values { get; }

    public float[]? Bias { get; set; }

    /// <summary>Pixels from one row or column of the window to the next.</summary>
    public int Dilation { get; set; } = 1;

    public BorderMode Border { get; set; }

    public ref float this[int output, int input, int row, int column] =>
        ref Values[(((((output * Inputs) + input) * Height) + row) * Width) + column];

    /// <summary>The filters without outer rows and columns of zeros, at least 3x3.</summary>
    public Filters Shrunk()
    {
        int height = Height, width = Width;
        while (height > 3 && IsZero((Height - height) / 2, 0, rowStep: height - 1, columnStep: 1))
            height -= 2;
        while (width > 3 && IsZero(0, (Width - width) / 2, rowStep: 1, columnStep: width - 1))
            width -= 2;
        return (height, width) == (Height, Width) ? this : new Filters(this, height, width);
    }

    /// <summary>True if all weights in some rows and columns are 0.</summary>
    private bool IsZero(int firstRow, int firstColumn, int rowStep, int columnStep)
    {
        for (int row = firstRow; row < Height - firstRow; row += rowStep)
        {
            for (int column = firstColumn; column < Width - firstColumn; column += columnStep)
            {
                for (int plane = 0; plane < Outputs * Inputs; plane++)
                {
                    if (Values[(((plane * Height) + row) * Width) + column] != 0)
                        return false;
                }
            }
        }

        return true;
    }
}
