using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Hush.Numerics.Kernels.Lanes;

namespace Hush.Numerics.Kernels.Convolution;

/// <summary>
/// Strides of a filter tensor: element (output, input, row, column) is at Base + index * stride, summed over the indices.
/// </summary>
/// <param name="Base">Address of element (0, 0, 0, 0).</param>
/// <param name="Output">Stride between output channels, in floats.</param>
/// <param name="Input">Stride between input channels.</param>
/// <param name="Row">Stride between window rows; negative for a flipped filter.</param>
/// <param name="Column">Stride between window columns; negative for a flipped filter.</param>
internal readonly unsafe record struct FilterView(nint Base, nint Output, nint Input, nint Row, nint Column)
{
    public float* At(int output, int input, int row, int column) =>
        (float*)Base + ((output * Output) + (input * Input) + (row * Row) + (column * Column));
}

/// <summary>
/// The weight matrix as the convolution kernels read it: one row per window position, one column per output channel, both indexed
/// by the channels' slots in the pixel buffers. Slots without a channel have weight 0.
/// </summary>
internal sealed unsafe class FilterPacking
{
    private readonly int _rows, _columns, _taps;
    private readonly int[] _inputSlots, _outputSlots;
    private readonly int[] _offsets;     // matrix row of each input channel and window pixel
    private readonly bool _hasGaps;     // some slots hold no channel
    private readonly nint[] _start;     // offset of each output channel
    private readonly nint[] _step;      // stride between window positions, for each output channel

