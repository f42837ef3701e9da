using System.IO.Compression;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Hush.Web.Tests.Browser;

public sealed class CleanPageTests(Chromium chromium) : IClassFixture<Chromium>
{
    private static readonly byte[] s_jpeg = Pictures.Noisy(ImageFormat.Jpeg, 300, 200);
    private static readonly byte[] s_png = Pictures.Noisy(ImageFormat.Png, 320, 200, bitDepth: 16);
    private static readonly byte[] s_tiff = Pictures.Noisy(ImageFormat.Tiff, 200, 260);

    [ChromiumFact]
    public async Task Several_photos_are_cleaned_and_each_can_be_downloaded_as_the_library_writes_it()
    {
        await using OpenPage open = await OpenPage.Open(chromium);
        await open.Clean(("a.jpg", s_jpeg), ("b.png", s_png), ("c.tif", s_tiff));
        await Expect(open.Page.Locator("#found")).ToContainTextAsync("white noise");
        await Expect(open.Page.Locator("#photo-facts")).ToContainTextAsync("300 × 200 · color · 8 bits · JPEG");
        Assert.Equal(("a-clean.jpg", true), await Download(open, "#download", Pictures.Denoised(s_jpeg, ImageFormat.Jpeg)));

        await open.Page.Locator(".thumb button").Nth(1).ClickAsync();
        await Expect(open.Page.Locator("#photo-facts")).ToContainTextAsync("16 bits · PNG");
        await open.Page.Locator("#strength").FillAsync("60");
        Assert.Equal(("b-clean.png", true), await Download(open, "#download", Pictures.Denoised(s_png, ImageFormat.Png, 60)));

        IDownload zip = await open.Page.RunAndWaitForDownloadAsync(() => open.Page.Locator("#download-all").ClickAsync());
        using var archive = new ZipArchive(File.OpenRead(await zip.PathAsync()));
        Assert.Equal(["a-clean.jpg", "b-clean.png", "c-clean.tif"], archive.Entries.Select(e => e.Name));
    }

    [ChromiumFact]
    public async Task Before_and_after_share_the_canvas_and_the_strength_blends_them_without_a_request()
    {
        await using OpenPage open = await OpenPage.Open(chromium);
        await open.Clean(("a.png", s_png));
        double before = (await open.Look(0.25, 0.5)).Deviation, after = (await open.Look(0.75, 0.5)).Deviation;
        Assert.True(before > after + 3, $"left of the divider {before:0.0}, right of it {after:0.0}");
        int requests = open.Requests.Count;
        await open.Page.Locator("#strength").FillAsync("0");
        await open.Page.WaitForTimeoutAsync(200);
        double without = (await open.Look(0.75, 0.5)).Deviation;
        Assert.True(without > after + 3, $"{without:0.0} without cleaning, {after:0.0} with");
        await open.Page.Locator("#strength").FillAsync("50");
        await open.Page.WaitForTimeoutAsync(200);
        Assert.InRange((await open.Look(0.75, 0.5)).Deviation, after, without);

        await open.Page.Locator("#strength").FillAsync("100");
        await open.Page.Locator("input[value=removed]").CheckAsync();
        await open.Page.WaitForTimeoutAsync(300);
        (double mean, double deviation) = await open.Look(0.5, 0.5);
        Assert.InRange(mean, 118, 138);
        Assert.True(deviation > 8, $"the removed noise deviates by {deviation:0.0}");
        Assert.Equal(requests, open.Requests.Count);
    }

    [ChromiumFact]
    public async Task The_divider_follows_the_keyboard_the_mouse_and_a_finger()
    {
        await using OpenPage open = await OpenPage.Open(chromium, width: 390, height: 844, phone: true);
        await open.Clean(("a.jpg", s_jpeg));
        ILocator split = open.Page.Locator("#split");
        await split.PressAsync("ArrowLeft");
        await Expect(split).ToHaveValueAsync("49");
        await split.PressAsync("Home");
        await Expect(split).ToHaveValueAsync("0");
        await split.PressAsync("End");
        await Expect(split).ToHaveValueAsync("100");
        await split.FillAsync("50");

        LocatorBoundingBoxResult stage = (await open.Page.Locator("#stage").BoundingBoxAsync())!;
        float middle = stage.X + (stage.Width / 2), y = stage.Y + (stage.Height / 3);
        await open.Page.Mouse.MoveAsync(middle, y);
        await open.Page.Mouse.DownAsync();
        await open.Page.Mouse.MoveAsync(stage.X + (stage.Width / 4), y, new() { Steps = 4 });
        await open.Page.Mouse.UpAsync();
        Assert.InRange(int.Parse(await split.InputValueAsync()), 23, 27);

        ICDPSession touch = await open.Page.Context.NewCDPSessionAsync(open.Page);
        await Touch(touch, "touchStart", (stage.X + (stage.Width / 4), y));
        await Touch(touch, "touchMove", (stage.X + (stage.Width / 2), y));
        await Touch(touch, "touchMove", (stage.X + (stage.Width * 3 / 4), y));
        await Touch(touch, "touchEnd");
        Assert.InRange(int.Parse(await split.InputValueAsync()), 72, 78);
    }

