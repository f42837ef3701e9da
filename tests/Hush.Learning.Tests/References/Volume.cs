namespace Hush.Learning.Tests.References;

/// <summary>A batch of images in double precision, [N, H, W, C], dense.</summary>
internal sealed class Volume(int images, int height, int width, int channels)
{
    public int Images => images;

    public int Height => height;

    public int Width => width;

    public int Channels => channels;

    public double[] Values { get; } = new double[images * height * width * channels];

    public ref double this[int n, int y, int x, int c] => ref Values[(((((n * height) + y) * width) + x) * channels) + c];

    /// <summary>Zeros of the same shape.</summary>
    public Volume Like() => new(images, height, width, channels);

    /// <summary>Sets every element to a function of its position.</summary>
    public Volume Fill(Func<int, int, int, int, double> value)
    {
        ForEach((n, y, x, c) => this[n, y, x, c] = value(n, y, x, c));
        return this;
    }

    /// <summary>Visits every position.</summary>
    public void ForEach(Action<int, int, int, int> visit)
    {
        for (int n = 0; n < images; n++)
        {
            for (int y = 0; y < height; y++)
            {
                for (int x = 0; x < width; x++)
                {
                    for (int c = 0; c < channels; c++)
                        visit(n, y, x, c);
                }
            }
        }
    }
}
