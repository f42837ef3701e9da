using System.Xml.Linq;
using Hush.Imaging.Datasets;
using Hush.Reports;
using Hush.Training;
using Xunit;
using static Hush.Tests.Reports.RenderedPage;

namespace Hush.Tests.Reports;

/// <summary>The content of the page: the run's data, rounded and labeled.</summary>
public class PageContentTests
{
    [Fact]
    public void The_figures_are_the_data_with_two_decimals_for_decibels_and_four_for_ssim()
    {
        XElement results = Page(MadeUp.Report()).Descendants("section").Single(s => s.Attribute("id")!.Value == "results");
        string[][] rows = [.. results.Descendants("tr").Select(Cells)];
        Assert.Contains(["Noisy input", "8.92 ± 0.31", "8.89", "0.3341 ± 0.0622"], rows);
        Assert.Contains(["Gaussian filter, σ 1.1 px", "14.31 ± 0.82", "14.20", "0.5623 ± 0.0512"], rows);
        Assert.Contains(["Denoised", "21.52 ± 1.62", "21.14", "0.9318 ± 0.0291"], rows);
        Assert.Contains(["Gain over noisy", "+12.60", "+12.25", "+0.5976"], rows);
        Assert.Contains(["Gain over the filter", "+7.21", "+6.94", "+0.3695"], rows);
        Assert.Contains(["Denoised", "21.50 ± 1.58", "21.16", "0.9322 ± 0.0280"], rows);
        Assert.Contains(["Gaussian noise, σ\u00A0=\u00A0127.5/255, clipped to [0, 1], seed 7; 10,000 gray images, MNIST test set"], rows);
    }

    [Fact]
    public void The_log_shows_every_epoch_and_marks_the_best_alone()
    {
        XElement log = Page(MadeUp.Report()).Descendants("div")
            .Single(d => d.Attribute("aria-label")?.Value == "Training log");
        string[][] rows = [.. log.Descendants("tbody").Elements().Select(Cells)];
        Assert.Equal(["1", "0.05123", "0.04980", "19.25", "0.001000", "13.4"], rows[0]);
        Assert.Equal(["2", "0.02345", "–", "–", "0.0005000", "13.2"], rows[1]);
        Assert.Equal(["3best", "0.01234", "0.01301", "21.52", "1.250e−5", "13.3"], rows[2]);
        Assert.Equal(3, rows.Length);
        Assert.Single(log.Descendants("tr"), r => r.Attribute("class")?.Value == "best");
    }

    [Fact]
    public void An_infinite_psnr_and_an_undefined_ssim_are_shown_as_such()
    {
        ScoreSummary perfect = ScoreSummary.Of([MadeUp.Score(double.PositiveInfinity, null)]);
        EvaluationResult measurement = MadeUp.Measurement(25) with
        {
            Noisy = MadeUp.Summary(20, 20, 0, null, null),
            Baseline = perfect,
            Denoised = perfect,
            Scores = new EvaluationScores([MadeUp.Score(20, null)], [], [MadeUp.Score(double.PositiveInfinity, null)]),
        };
        ExampleImage example = MadeUp.Example(17, 1) with { DenoisedScore = MadeUp.Score(double.PositiveInfinity, null) };
        XElement page = Page(MadeUp.Report() with { Measurements = [measurement], Best = [example] });
        string[][] rows = [.. page.Descendants("tr").Select(Cells)];
        Assert.Contains(["Gaussian filter, σ 1.1 px", "∞", "∞", "–"], rows);
        Assert.Contains(["Denoised", "∞", "∞", "–"], rows);
        Assert.Contains(["Gain over noisy", "–", "–", "–"], rows);
        Assert.Equal(
            [["noisy20.00", "Gaussian filter, σ 1.1 px∞", "denoised∞"], ["noisy–", "Gaussian filter, σ 1.1 px–", "denoised–"]],
            page.Descendants("ul").Where(l => l.Attribute("class")?.Value == "key").Select(Cells));
        Assert.Contains(page.Descendants("img"), i => i.Attribute("alt")!.Value == "Test image 17, denoised: PSNR ∞ dB, SSIM –");
        XElement spread = page.Descendants("section").Single(s => s.Attribute("id")!.Value == "distributions");
        Assert.Equal(["PSNR of the test images"], spread.Descendants("h3").Select(h => h.Value));        // and no SSIM
        Assert.Contains("Not shown: 1 infinite or undefined scores.", spread.Value, StringComparison.Ordinal);
    }

    [Fact]
    public void A_mixture_of_one_sigma_is_still_described_in_full()
    {
        var noise = new Protocol("mixture", 25, true, 3) { Description = "for each image: gaussian noise; salt and pepper; clipped" };
        Assert.Contains(
            "Mixed noise (for each image: gaussian noise; salt and pepper; clipped), seed 3",
            Text(MadeUp.Report() with { Measurements = [MadeUp.Measurement(25) with { Protocol = noise }] }), StringComparison.Ordinal);
    }

