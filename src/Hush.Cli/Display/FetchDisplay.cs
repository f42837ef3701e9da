using Hush.Imaging.Datasets;

namespace Hush.Cli.Display;

/// <summary>Shows the progress of a download.</summary>
internal sealed class FetchDisplay(IProgressView view) : IProgress<FetchProgress>
{
    public void Report(FetchProgress value)
    {
        double? fraction = value.Total is > 0 and { } total ? Math.Min(1, value.Bytes / (double)total) : null;
        string of = value.Total is { } all ? $" of {Figures.Bytes(all)}" : "";
        string source = Uri.TryCreate(value.Source, UriKind.Absolute, out Uri? address) ? address.Host : value.Source;
        string what = $"{value.File} from {source}";
        view.Show(new WorkState("fetch", what, fraction, $"{Figures.Bytes(value.Bytes)}{of}", $"Fetching {what}"));
    }
}