    [ChromiumFact]
    public async Task Both_halves_zoom_to_pixels_and_move_together()
    {
        await using OpenPage open = await OpenPage.Open(chromium);
        await open.Clean(("a.jpg", s_jpeg));
        ILocator canvas = open.Page.Locator("#canvas"), level = open.Page.Locator("#zoom-level");
        string fitted = await level.InnerTextAsync();
        await canvas.HoverAsync(new() { Position = new() { X = 150, Y = 200 } });
        await open.Page.Mouse.WheelAsync(0, -600);
        await Expect(level).Not.ToHaveTextAsync(fitted);
        await open.Page.WaitForTimeoutAsync(300);
        string left = await open.Patch(100, 200), right = await open.Patch(560, 200);
        LocatorBoundingBoxResult box = (await canvas.BoundingBoxAsync())!;
        await open.Page.Mouse.MoveAsync(box.X + 150, box.Y + 200);
        await open.Page.Mouse.DownAsync();
        await open.Page.Mouse.MoveAsync(box.X + 90, box.Y + 160, new() { Steps = 5 });
        await open.Page.Mouse.UpAsync();
        await open.Page.WaitForTimeoutAsync(300);
        Assert.NotEqual(left, await open.Patch(100, 200));
        Assert.Equal(left, await open.Patch(40, 160));
        Assert.Equal(right, await open.Patch(500, 160));
        await open.Page.Locator("#zoom-fit").ClickAsync();
        await Expect(level).ToHaveTextAsync(fitted);
        await canvas.PressAsync("1");
        await Expect(level).ToHaveTextAsync(fitted);         // never smaller than the window shows it
    }

    [ChromiumFact]
    public async Task Two_fingers_zoom_the_photo_on_a_phone()
    {
        await using OpenPage open = await OpenPage.Open(chromium, width: 390, height: 844, phone: true);
        await open.Clean(("a.jpg", s_jpeg));
        LocatorBoundingBoxResult stage = (await open.Page.Locator("#stage").BoundingBoxAsync())!;
        float x = stage.X + 100, y = stage.Y + (stage.Height / 2);
        ICDPSession touch = await open.Page.Context.NewCDPSessionAsync(open.Page);
        await Touch(touch, "touchStart", (x - 20, y), (x + 20, y));
        await Touch(touch, "touchMove", (x - 40, y), (x + 40, y));
        await Touch(touch, "touchMove", (x - 60, y), (x + 60, y));
        await Touch(touch, "touchEnd");
        await Expect(open.Page.Locator("#stage")).ToHaveClassAsync("stage zoomed");
        await open.RequireNoSidewaysScrolling();
    }

    [ChromiumFact]
    public async Task A_photo_can_be_canceled_and_cleaned_again()
    {
        await using OpenPage open = await OpenPage.Open(chromium);
        byte[] large = Pictures.Noisy(ImageFormat.Pgm, 2600, 2000, channels: 1);
        await open.Page.Locator("#files").SetInputFilesAsync(
            new FilePayload { Name = "large.pgm", MimeType = "image/x-portable-graymap", Buffer = large });
        await Expect(open.Page.Locator("#working")).ToBeVisibleAsync();
        await Expect(open.Page.Locator("#photo-facts")).ToContainTextAsync("2600 × 2000");
        await open.Page.Locator("#cancel").ClickAsync();
        await Expect(open.Page.Locator(".thumb.canceled")).ToHaveCountAsync(1);
        await Expect(open.Page.Locator("#working")).ToBeHiddenAsync();
        Assert.True(await RunningServer.Eventually(async () => await open.Server.Metric("hush_images_in_progress") == 0));
        Assert.Equal(0, await open.Server.Metric("hush_images_total"));
        await Expect(open.Page.Locator("#again")).ToHaveTextAsync("Try again");
        await open.Page.Locator("#again").ClickAsync();
        await Expect(open.Page.Locator(".thumb.done")).ToHaveCountAsync(1, new() { Timeout = 60_000 });
        await Expect(open.Page.Locator("#found-model")).ToContainTextAsync("photo-gray");
    }

