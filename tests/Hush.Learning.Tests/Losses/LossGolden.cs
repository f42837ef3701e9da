namespace Hush.Learning.Tests.Losses;

/// <summary>Mean losses and gradients from PyTorch, made by golden.py.</summary>
internal static class LossGolden
{
    public static readonly float[] Prediction = [0, 1, 0.5f, 0.25f, 0.9f, 1e-6f, 0.999999f, 0.3f, 0.7f, 0.01f, 0.99f];
    public static readonly float[] Target = [0, 0, 1, 0.25f, 0.1f, 1, 0, 0, 1, 0.5f, 0.75f];

    public static (double Mean, double[] Gradient) Of(string loss) => loss switch
    {
        "mse" or "log-mse" => (0.397063285112381, [0, 0.181818187, -0.0909090936, 0, 0.145454541, -0.181818008, 0.181818008, 0.0545454584,
            -0.0545454584, -0.0890909135, 0.0436363667]),
        "l1" => (0.511817991733551, [0, 0.0909090936, -0.0909090936, 0, 0.0909090936, -0.0909090936, 0.0909090936, 0.0909090936,
            -0.0909090936, -0.0909090936, 0.0909090936]),
        "bce" => (12.285086631774902, [0, 90909089800.0, -0.181818187, 0, 0.808080614, -90909.0938, 89717.7344, 0.129870132,
            -0.129870132, -4.49954081, 2.20385909]),
        _ => throw new ArgumentException(loss, nameof(loss)),
    };
}
