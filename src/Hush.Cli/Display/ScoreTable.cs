using Hush.Evaluation;
using Hush.Imaging.Metrics;
using Spectre.Console;

namespace Hush.Cli.Display;

/// <summary>Noisy, baseline and denoised, one below the other.</summary>
internal static class ScoreTable
{
    /// <param name="channel">Where to.</param>
    /// <param name="noisy">Noisy against clean.</param>
    /// <param name="baseline">The gaussian filter against clean.</param>
    /// <param name="denoised">The network against clean.</param>
    /// <param name="width">The filter's deviation in pixels.</param>
    public static void Write(TextChannel channel, ScoreSummary noisy, ScoreSummary baseline, ScoreSummary denoised, double width)
    {
        Table table = Tables.New("", "PSNR, dB", "PSNR of mean MSE", "SSIM");
        Add(table, "noisy", noisy, Style.Plain);
        Add(table, $"gaussian filter, {width:0.##} px", baseline, Style.Plain);
        Add(table, "denoised", denoised, new Style(decoration: Decoration.Bold));
        Tables.Write(channel, table);
    }

    private static void Add(Table table, string name, ScoreSummary score, Style style)
    {
        string[] figures = [Figures.PsnrWithSpread(score), Figures.Decibels(score.PsnrOfMeanMse), Figures.SsimWithSpread(score)];
        table.AddRow(figures.Prepend(name).Select(cell => new Text(cell, style)));
    }
}

/// <summary>The tables of this program look alike.</summary>
internal static class Tables
{
    /// <summary>A table with the first column to the left and figures to the right, or all to the left.</summary>
    public static Table New(params string[] columns)
    {
        var table = new Table().Border(TableBorder.Simple);
        for (int i = 0; i < columns.Length; i++)
            table.AddColumn(new TableColumn(new Text(columns[i])) { Alignment = i == 0 ? Justify.Left : Justify.Right });
        return table;
    }

    /// <summary>Adds a row; cells are no markup.</summary>
    public static void Add(Table table, params IEnumerable<string> cells) => table.AddRow(cells.Select(cell => new Text(cell)));

    /// <summary>Writes it at once.</summary>
    public static void Write(TextChannel channel, Table table)
    {
        channel.Console.Write(table);
        channel.Writer.Flush();
    }
}

/// <summary>The lines that figures carry, so that they cannot be misread.</summary>
internal static class Protocols
{
    public static void Write(TextChannel channel, Protocol protocol, int images, string dataset, bool isVerified)
    {
        string unverified = isVerified ? "" : " (not a published data set)", count = Figures.Count(images);
        channel.Line($"Protocol: {protocol.Description}, seed {protocol.Seed}; {count} test images of {dataset}{unverified}.");
        channel.Line("Means over the images ± their spread. SSIM: 11x11 gaussian window of σ 1.5.");
        channel.Line();
    }
}
