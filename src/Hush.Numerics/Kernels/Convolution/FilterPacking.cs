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
    private readonly bool _hasGaps;     // slots that hold no channel
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
        _hasGaps = inputSlots.Length < inputStride || outputSlots.Length < outputStride;
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

    /// <summary>packed = the filters, in this layout.</summary>
    public void Pack(in FilterView filters, float* packed)
    {
        if (_hasGaps)
            new Span<float>(packed, checked((int)Length)).Clear();
        Walk(filters, packed, packs: true);
    }

    /// <summary>filters += the packed matrix, read in this layout.</summary>
    public void AddTo(in FilterView filters, float* packed) => Walk(filters, packed, packs: false);

    /// <summary>
    /// Through both layouts in blocks that fit the first-level cache: an output channel is a whole line away from the next in one of them, an
    /// input channel in the other.
    /// </summary>
    private void Walk(in FilterView filters, float* packed, bool packs)
    {
        const int Outputs = 32, Inputs = 16;
        for (int firstOutput = 0; firstOutput < _outputSlots.Length; firstOutput += Outputs)
        {
            int endOutput = Math.Min(firstOutput + Outputs, _outputSlots.Length);
            for (int firstInput = 0; firstInput < _inputSlots.Length; firstInput += Inputs)
            {
                int endInput = Math.Min(firstInput + Inputs, _inputSlots.Length);
                for (int o = firstOutput; o < endOutput; o++)
                    Walk(filters, packed, packs, o, firstInput, endInput);
            }
        }
    }

    private void Walk(in FilterView filters, float* packed, bool packs, int output, int firstInput, int endInput)
    {
        nint step = _step[output], input = filters.Input;
        for (int row = 0; row < _rows; row++)
        {
            for (int column = 0; column < _columns; column++)
            {
                float* filter = filters.At(output, 0, row, column);
                float* place = packed + _start[output] + ((((nint)row * _columns) + column) * _inputStride * step);
                for (int i = firstInput; i < endInput; i++)
                {
                    if (packs)
                        place[_inputSlots[i] * step] = filter[i * input];
                    else
                        filter[i * input] += place[_inputSlots[i] * step];
                }
            }
        }
    }
}
