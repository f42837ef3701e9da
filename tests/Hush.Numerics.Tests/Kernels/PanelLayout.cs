namespace Hush.Numerics.Tests.Kernels;

/// <summary>Which channels packed weights keep together, written from the description: pairs of lanes, and what is left over.</summary>
internal static class PanelLayout
{
    /// <summary>The panel that a channel is in.</summary>
    /// <param name="channel">The channel.</param>
    /// <param name="channels">Channels in all, a multiple of the lane.</param>
    /// <param name="lane">Floats of a lane.</param>
    /// <returns>Its first channel and its width: two lanes, or at the end one; of 512 bits the last three lanes are one panel.</returns>
    public static (int First, int Width) Of(int channel, int channels, int lane)
    {
        int pair = 2 * lane, last = channels / pair * pair;
        if (lane == 16 && last < channels && last > 0)
            last -= pair;
        return channel < last ? (channel / pair * pair, pair) : (last, channels - last);
    }
}
