namespace Hush.Numerics.Random.Kernels;

/// <summary>A stream as Philox defines it: three words of the counter (the block index is the fourth) and two words of the key.</summary>
internal readonly record struct PhiloxStream(uint Image, uint Epoch, uint Purpose, uint Key0, uint Key1)
{
    internal const uint M0 = 0xD2511F53, M1 = 0xCD9E8D57;   // multipliers
    internal const uint W0 = 0x9E3779B9, W1 = 0xBB67AE85;   // added to the key after each round
    internal const int Rounds = 10;

    /// <summary>The part occupies the bits above the purpose, which uses the lower 16 bits.</summary>
    internal PhiloxStream(in RandomKey key)
        : this(key.Image, key.Epoch, (uint)key.Purpose ^ ((uint)key.Part << 16), (uint)key.Seed, (uint)(key.Seed >> 32))
    {
    }

    /// <summary>
    /// Scalar reference. One round maps (a, b, c, d) to (high(M1 c) ^ b ^ k0, low(M1 c), high(M0 a) ^ d ^ k1, low(M0 a)).
    /// </summary>
    internal (uint A, uint B, uint C, uint D) Block(uint block)
    {
        uint a = block, b = Image, c = Epoch, d = Purpose;
        uint k0 = Key0, k1 = Key1;
        for (int round = 0; round < Rounds; round++)
        {
            ulong p0 = (ulong)M0 * a, p1 = (ulong)M1 * c;
            (a, b, c, d) = ((uint)(p1 >> 32) ^ b ^ k0, (uint)p1, (uint)(p0 >> 32) ^ d ^ k1, (uint)p0);
            k0 += W0;
            k1 += W1;
        }

        return (a, b, c, d);
    }
}
