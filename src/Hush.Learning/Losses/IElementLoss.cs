using System.Numerics;

namespace Hush.Learning.Losses;

/// <summary>One element's loss l(p, t) and slope dl/dp: the scalar definition, and the same for a vector of elements.</summary>
internal interface IElementLoss
{
    static abstract float Term(float p, float t, out float slope);

    static abstract Vector<float> Term(Vector<float> p, Vector<float> t, out Vector<float> slope);
}
