namespace Hush.Numerics.Tests.Kernels;

/// <summary>The panels of packed weights, implemented from the specification: pairs of lanes, then the remainder.</summary>
internal static class PanelLayout
{
    /// <summary>Returns the panel of a channel.</summary>
    /// <param name="channel">The channel.</param>
    /// <param name="channels">Total number of channels, a multiple of the lane width.</param>
    /// <param name="lane">Lane width in floats.</param>
    /// <returns>
    /// The panel's first channel and width: two lanes, or one at the end. At 512 bits, the last three lanes are one panel.
    /// </returns>
    public static (int First, int Width) Of(int channel, int channels, int lane)
    {
        int pair = 2 * lane, last = channels / pair * pair;
        if (lane == 16 && last < channels && last > 0)
            last -= pair;
        return channel < last ? (channel / pair * pair, pair) : (last, channels - last);
    }
}
