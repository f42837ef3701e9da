using Hush.Learning.Networks;
using Hush.Learning.TensorBoard;
using Hush.Learning.TensorBoard.Messages;
using Hush.Learning.Training;
using Hush.Reports;
using Hush.Reports.Pictures;

namespace Hush.Training;

/// <summary>
/// The event file of a run: the curves and the SSIM after each epoch; example images and histograms of the weights after at most
/// <see cref="MaxDetailed"/> epochs; the scores of the test images at the end. The step is the epoch.
/// </summary>
internal sealed class TensorBoardLog : IDisposable
{
    private const int MaxDetailed = 50;
    private const string SsimTag = "ssim/validation", ImagesTag = "images/validation", TestGroup = "test/";

    private readonly EventFile _file;
    private readonly int _planned;

    /// <summary>Opens the file of a run, and adds the curves of epochs that are in its log, but not in the file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="log">The completed epochs. Later ones are removed from the file, as are the results of the end.</param>
    /// <param name="planned">Number of epochs in the recipe.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public TensorBoardLog(string path, IReadOnlyList<EpochMetrics> log, int planned)
    {
        _planned = planned;
        _file = new EventFile(
            path,
            (step, summary) => step <= log.Count && !summary.Value.Any(v => v.Tag.StartsWith(TestGroup, StringComparison.Ordinal)),
            TimeProvider.System);
        foreach (EpochMetrics epoch in log.Skip((int)_file.LastStep))
            _file.Write(epoch.Epoch, Curves(epoch));
    }

    /// <summary>Adds an epoch, unless it was added before.</summary>
    public void Add(EpochMetrics epoch, ValidationSet validation, Weights weights)
    {
        if (epoch.Epoch <= _file.LastStep)
            return;
        Summary summary = Curves(epoch);
        summary.AddScalar(SsimTag, validation.Ssim);
        if (IsDetailed(epoch.Epoch))
        {
            AddImages(summary, validation.Examples);
            foreach (Parameter parameter in weights.Layout.Parameters.Where(p => p.Learned))
                summary.AddHistogram($"weights/{parameter.Name}", weights[parameter.Name]);
        }

        _file.Write(epoch.Epoch, summary);
    }

    /// <summary>Adds the scores of the test images.</summary>
    public void Add(EvaluationResult result)
    {
        var summary = new Summary();
        summary.AddScalar(TestGroup + "psnr", result.Denoised.PsnrMean);
        summary.AddScalar(TestGroup + "ssim", result.Denoised.SsimMean ?? double.NaN);
        _file.Write(_file.LastStep, summary);
    }

    public void Dispose() => _file.Dispose();

    private bool IsDetailed(int epoch) =>
        epoch == 1 || epoch == _planned || epoch % (1 + ((_planned - 1) / (MaxDetailed - 2))) == 0;

    private static Summary Curves(EpochMetrics epoch)
    {
        var summary = new Summary();
        foreach (TrainingCurve curve in TrainingCurves.All)
            summary.AddScalar(curve.Tag, curve.Value(epoch));
        return summary;
    }

    private static void AddImages(Summary summary, IReadOnlyList<ExampleImage> examples)
    {
        (int Height, int Width, int Channels) size = default;
        byte[]? grid = ImageGrid.Of(examples, (height, width, channels, pixels) =>
        {
            size = (height, width, channels);
            return ReportPng.Encode(height, width, channels, pixels);
        });
        if (grid is not null)
            summary.AddImage(ImagesTag, size.Height, size.Width, size.Channels, grid);
    }
}