    [ChromiumFact]
    public async Task The_model_and_the_level_can_be_chosen()
    {
        await using OpenPage open = await OpenPage.Open(chromium);
        await open.Clean(("a.jpg", s_jpeg));
        await open.Page.Locator("#adjust summary").ClickAsync();
        await open.Page.Locator("#model").SelectOptionAsync("photo-gray");
        await open.Page.Locator("#sigma").FillAsync("33");
        await open.Page.Locator("#again").ClickAsync();
        await Expect(open.Page.Locator("#found-model")).ToHaveTextAsync("Cleaned with photo-gray at level 33.", new() { Timeout = 30_000 });
    }

    [ChromiumFact]
    public async Task A_file_that_is_no_image_says_so_and_does_not_stop_the_others()
    {
        await using OpenPage open = await OpenPage.Open(chromium);
        await open.Page.Locator("#files").SetInputFilesAsync(
        [
            new FilePayload { Name = "notes.txt", MimeType = "text/plain", Buffer = "shopping list"u8.ToArray() },
            new FilePayload { Name = "a.jpg", MimeType = "image/jpeg", Buffer = s_jpeg },
        ]);
        await Expect(open.Page.Locator(".thumb.failed")).ToHaveCountAsync(1, new() { Timeout = 30_000 });
        await Expect(open.Page.Locator(".thumb.done")).ToHaveCountAsync(1, new() { Timeout = 30_000 });
        await Expect(open.Page.Locator("#stage-note")).ToContainTextAsync("a text file");
        await open.RequireAccessible();
    }

    [ChromiumFact]
    public async Task Photos_can_be_dropped_and_pasted()
    {
        await using OpenPage open = await OpenPage.Open(chromium);
        const string Send = """
            ([type, name, bytes]) => {
              const data = new DataTransfer();
              data.items.add(new File([new Uint8Array(bytes)], name, { type: 'image/jpeg' }));
              const event = type === 'drop' ? new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true })
                : new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true });
              document.body.dispatchEvent(event);
            }
            """;
        int[] bytes = [.. s_jpeg.Select(b => (int)b)];
        await open.Page.EvaluateAsync(Send, new object[] { "drop", "dropped.jpg", bytes });
        await Expect(open.Page.Locator(".thumb.done")).ToHaveCountAsync(1, new() { Timeout = 30_000 });
        await open.Page.EvaluateAsync(Send, new object[] { "paste", "image.png", bytes });
        await Expect(open.Page.Locator(".thumb.done")).ToHaveCountAsync(2, new() { Timeout = 30_000 });
        await Expect(open.Page.GetByRole(AriaRole.Button, new() { Name = "dropped.jpg, clean" })).ToBeVisibleAsync();
    }

    [ChromiumFact]
    public async Task A_folder_is_searched_for_images()
    {
        using var folder = new Hush.Testing.TemporaryFolder();
        folder.Write("trip/1.jpg", s_jpeg);
        folder.Write("trip/more/2.png", s_png);
        folder.Write("trip/notes.txt", "no image"u8.ToArray());
        await using OpenPage open = await OpenPage.Open(chromium);
        await open.Page.Locator("#folder").SetInputFilesAsync(folder["trip"]);
        await Expect(open.Page.Locator(".thumb.done")).ToHaveCountAsync(2, new() { Timeout = 30_000 });
        await Expect(open.Page.Locator(".thumb")).ToHaveCountAsync(2);
    }

