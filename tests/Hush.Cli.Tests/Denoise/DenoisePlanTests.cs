using Hush.Cli.Commands.Denoise;
using Hush.Testing;
using Xunit;

namespace Hush.Cli.Tests.Denoise;

public sealed class DenoisePlanTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("IMG_0001.jpg", "IMG_0001-clean.jpg")]
    [InlineData("photos/IMG.0001.JPEG", "photos/IMG.0001-clean.JPEG")]
    [InlineData("scan.gif", "scan-clean.png")]
    [InlineData("fax.pbm", "fax-clean.png")]
    [InlineData("photo", "photo-clean.png")]
    public void A_clean_image_keeps_its_format_and_is_PNG_where_that_cannot_be_written(string noisy, string clean)
    {
        var plan = new DenoisePlan([noisy], null);
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
        var plan = new DenoisePlan([Path.Combine(_folder.Path, noisy)], null);
        Assert.False(plan.IsSingle);
        Assert.Equal(Path.Combine(_folder["scans-clean"], "in", "1.png"), Path.GetFullPath(Assert.Single(plan.Pairs).Output));
    }

    [Theory]
    [InlineData("in", "in", "'{0}' is given twice. Give it once.")]
    [InlineData("in", "in/", "'{0}' and '{1}' are the same folder. Give it once.")]
    [InlineData("in/.", "./in", "'{0}' and '{1}' are the same folder. Give it once.")]
    [InlineData("in", "link", "'{0}' and '{1}' are the same folder. Give it once.")]
    [InlineData("in/1.png", "in/../in/1.png", "'{0}' and '{1}' are the same image. Give it once.")]
    [InlineData("in/1.png", "link/1.png", "'{0}' and '{1}' are the same image. Give it once.")]
    [InlineData("in/1.png", "one.png", "'{0}' and '{1}' are the same image. Give it once.")]
    [InlineData("missing.png", "missing.png", "'{0}' is given twice. Give it once.")]
    public void An_input_that_is_given_twice_is_recognized(string first, string second, string message)
    {
        Directory.CreateDirectory(_folder["in"]);
        File.WriteAllText(_folder["in/1.png"], "noisy");
        Directory.CreateSymbolicLink(_folder["link"], _folder["in"]);
        File.CreateSymbolicLink(_folder["one.png"], _folder["in/1.png"]);
        string[] inputs = [$"{_folder.Path}/{first}", $"{_folder.Path}/{second}"];
        foreach (string? output in (string?[])[null, _folder["out"]])
        {
            var error = Assert.Throws<WrongUseException>(() => new DenoisePlan(inputs, output));
            Assert.Equal(string.Format(System.Globalization.CultureInfo.InvariantCulture, message, inputs), error.Message);
        }
    }

    [Fact]
    public void An_image_that_is_given_with_its_folder_is_recognized()
    {
        Directory.CreateDirectory(_folder["in"]);
        File.WriteAllText(_folder["in/1.png"], "noisy");
        string folder = $"{_folder.Path}/in", picture = $"{_folder.Path}/./in/1.png";
        var error = Assert.Throws<WrongUseException>(() => new DenoisePlan([folder, picture], _folder["out"]));
        Assert.Equal($"'{folder}/1.png' and '{picture}' are the same image. Give it once.", error.Message);
        Assert.Equal(2, new DenoisePlan([folder, picture], null).Pairs.Count);       // to in-clean/ and next to the input
    }

    [Fact]
    public void A_root_has_no_name_for_its_clean_images()
    {
        var refused = Assert.Throws<WrongUseException>(() => new DenoisePlan([Path.GetPathRoot(_folder.Path)!], null));
        Assert.Contains("has no name to derive an output name from. Give a folder with -o.", refused.Message);
    }
}
