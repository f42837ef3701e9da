using System.Xml.Linq;
using Hush.Learning.Training;
using Hush.Reports;
using Xunit;
using static Hush.Tests.Reports.RenderedPage;

namespace Hush.Tests.Reports;

/// <summary>Which curves the training section shows.</summary>
public class TrainingChartsTests
{
    [Theory]
    [InlineData("bce", "BCE loss")]
    [InlineData("l1", "L1 loss")]
    [InlineData("mse", "MSE loss")]
    [InlineData("", "loss")]
    public void The_loss_axis_names_the_loss(string loss, string title)
    {
        XElement chart = Loss(MadeUp.Report() with { Loss = loss });
        Assert.Contains(chart.Descendants("text"), t => t.Value == title);
        Assert.StartsWith(char.ToUpperInvariant(title[0]) + title[1..] + " over 3 epochs.", chart.Element("desc")!.Value,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1, true)]
    [InlineData(5, true)]
    [InlineData(6, false)]
    public void Steps_are_drawn_where_epochs_are_few(int epochs, bool bySteps)
    {
        XElement chart = Loss(MadeUp.Report() with
        {
            Epochs = [.. Enumerable.Range(1, epochs).Select(e => new EpochMetrics(e, 0.1, 0.1, 20, 1e-3, e))],
            StepLosses = [.. Enumerable.Range(0, 10).Select(i => new StepLoss(epochs * (i + 0.5) / 10, 0.2))],
        });
        Assert.Equal(bySteps, chart.Descendants("path").Any(p => p.Attribute("class")!.Value == "series by-step"));
        Assert.Equal(!bySteps, chart.Descendants("path").Any(p => p.Attribute("class")!.Value == "series training"));
    }

    [Fact]
    public void A_training_that_is_not_measured_yet_has_its_curves_alone()
    {
        XElement page = Page(new RunReport
        {
            Title = "Running",
            RecipeName = "running",
            Epochs = [new EpochMetrics(1, 0.1, 0.1, 20, 1e-3, 5)],
            BestEpoch = 1,
        });
        Assert.Equal(["training"], page.Descendants("section").Select(s => s.Attribute("id")!.Value));
    }

    private static XElement Loss(RunReport report) =>
        Page(report).Descendants("svg").Single(s => s.Attribute("aria-labelledby")!.Value.StartsWith("loss-", StringComparison.Ordinal));
}
