namespace Hush.Imaging.Noise.Camera;

/// <summary>
/// The bilinear value plus a share of the second difference of the color that is there: the linear filters of 5x5 pixels of Malvar, He and Cutler
/// (High-Quality Linear Interpolation for Demosaicing of Bayer-Patterned Color Images, ICASSP 2004, figure 2).
/// </summary>
internal static class MalvarDemosaicing
{
    /// <inheritdoc cref="BilinearDemosaicing.Apply"/>
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
                float own = padded[at], across = padded[at - 1] + padded[at + 1], down = padded[at - wide] + padded[at + wide];
                float diagonal = padded[at - wide - 1] + padded[at - wide + 1] + padded[at + wide - 1] + padded[at + wide + 1];
                float farAcross = padded[at - 2] + padded[at + 2], farDown = padded[at - (2 * wide)] + padded[at + (2 * wide)];
                switch (mosaic.ChannelAt(y, x))
                {
                    case 1:
                        float fromRow = ((5 * own) + (4 * across) - diagonal - farAcross + (0.5f * farDown)) / 8;
                        float fromColumn = ((5 * own) + (4 * down) - diagonal - farDown + (0.5f * farAcross)) / 8;
                        bool inRedRow = (y + mosaic.RedRow) % 2 == 0;
                        (red[x], green[x], blue[x]) = inRedRow ? (fromRow, own, fromColumn) : (fromColumn, own, fromRow);
                        break;
                    case int channel:
                        float far = farAcross + farDown, middle = ((4 * own) + (2 * (across + down)) - far) / 8;
                        float opposite = ((6 * own) + (2 * diagonal) - (1.5f * far)) / 8;
                        (red[x], green[x], blue[x]) = channel == 0 ? (own, middle, opposite) : (opposite, middle, own);
                        break;
                }
            }
        }
    }
}