    /// <summary>Computes the layout.</summary>
    /// <param name="rows">Window height.</param>
    /// <param name="columns">Window width.</param>
    /// <param name="inputSlots">The slot of each input channel.</param>
    /// <param name="inputStride">Slots per input pixel.</param>
    /// <param name="outputSlots">The slot of each output channel.</param>
    /// <param name="outputStride">Slots per output pixel that the kernel writes: 1 to 4, or a multiple of 16.</param>
    public FilterPacking(int rows, int columns, int[] inputSlots, int inputStride, int[] outputSlots, int outputStride)
    {
        (_rows, _columns, _taps, _inputSlots, _outputSlots) = (rows, columns, rows * columns, inputSlots, outputSlots);
        _offsets = [.. Enumerable.Range(0, inputSlots.Length * _taps).Select(k => (k % _taps * inputStride) + inputSlots[k / _taps])];
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
            while (panel + RegisterTile.PanelWidth(outputStride - panel) <= slot)
                panel += RegisterTile.PanelWidth(outputStride - panel);
            (_start[o], _step[o]) = (((nint)panel * window) + slot - panel, RegisterTile.PanelWidth(outputStride - panel));
        }
    }

    /// <summary>Size of the packed matrix, in floats.</summary>
    public nint Length { get; }

    /// <summary>True if <see cref="NarrowConvolution"/> computes outputs of this many slots.</summary>
    public static bool IsNarrow(int slots) => slots <= 4;

    /// <summary>packed = filters.</summary>
    public void Pack(in FilterView filters, float* packed)
    {
        if (_hasGaps)
            new Span<float>(packed, checked((int)Length)).Clear();
        Walk(filters, packed, packs: true);
    }

    /// <summary>filters += packed.</summary>
    public void AddTo(in FilterView filters, float* packed) => Walk(filters, packed, packs: false);

    /// <summary>
    /// Copies in blocks that fit the L1 cache: in one of the layouts, adjacent output channels are far apart, in the other, adjacent
    /// input channels. Within a block, copies 4x4 squares where both layouts have four contiguous elements, otherwise single elements.
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
                for (int o = firstOutput; o < endOutput;)
                {
                    int together = o + 4 <= endOutput && AreNeighbors(o) ? 4 : 1;
                    if (together == 1 || !WalkFour(filters, packed, packs, o, firstInput, endInput))
                    {
                        for (int k = o; k < o + together; k++)
                            WalkOne(filters, packed, packs, k, firstInput, endInput);
                    }

                    o += together;
                }
            }
        }
    }

    /// <summary>True if this and the next three output channels are contiguous in the packed matrix.</summary>
    private bool AreNeighbors(int output) =>
        _start[output + 3] == _start[output] + 3 && _step[output + 3] == _step[output] && _step[output] >= 4;

    // This method and those below are called only a few times per step. Without AggressiveOptimization, tiered compilation would
    // leave them unoptimized for thousands of steps.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void WalkOne(in FilterView filters, float* packed, bool packs, int output, int firstInput, int endInput)
    {
        for (int tap = 0; tap < _taps; tap++)
        {
            float* filter = filters.At(output, 0, tap / _columns, tap % _columns);
            for (int i = firstInput; i < endInput; i++)
                Move(filter + (i * filters.Input), packed + _start[output] + (_offsets[(i * _taps) + tap] * _step[output]), packs);
        }
    }

    /// <summary>
    /// Copies four output channels that are contiguous in the packed matrix, along any contiguous axis of the filters; false if
    /// there is none.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private bool WalkFour(in FilterView filters, float* packed, bool packs, int output, int firstInput, int endInput)
    {
        float* to = packed + _start[output];
        nint step = _step[output];
        bool rises = filters.Column == 1 && filters.Row == _columns, falls = filters.Column == -1 && filters.Row == -_columns;
        if (filters.Output == 1)
        {
            for (int tap = 0; tap < _taps; tap++)
            {
                for (int i = firstInput; i < endInput; i++)
                    MoveFour(filters.At(output, i, tap / _columns, tap % _columns), to + (_offsets[(i * _taps) + tap] * step), packs);
            }
        }
        else if (filters.Input == 1)
        {
            for (int tap = 0; tap < _taps; tap++)
            {
                float* from = filters.At(output, firstInput, tap / _columns, tap % _columns);
                WalkRun(from, filters.Output, to, step, (firstInput * _taps) + tap, _taps, endInput - firstInput, packs);
            }
        }
        else if (rises && filters.Input == _taps)
        {
            WalkRun(filters.At(output, firstInput, 0, 0), filters.Output, to, step, firstInput * _taps, 1, (endInput - firstInput) * _taps,
                packs);
        }
        else if ((rises || falls) && _taps >= 4)
        {
            for (int i = firstInput; i < endInput; i++)
            {
                float* from = rises ? filters.At(output, i, 0, 0) : filters.At(output, i, _rows - 1, _columns - 1);
                WalkRun(from, filters.Output, to, step, rises ? i * _taps : ((i + 1) * _taps) - 1, rises ? 1 : -1, _taps, packs);
            }
        }
        else
        {
            return false;
        }

        return true;
    }

    /// <summary>Copies a contiguous run of the filters of four output channels; _offsets gives the matrix rows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void WalkRun(float* from, nint apart, float* to, nint step, int index, int indexStep, int count, bool packs)
    {
        int k = 0;
        for (; k + 4 <= count; k += 4, from += 4, index += 4 * indexStep)
        {
            float* a = to + (_offsets[index] * step), b = to + (_offsets[index + indexStep] * step);
            float* c = to + (_offsets[index + (2 * indexStep)] * step), d = to + (_offsets[index + (3 * indexStep)] * step);
            if (packs)
                FourByFour.OfColumns(from, apart).Store(a, b, c, d);
            else
                FourByFour.OfColumns(a, b, c, d).AddTo(from, apart);
        }

        for (; k < count; k++, from++, index += indexStep)
        {
            for (int o = 0; o < 4; o++)
                Move(from + (o * apart), to + (_offsets[index] * step) + o, packs);
        }
    }

    private static void Move(float* filter, float* packed, bool packs)
    {
        if (packs)
            *packed = *filter;
        else
            *filter += *packed;
    }

    private static void MoveFour(float* filter, float* packed, bool packs)
    {
        if (packs)
            Vector128.Store(Vector128.Load(filter), packed);
        else
            Vector128.Store(Vector128.Load(filter) + Vector128.Load(packed), filter);
    }
}