    [ChromiumFact]
    public async Task Everything_works_with_the_keyboard_alone()
    {
        await using OpenPage open = await OpenPage.Open(chromium);
        IPage page = open.Page;
        // Subscribed before the first key: Chromium starts to intercept file choosers some time later.
        var opened = new TaskCompletionSource<IFileChooser>();
        page.FileChooser += (_, chooser) => opened.TrySetResult(chooser);
        await TabTo(page, "choose");
        await page.Keyboard.PressAsync("Enter");
        IFileChooser chooser = await opened.Task.WaitAsync(TimeSpan.FromSeconds(30));
        Assert.True(chooser.IsMultiple);
        await chooser.SetFilesAsync(
        [
            new FilePayload { Name = "a.jpg", MimeType = "image/jpeg", Buffer = s_jpeg },
            new FilePayload { Name = "b.png", MimeType = "image/png", Buffer = s_png },
        ]);
        await Expect(page.Locator(".thumb.done")).ToHaveCountAsync(2, new() { Timeout = 60_000 });
        await page.Locator("body").FocusAsync();
        await TabTo(page, "canvas");
        await page.Keyboard.PressAsync("+");
        await Expect(page.Locator("#stage")).ToHaveClassAsync("stage zoomed");
        await TabTo(page, "split");
        await page.Keyboard.PressAsync("ArrowRight");
        await Expect(page.Locator("#split")).ToHaveValueAsync("51");
        await page.Keyboard.PressAsync("Tab");
        await page.Keyboard.PressAsync("ArrowRight");
        await Expect(page.Locator("#photo-name")).ToHaveTextAsync("b.png");
        await TabTo(page, "strength");
        await page.Keyboard.PressAsync("ArrowLeft");
        await Expect(page.Locator("#strength-value")).ToHaveTextAsync("99%");
        await TabTo(page, "download");
        IDownload download = await page.RunAndWaitForDownloadAsync(() => page.Keyboard.PressAsync("Enter"));
        Assert.Equal("b-clean.png", download.SuggestedFilename);
    }

    [ChromiumTheory]
    [InlineData(390, 844, false)]
    [InlineData(390, 844, true)]
    [InlineData(768, 1024, false)]
    [InlineData(1280, 800, true)]
    [InlineData(1920, 1080, false)]
    public async Task The_page_is_accessible_and_fits_at_every_width(int width, int height, bool dark)
    {
        await using OpenPage open = await OpenPage.Open(chromium, width: width, height: height, dark: dark, phone: width < 500);
        await open.RequireAccessible();
        await open.RequireNoSidewaysScrolling();
        await open.Clean(("a-photo-with-a-rather-long-name-that-does-not-fit-into-a-line-of-the-panel.jpg", s_jpeg), ("b.png", s_png));
        await open.Page.Locator("#adjust summary").ClickAsync();
        await open.RequireAccessible();
        await open.RequireNoSidewaysScrolling();
        await Expect(open.Page.Locator("#download")).ToBeInViewportAsync();
        await Expect(open.Page.Locator("#stage")).ToBeInViewportAsync();
    }

    [ChromiumFact]
    public async Task A_camera_picture_of_twelve_megapixels_works_on_a_phone()
    {
        await using OpenPage open = await OpenPage.Open(chromium, width: 390, height: 844, phone: true);
        await open.Clean(("IMG_0001.pgm", Pictures.Noisy(ImageFormat.Pgm, 4000, 3000, channels: 1)));
        await open.Page.WaitForTimeoutAsync(1500);
        double before = (await open.Look(0.25, 0.5)).Mean;
        Assert.InRange(before, 20, 235);
        await Expect(open.Page.Locator("#found")).ToContainTextAsync("noise");
        await open.RequireNoSidewaysScrolling();
    }

    private static async Task<(string Name, bool IsEqual)> Download(OpenPage open, string button, byte[] expected)
    {
        IDownload download = await open.Page.RunAndWaitForDownloadAsync(() => open.Page.Locator(button).ClickAsync());
        byte[] content = await File.ReadAllBytesAsync(await download.PathAsync());
        return (download.SuggestedFilename, content.AsSpan().SequenceEqual(expected));
    }

    private static async Task TabTo(IPage page, string id)
    {
        for (int i = 0; i < 40; i++)
        {
            if (await page.EvaluateAsync<string>("() => document.activeElement.id") == id)
                return;
            await page.Keyboard.PressAsync("Tab");
        }

        Assert.Fail($"the element '{id}' cannot be reached with the Tab key");
    }

    private static Task Touch(ICDPSession session, string type, params (float X, float Y)[] points) => session.SendAsync(
        "Input.dispatchTouchEvent",
        new() { ["type"] = type, ["touchPoints"] = points.Select((p, i) => new { x = p.X, y = p.Y, id = i }).ToArray() });
}
