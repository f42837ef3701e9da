using Hush.Reports.Markup;
using static Hush.Reports.Markup.Tags;

namespace Hush.Reports;

/// <summary>The title of a page and how often it is reloaded.</summary>
/// <param name="Title">The title, without the name of the program.</param>
/// <param name="RefreshSeconds">Seconds until the browser reloads the page; null if it never changes.</param>
internal sealed record PageHead(string Title, int? RefreshSeconds);

/// <summary>The frame of a self-contained page: head, table of contents, sections, footer. No scripts, no network requests.</summary>
internal static class PageFrame
{
    // Allows only what the page uses, so the browser blocks anything else, even if a bug puts it on the page.
    private const string Policy = "default-src 'none'; img-src data:; style-src 'unsafe-inline'";

    private const string Icon = "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'%3E" +
        "%3Crect width='16' height='16' rx='4' fill='%231666a8'/%3E%3Cpath d='M2 8l1.5-4 2 8 2-6 1.5 3 1-1h4' fill='none' " +
        "stroke='white' stroke-width='1.4'/%3E%3C/svg%3E";

    /// <summary>Renders the page; sections that are null are omitted.</summary>
    public static string Render(
        PageHead head, Element? notices, Element hero, IEnumerable<(string Id, string Name, Element? Section)> sections, string version)
    {
        Element main = Tag("main"), contents = Tag("ul");
        bool any = false;
        foreach ((string id, string name, Element? section) in sections)
        {
            if (section is null)
                continue;
            any = true;
            main.Add(section);
            contents.Add(Tag("li").Add(Tag("a").Set("href", "#" + id).Add(name)));
        }

        Element page = Tag("html").Set("lang", "en").Add(
            Head(head),
            Tag("body").Add(
                notices,
                hero,
                any ? Tag("nav", "contents").Set("aria-label", "Contents").Add(contents) : null,
                main,
                Tag("footer").Add(Footer(version))));
        return "<!DOCTYPE html>\n" + page;
    }

    private static Element Head(PageHead head) => Tag("head").Add(
        Tag("meta").Set("charset", "utf-8"),
        head.RefreshSeconds is { } seconds ? Tag("meta").Set("http-equiv", "refresh").Set("content", Format.Count(seconds)) : null,
        Tag("meta").Set("http-equiv", "Content-Security-Policy").Set("content", Policy),
        Tag("meta").Set("name", "viewport").Set("content", "width=device-width, initial-scale=1"),
        Tag("meta").Set("name", "color-scheme").Set("content", "light dark"),
        Tag("title").Add(head.Title + " · Hush report"),
        Tag("link").Set("rel", "icon").Set("href", Icon),
        Tag("style").Add(new StyleText(Styles.Chart + Styles.Page)));

    private static Element Footer(string version) => Tag("p").Add(
        $"Made by Hush{(version.Length > 0 ? " " + version : "")}, which trains and applies denoising autoencoders on the CPU.");
}
