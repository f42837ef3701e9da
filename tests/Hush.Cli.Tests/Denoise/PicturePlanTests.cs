using Hush.Cli.Commands.Denoise;
using Xunit;

namespace Hush.Cli.Tests.Denoise;

public sealed class PicturePlanTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("IMG_0001.jpg", "IMG_0001-clean.jpg")]
    [InlineData("photos/IMG.0001.JPEG", "photos/IMG.0001-clean.JPEG")]
    [InlineData("scan.gif", "scan-clean.png")]
    [InlineData("fax.pbm", "fax-clean.png")]
    [InlineData("photo", "photo-clean.png")]
    public void A_clean_picture_keeps_its_format_and_is_PNG_where_that_cannot_be_written(string noisy, string clean)
    {
        var plan = new PicturePlan([noisy], null);
        Assert.True(plan.IsSingle);
        Assert.Equal(Path.Combine(clean.Split('/')), Assert.Single(plan.Pairs).Output);
    }

    [Theory]
    [InlineData("scans")]
    [InlineData("scans/")]
    [InlineData("scans/.")]
    [InlineData("scans/in/..")]
    public void A_clean_folder_lies_beside_the_noisy_one_however_that_is_named(string noisy)
    {
        Directory.CreateDirectory(_folder["scans/in"]);
        File.WriteAllText(_folder["scans/in/1.png"], "noisy");
        var plan = new PicturePlan([Path.Combine(_folder.Path, noisy)], null);
        Assert.False(plan.IsSingle);
        Assert.Equal(Path.Combine(_folder["scans-clean"], "in", "1.png"), Path.GetFullPath(Assert.Single(plan.Pairs).Output));
    }

    [Fact]
    public void A_root_has_no_name_for_its_clean_pictures()
    {
        var refused = Assert.Throws<WrongUseException>(() => new PicturePlan([Path.GetPathRoot(_folder.Path)!], null));
        Assert.Contains("has no name to derive the clean folder's from. Name a folder with -o.", refused.Message);
    }
}
