using Hush.Testing;
using Hush.Training;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Hush.Web.Tests.Browser;

public sealed class TrainPageTests(Chromium chromium) : IClassFixture<Chromium>
{
    private const string Header = "epoch,train_loss,validation_loss,validation_psnr,rate,seconds\n";

    [ChromiumTheory]
    [InlineData(390, 844, true)]
    [InlineData(768, 1024, false)]
    [InlineData(1280, 800, false)]
    [InlineData(1920, 1080, true)]
    public async Task Runs_are_listed_shown_and_compared_and_a_new_epoch_appears_by_itself(int width, int height, bool dark)
    {
        await using OpenPage open = await OpenPage.Open(
            chromium, "/train", width, height, dark, prepare: server =>
            {
                WriteRun(server, "first", "1,0.3,0.25,18,0.01,5\n2,0.2,0.21,19.5,0.008,10\n");
                WriteRun(server, "deep/second", "1,0.4,0.35,17,0.01,5\n2,0.3,0.31,18.25,0.008,10\n3,0.2,NaN,18.5,0.002,15\n");
            });
        IPage page = open.Page;
        await page.GetByRole(AriaRole.Button, new() { Name = "first" }).ClickAsync();
        await Expect(page.Locator("#figure-psnr")).ToHaveTextAsync("19.50 dB");
        await Expect(page.Locator("#chart-psnr svg")).ToHaveAttributeAsync(
            "aria-label", "Validation PSNR in dB. first: 19.50 dB after epoch 2.");
        await page.GetByLabel("Compare with deep/second").CheckAsync();
        await Expect(page.Locator("#chart-psnr polyline")).ToHaveCountAsync(2);
        await page.Locator("#table-card summary").ClickAsync();
        await open.RequireAccessible();
        await open.RequireNoSidewaysScrolling();
        await File.AppendAllTextAsync(Path.Combine(open.Server.Options.Runs, "first", "log.csv"), "3,0.15,0.18,20.75,0.001,15\n");
        await Expect(page.Locator("#figure-psnr")).ToHaveTextAsync("20.75 dB");
        await Expect(page.Locator("#rows tr")).ToHaveCountAsync(3);
    }

    [ChromiumFact]
    public async Task A_training_is_started_from_the_form_watched_stopped_and_resumed()
    {
        using var images = new TemporaryFolder();
        for (int i = 0; i < 40; i++)
            images.Write($"{i}.png", Pictures.Noisy(ImageFormat.Png, 16, 16, channels: 1));
        await using OpenPage open = await OpenPage.Open(chromium, "/train");
        IPage page = open.Page;
        await page.Locator("#new").ClickAsync();
        await page.Locator("#recipe").SelectOptionAsync("mnist");
        await Expect(page.Locator("#name")).ToHaveValueAsync("mnist");
        await open.RequireAccessible();
        foreach (string group in (string[])["Data", "Model"])
            await page.Locator("#groups summary", new() { HasTextString = group }).ClickAsync();
        await Fill("data.name", images.Path);
        await Fill("data.validation", "6");
        await Fill("model.widths", "8, 16");
        await Fill("model.blocks", "1");
        await Fill("batch", "5");
        await Fill("epochs", "a few");
        await page.GetByText("Start training").ClickAsync();
        await Expect(page.Locator("#form-error")).ToContainTextAsync("epochs");
        await Fill("epochs", "100000");
        await page.GetByText("Start training").ClickAsync();
        await Expect(page.Locator("#phase")).ToContainTextAsync("Epoch", new() { Timeout = 60_000 });
        await Expect(page.Locator("#rows tr").First).ToBeAttachedAsync(new() { Timeout = 60_000 });
        await page.Locator("#stop").ClickAsync();
        await Expect(page.Locator("#resume")).ToBeVisibleAsync(new() { Timeout = 30_000 });
        var folder = new RunFolder(Path.Combine(open.Server.Options.Runs, "mnist"));
        Assert.True(File.Exists(folder.Checkpoint));
        Assert.Equal(5, Recipe.LoadFile(folder.Recipe).Batch);
        await page.Locator("#resume").ClickAsync();
        await Expect(page.Locator("#stop")).ToBeVisibleAsync(new() { Timeout = 30_000 });
        await page.Locator("#stop").ClickAsync();
        await Expect(page.Locator("#resume")).ToBeVisibleAsync(new() { Timeout = 30_000 });
        await page.Locator("#report-card summary").ClickAsync();
        await Expect(page.FrameLocator("#report").Locator("h1")).ToBeVisibleAsync();

        Task Fill(string path, string value) => page.Locator($"[data-path='{path}']").FillAsync(value);
    }

    private static void WriteRun(RunningServer server, string name, string rows)
    {
        var folder = new RunFolder(Directory.CreateDirectory(Path.Combine(server.Options.Runs, name)).FullName);
        File.WriteAllText(folder.Recipe, Recipe.LoadBuiltIn("mnist").ToJson());
        File.WriteAllText(folder.Log, Header + rows);
    }
}
