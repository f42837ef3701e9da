namespace Hush.Testing;

/// <summary>Inner products in double precision, for adjoint identities.</summary>
public static class InnerProduct
{
    /// <summary>sum over i of a[i] b[i].</summary>
    public static double Of(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        double sum = 0;
        for (int i = 0; i < a.Length; i++)
            sum += (double)a[i] * b[i];
        return sum;
    }

    /// <summary>sqrt(<see cref="Of"/>(a, a)).</summary>
    public static double Norm(ReadOnlySpan<float> a) => Math.Sqrt(Of(a, a));
}
