using Hush.Imaging.Datasets;

namespace Hush.Cli.Display;

/// <summary>Shows files on their way to this machine, one piece of work each.</summary>
internal sealed class FetchDisplay(IProgressView view) : IProgress<FetchProgress>
{
    public void Report(FetchProgress value)
    {
        double? share = value.Total is > 0 and { } total ? Math.Min(1, value.Bytes / (double)total) : null;
        string of = value.Total is { } all ? $" of {Figures.Bytes(all)}" : "";
        view.Show(new WorkState($"{value.Source} {value.File}", $"Fetching {value.File} from {value.Source}", share, $"{Figures.Bytes(value.Bytes)}{of}"));
    }
}

/// <summary>Shows the share of a piece of work that is done.</summary>
internal sealed class ShareDisplay(IProgressView view, string title) : IProgress<double>
{
    public void Report(double value) => view.Show(new WorkState(title, title, value));
}
