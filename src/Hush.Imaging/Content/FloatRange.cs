namespace Hush.Imaging.Content;

/// <summary>Which values of a float image are data, and which value is white.</summary>
/// <param name="Low">Smallest valid value; anything below is missing data, as NaN is.</param>
/// <param name="High">Largest valid value.</param>
/// <param name="White">The value of white: 1, or 255, 1023, 4095, 16383, 65535, ... if the values extend far beyond 1.</param>
/// <param name="Largest">The largest magnitude among the valid values, at least 16.</param>
internal sealed record FloatRange(float Low, float High, float White, float Largest)
{
    private const int Exponents = 256, One = 127;       // number of biased exponents of a float; the exponent of 1.0
    private const int PositiveGap = 10, NegativeGap = 4;    // in octaves: highlights reach far, but light is never negative
    private const int MaxExponent = One + 60;       // beyond, sums in a network may overflow
    private const float Plausible = 16;                 // images within ±16 need no analysis

    /// <summary>The range of integer images, and of float images with values around [0, 1].</summary>
    public static FloatRange Usual { get; } = new(float.MinValue, float.MaxValue, 1, Plausible);

    /// <summary>
    /// Analyzes the values of an image. An outlier is a value beyond both 1 and the median that is more than 2^10 times (2^4 times for
    /// negative values) the next smaller one of the same sign, such as the fill value -3.4e38. A group of outliers with different
    /// values must be less than 1% of the image. White differs from 1 if more than half of the data is at least 2, or if all of it is
    /// integers: then it is 2^n - 1 for the smallest even n from 8 up that holds 99% of the data, with an allowance for noise.
    /// </summary>
    public static FloatRange Of(ReadOnlySpan<float> values)
    {
        if (IsPlausible(values))
            return Usual;
        Span<long> counts = stackalloc long[2 * Exponents];
        counts.Clear();
        foreach (float value in values)
            counts[(int)(BitConverter.SingleToUInt32Bits(value) >> 23)]++;
        int median = Math.Clamp(MedianExponent(counts), One, MaxExponent);
        float high = Limit(values, counts[..Exponents], median, PositiveGap, negative: false);
        float low = -Limit(values, counts[Exponents..], median, NegativeGap, negative: true);
        return WithWhite(values, low, high);
    }

    /// <summary>
    /// Whether a value is data. NaN and infinity are not, nor are -9999 and -32768, fill values that often lie close to the data.
    /// </summary>
    public bool Contains(float value) => value >= Low && value <= High && value is not (-9999 or -32768);

    private static bool IsPlausible(ReadOnlySpan<float> values)
    {
        uint largest = BitConverter.SingleToUInt32Bits(Plausible);
        foreach (float value in values)
        {
            if ((BitConverter.SingleToUInt32Bits(value) & 0x7FFF_FFFF) > largest)        // true for NaN and infinity too
                return false;
        }

        return true;
    }

    private static int MedianExponent(ReadOnlySpan<long> counts)
    {
        long finite = 0, below = 0;
        for (int exponent = 0; exponent < Exponents - 1; exponent++)
            finite += counts[exponent] + counts[Exponents + exponent];
        int median = 0;
        while (median < Exponents - 1 && 2 * (below += counts[median] + counts[Exponents + median]) < finite)
            median++;
        return median;
    }

    /// <summary>The largest valid magnitude among the values of one sign.</summary>
    private static float Limit(ReadOnlySpan<float> values, ReadOnlySpan<long> counts, int median, int gap, bool negative)
    {
        int last = median;
        for (int exponent = median + 1; exponent < Exponents - 1; exponent++)
        {
            if (counts[exponent] == 0)
                continue;
            float min = MathF.ScaleB(1, exponent - One);
            if (exponent > MaxExponent
                || (exponent - last > gap && (IsFew(counts[exponent..^1], values.Length) || AreEqual(values, negative ? -min : min))))
                return MathF.BitDecrement(min);
            last = exponent;
        }

        return float.MaxValue;
    }

    private static bool IsFew(ReadOnlySpan<long> counts, long all)
    {
        long count = 0;
        foreach (long own in counts)
            count += own;
        return 100 * count < all;
    }

    /// <summary>Whether all finite values at or beyond a limit (away from 0) are equal.</summary>
    private static bool AreEqual(ReadOnlySpan<float> values, float limit)
    {
        float? first = null;
        foreach (float value in values)
        {
            if (!float.IsFinite(value) || (limit > 0 ? value < limit : value > limit))
                continue;
            first ??= value;
            if (value != first)
                return false;
        }

        return true;
    }

    private static FloatRange WithWhite(ReadOnlySpan<float> values, float low, float high)
    {
        Span<long> counts = stackalloc long[Exponents];        // of 0.8 times the magnitude: noise pushes white up by at most a quarter
        counts.Clear();
        long data = 0, bright = 0, whole = 0;
        float largest = Plausible;
        var range = new FloatRange(low, high, 1, Plausible);
        foreach (float value in values)
        {
            if (!range.Contains(value))
                continue;
            float magnitude = Math.Abs(value);
            data++;
            bright += magnitude >= 2 ? 1 : 0;
            whole += magnitude == MathF.Floor(magnitude) ? 1 : 0;
            largest = Math.Max(largest, magnitude);
            counts[(int)(BitConverter.SingleToUInt32Bits(0.8f * magnitude) >> 23)]++;
        }

        bool isUsual = largest == Plausible || (2 * bright <= data && whole < data);
        return range with { White = isUsual ? 1 : MathF.ScaleB(1, Bits(counts, data)) - 1, Largest = largest };
    }

    /// <summary>The smallest even number of bits, at least 8, that holds 99% of the magnitudes counted.</summary>
    private static int Bits(ReadOnlySpan<long> counts, long all)
    {
        int bits = 8;
        while (One + bits < Exponents && !IsFew(counts[(One + bits)..], all))
            bits += 2;
        return bits;
    }
}
