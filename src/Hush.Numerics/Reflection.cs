namespace Hush.Numerics;

/// <summary>Padding by symmetric reflection.</summary>
internal static class Reflection
{
    /// <summary>
    /// The index in 0 .. length - 1 of the value at a position: 0 1 2 2 1 0 0 1 2 ... for a length of 3. The edge value repeats,
    /// and the pattern repeats for short lengths.
    /// </summary>
    /// <param name="position">At least 0.</param>
    /// <param name="length">At least 1.</param>
    public static int Index(int position, int length)
    {
        int within = position % (2 * length);
        return within < length ? within : (2 * length) - 1 - within;
    }
}
