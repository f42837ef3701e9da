using System.Numerics;

namespace Hush.Learning.Losses;

/// <summary>The loss l(p, t) and its derivative dl/dp for one element: the scalar reference and its vector form.</summary>
internal interface IElementLoss
{
    static abstract float Term(float p, float t, out float slope);

    static abstract Vector<float> Term(Vector<float> p, Vector<float> t, out Vector<float> slope);
}