    [Fact]
    public void Noise_that_has_no_one_sigma_is_described()
    {
        var noise = new Protocol("poisson", null, false, 3) { Description = "poisson noise, 30 photons at white, not clipped" };
        string text = Text(MadeUp.Report() with { Measurements = [MadeUp.Measurement(null) with { Protocol = noise }] });
        Assert.Contains(
            "Poisson noise, 30 photons at white, not clipped, seed 3; 10,000 gray images, MNIST test set", text,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Several_noise_levels_each_have_their_protocol()
    {
        string text = Text(MadeUp.Report() with { Measurements = [MadeUp.Measurement(76.5), MadeUp.Measurement(25)] });
        Assert.Contains("Gaussian noise, σ\u00A0=\u00A076.5/255, clipped to [0, 1], seed 7", text, StringComparison.Ordinal);
        Assert.Contains("Gaussian noise, σ\u00A0=\u00A025/255, clipped to [0, 1], seed 7", text, StringComparison.Ordinal);
        Assert.Contains("Images 0 to 99 of the same, σ\u00A0=\u00A025/255", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_photo_is_shown_by_its_center_and_the_page_says_so_to_eye_and_ear()
    {
        ReportImage photo = MadeUp.Image(300, 401, 3, 1);
        ExampleImage example = MadeUp.Example(4, 3) with { Clean = photo, Noisy = photo, Denoised = photo };
        const string Note = "For images larger than 256 × 256 pixels, the center is shown; the scores are for the whole image.";
        XElement page = Page(MadeUp.Report() with { Examples = [example], Best = [example], Worst = [MadeUp.Example(17, 3)] });
        XElement[] images = [.. page.Descendants("img")];
        Assert.All(images, i => Assert.InRange((int)i.Attribute("width")! * (int)i.Attribute("height")!, 1, 256 * 256));
        Assert.Equal(2 + 3 + 3, images.Count(i => i.Attribute("alt")!.Value.EndsWith(
            "; the center is shown, 256 × 256 of 401 × 300 pixels", StringComparison.Ordinal)));
        Assert.Equal(2, page.Descendants("p").Count(p => p.Value == Note));
        Assert.Equal(
            "Test image 4: 13.30 dB → 26.19 dB for the whole image; the center is shown",
            page.Descendants("figcaption").First().Value);
        Assert.DoesNotContain("center", string.Concat(Page(MadeUp.Report()).Descendants("body").Select(b => b.Value)),
            StringComparison.Ordinal);
    }

    [Fact]
    public void Data_that_has_a_published_content_has_it_or_is_marked_with_its_hashes()
    {
        XElement good = DataCard(MadeUp.Data("train-images", "ba89", published: true));
        Assert.Equal("✓ verified Every file has the published content.", Verdict(good));
        Assert.Equal([["train-images", "sha256:ba89"]], good.Descendants("li").Select(Cells));
        XElement marked = DataCard(MadeUp.Data("mine.gz", "f00d", published: false));
        Assert.Equal("! not the published content Compare the hashes before comparing scores.", Verdict(marked));
        Assert.Equal([["mine.gz (not the published content)", "sha256:f00d"]], marked.Descendants("li").Select(Cells));
    }

    [Fact]
    public void Figures_of_data_that_is_not_the_published_one_say_so_beside_them()
    {
        const string Doubt = "MNIST test set (unverified: not the published content)";
        XElement page = Page(MadeUp.Report() with { Data = MadeUp.Data("mine.gz", "f00d", published: false) });
        Assert.Contains(Doubt, page.Descendants("header").Single().Value, StringComparison.Ordinal);
        Assert.Single(page.Descendants("th"), h => h.Value.EndsWith(Doubt, StringComparison.Ordinal));
        Assert.Contains("UNVERIFIED", DataCard(MadeUp.Data("mine.gz", "f00d", published: false)).Value, StringComparison.Ordinal);
        foreach (DataUse data in new[] { MadeUp.Data("train-images", "ba89", published: true), MadeUp.Folder() })
            Assert.DoesNotContain("nverified", Page(MadeUp.Report() with { Data = data }).Value, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_of_one_s_own_is_named_by_its_content_hash_without_alarm()
    {
        DataUse pictures = MadeUp.Folder([.. Enumerable.Range(0, 40)
            .Select(i => new DataFile($"/{i}.png", $"{i}.png", $"{i:x64}", false))]);
        XElement card = DataCard(pictures);
        Assert.Equal("your own folder Scores are only comparable with those of the same content hash.", Verdict(card));
        Assert.Contains($"40 files from /home/me/pictures (content hash {pictures.Provenance.ContentHash})", card.Value,
            StringComparison.Ordinal);
        Assert.Empty(card.Descendants("li"));
        Assert.DoesNotContain("warn", card.Descendants().Attributes("class").SelectMany(c => c.Value.Split(' ')));
        Assert.DoesNotContain("verified", card.Value, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void The_recipe_is_complete_and_still_json()
    {
        XElement code = Page(MadeUp.Report()).Descendants("code").Single(c => c.Attribute("class")?.Value == "recipe");
        Assert.Equal(
            """
            {
              "name": "made-up",
              "noise": {
                "kind": "gaussian",
                "sigma": 127.5
              },
              "widths": [24, 48],
              "all": [
                {
                  "a": null
                }
              ]
            }
            """.ReplaceLineEndings("\n"), code.Value);
    }

    private static XElement DataCard(DataUse data) =>
        Page(MadeUp.Report() with { Data = data }).Descendants("h3")
            .Single(h => h.Value.StartsWith("Data: ", StringComparison.Ordinal)).Parent!;

    private static string Verdict(XElement card) => card.Elements("p").Single(p => p.Attribute("class")!.Value == "verdict").Value;

    private static string[] Cells(XElement row) => [.. row.Elements().Select(e => e.Value.Trim())];
}
