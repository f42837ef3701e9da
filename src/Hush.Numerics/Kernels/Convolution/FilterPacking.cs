namespace Hush.Numerics.Kernels.Convolution;

/// <summary>Where filters lie that are to be packed: element (output, input, row, column) is at the sum of index x stride.</summary>
/// <param name="Base">Element (0, 0, 0, 0).</param>
/// <param name="Output">Stride of output channels, in floats.</param>
/// <param name="Input">Stride of input channels.</param>
/// <param name="Row">Stride of window rows; negative for a flipped filter.</param>
/// <param name="Column">Stride of window columns.</param>
internal readonly unsafe record struct FilterView(nint Base, nint Output, nint Input, nint Row, nint Column)
{
    /// <summary>The address of element (output, input, row, column).</summary>
    public float* At(int output, int input, int row, int column) =>
        (float*)Base + ((output * Output) + (input * Input) + (row * Row) + (column * Column));
}

/// <summary>
/// The matrix in which a convolution's kernels want their weights: a row for each position of the window, a column for each output
/// channel, both counted in the buffers' slots. Slots that hold no channel have weight 0.
/// </summary>
internal sealed unsafe class FilterPacking
{
    private readonly int _rows, _columns;
    private readonly int[] _inputSlots, _outputSlots;
    private readonly int _inputStride;
    private readonly nint[] _start;     // of each output channel
    private readonly nint[] _step;      // from one window position to the next, for each output channel

    /// <summary>Plans a packing.</summary>
    /// <param name="rows">Rows of a window.</param>
    /// <param name="columns">Pixels in a row of a window.</param>
    /// <param name="inputSlots">For each input channel its slot.</param>
    /// <param name="inputStride">Slots of an input pixel.</param>
    /// <param name="outputSlots">For each output channel its slot.</param>
    /// <param name="outputStride">Slots of an output pixel that the kernel writes: 1 to 4, or a multiple of 16.</param>
    public FilterPacking(int rows, int columns, int[] inputSlots, int inputStride, int[] outputSlots, int outputStride)
    {
        (_rows, _columns, _inputSlots, _inputStride, _outputSlots) = (rows, columns, inputSlots, inputStride, outputSlots);
        int window = rows * columns * inputStride;
        Length = (nint)window * outputStride;
        _start = new nint[outputSlots.Length];
        _step = new nint[outputSlots.Length];
        for (int o = 0; o < outputSlots.Length; o++)
        {
            int slot = outputSlots[o];
            if (IsNarrow(outputStride))
            {
                (_start[o], _step[o]) = ((nint)slot * window, 1);
                continue;
            }

            int panel = 0;
            while (panel + WideConvolution.PanelWidth(outputStride - panel) <= slot)
                panel += WideConvolution.PanelWidth(outputStride - panel);
            (_start[o], _step[o]) = (((nint)panel * window) + slot - panel, WideConvolution.PanelWidth(outputStride - panel));
        }
    }

    /// <summary>Floats of the packed matrix.</summary>
    public nint Length { get; }

    /// <summary>Whether results of so many slots are computed by <see cref="NarrowConvolution"/>.</summary>
    public static bool IsNarrow(int slots) => slots <= 4;

    /// <summary>packed = the filters, in this layout; slots without a channel are left as they are.</summary>
    public void Pack(in FilterView filters, float* packed)
    {
        for (int o = 0; o < _outputSlots.Length; o++)
        {
            for (int row = 0; row < _rows; row++)
            {
                for (int column = 0; column < _columns; column++)
                {
                    float* from = filters.At(o, 0, row, column);
                    float* to = packed + _start[o] + ((((nint)row * _columns) + column) * _inputStride * _step[o]);
                    for (int i = 0; i < _inputSlots.Length; i++)
                        to[_inputSlots[i] * _step[o]] = from[i * filters.Input];
                }
            }
        }
    }

    /// <summary>filters += the packed matrix, read in this layout.</summary>
    public void AddTo(in FilterView filters, float* packed)
    {
        for (int o = 0; o < _outputSlots.Length; o++)
        {
            for (int row = 0; row < _rows; row++)
            {
                for (int column = 0; column < _columns; column++)
                {
                    float* to = filters.At(o, 0, row, column);
                    float* from = packed + _start[o] + ((((nint)row * _columns) + column) * _inputStride * _step[o]);
                    for (int i = 0; i < _inputSlots.Length; i++)
                        to[i * filters.Input] += from[_inputSlots[i] * _step[o]];
                }
            }
        }
    }
}
