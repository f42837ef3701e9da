namespace Hush.Imaging.Noise.Camera;

/// <summary>The two missing colors of each pixel as the mean of the two or four nearest pixels that have them.</summary>
internal static class BilinearDemosaicing
{
    /// <summary>Fills three planes.</summary>
    /// <param name="padded">The mosaic with the border of <see cref="BayerMosaic.Pad"/>.</param>
    /// <param name="mosaic">Its order.</param>
    /// <param name="rgb">Receives the colors.</param>
    public static void Apply(ReadOnlySpan<float> padded, BayerMosaic mosaic, Planes rgb)
    {
        const int Border = BayerMosaic.Border;
        int wide = rgb.Width + (2 * Border);
        for (int y = 0; y < rgb.Height; y++)
        {
            Span<float> red = rgb[0].Slice(y * rgb.Width, rgb.Width), green = rgb[1].Slice(y * rgb.Width, rgb.Width);
            Span<float> blue = rgb[2].Slice(y * rgb.Width, rgb.Width);
            int start = ((y + Border) * wide) + Border;
            for (int x = 0; x < red.Length; x++)
            {
                int at = start + x;
                float own = padded[at], across = (padded[at - 1] + padded[at + 1]) / 2, down = (padded[at - wide] + padded[at + wide]) / 2;
                switch (mosaic.ChannelAt(y, x))
                {
                    case 1:
                        // On a green pixel red lies left and right in a row with red, else above and below.
                        bool inRedRow = (y + mosaic.RedRow) % 2 == 0;
                        (red[x], green[x], blue[x]) = inRedRow ? (across, own, down) : (down, own, across);
                        break;
                    case int channel:
                        float diagonal = (padded[at - wide - 1] + padded[at - wide + 1] + padded[at + wide - 1] + padded[at + wide + 1]) / 4;
                        (red[x], green[x], blue[x]) = channel == 0 ? (own, (across + down) / 2, diagonal) : (diagonal, (across + down) / 2, own);
                        break;
                }
            }
        }
    }
}
