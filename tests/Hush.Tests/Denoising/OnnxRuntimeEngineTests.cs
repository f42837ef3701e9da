using Hush.Denoising;
using Hush.Denoising.Engines;
using Hush.Models;
using Hush.Numerics;
using Hush.OnnxRuntime;
using Hush.Testing;
using Xunit;

namespace Hush.Tests.Denoising;

/// <summary>Networks in ONNX Runtime, on its CPU provider: the images of the built-in engine, whole or in tiles.</summary>
public class OnnxRuntimeEngineTests
{
    private const double Relative = 1e-4;
    private const long Mega = 1 << 20;

    private static readonly (int Height, int Width)[] s_sizes = [(64, 64), (61, 83), (1, 1), (3, 130), (130, 2), (333, 257)];

    public static TheoryData<string> Shipped() => [.. ShippedModels.Names];

    public static TheoryData<string> MadeUp() => [.. MadeUpModels.Names];

    [Theory, MemberData(nameof(Shipped))]
    public void Every_shipped_model_gives_the_image_of_the_built_in_engine(string name)
    {
        using Denoiser own = Denoiser.LoadBuiltIn(name, threads: 2), other = Denoiser.LoadBuiltIn(name, threads: 2);
        Assert.Same(other, other.UseOnnxRuntime("cpu-ort"));
        foreach ((int height, int width) in s_sizes)
        {
            foreach (int channels in (int[])[1, 3])
                AssertSame(own, other, MadeUpModels.Picture(height, width, channels));
        }
    }

    [Theory, MemberData(nameof(MadeUp))]
    public void Tiles_in_both_directions_give_the_image_of_the_built_in_engine(string name)
    {
        using Denoiser own = MadeUpModels.Denoiser(name), other = MadeUpModels.Denoiser(name);
        other.Use((model, threads) => new LargeEngine(new OrtEngine(model, Device.Get("cpu-ort"), threads)));
        foreach ((int height, int width) in ((int, int)[])[(231, 257), (17, 300), (300, 19)])
        {
            using Image noisy = MadeUpModels.Picture(height, width, own.Card.Channels);
            TileGrid tiles = other.TilesOf(noisy.Pixels.Shape);
            Assert.True(height < 100 || tiles.Rows.Count > 1, $"{tiles.Rows.Count} rows of tiles");
            Assert.True(width < 100 || tiles.Columns.Count > 1, $"{tiles.Columns.Count} columns of tiles");
            AssertSame(own, other, noisy);
        }
    }

    [Fact]
    public void A_memory_limit_cuts_images_into_tiles_of_any_height()
    {
        const string Name = "photo-color";
        using Denoiser own = Denoiser.LoadBuiltIn(Name, threads: 2), other = Denoiser.LoadBuiltIn(Name, threads: 2, memory: 190 * Mega);
        other.UseOnnxRuntime("cpu-ort");
        using Image noisy = MadeUpModels.Picture(700, 800, 3);
        TileGrid tiles = other.TilesOf(noisy.Pixels.Shape);
        Assert.InRange(tiles.Rows.Count, 2, 6);
        Assert.InRange(tiles.Columns.Count, 2, 6);
        AssertSame(own, other, noisy);
    }

    [Fact]
    public void Every_tile_is_reported_and_the_last_ends_at_1()
    {
        using Denoiser denoiser = MadeUpModels.Denoiser(MadeUpModels.Plain);
        denoiser.Use((model, threads) => new LargeEngine(new OrtEngine(model, Device.Get("cpu-ort"), threads)));
        using Image noisy = MadeUpModels.Picture(331, 257, 3);
        var shares = new Shares();
        denoiser.Denoise(noisy, progress: shares).Dispose();
        Assert.Equal(denoiser.TilesOf(noisy.Pixels.Shape).Count, shares.All.Count);
        Assert.Equal(shares.All.Order(), shares.All);
        Assert.Equal(1, shares.All[^1], 1e-12);
    }

    [Fact]
    public void The_automatic_choice_finds_the_same_noise()
    {
        using AutoDenoiser own = new(threads: 2), other = new AutoDenoiser(threads: 2).UseOnnxRuntime("cpu-ort");
        foreach (bool isGray in (bool[])[true, false])
        {
            using Image noisy = NoisyScene.Picture(isGray ? NoisyScene.Gray(20) : NoisyScene.Color(20));
            using DenoiseResult a = own.Denoise(noisy), b = other.Denoise(noisy);
            Assert.Equal(a.Model, b.Model);
            Assert.Equal(a.Level!.Value.Bytes, b.Level!.Value.Bytes, 0.02);
            Near.Equal([.. a.Image.Pixels.Span.ToArray().Select(v => (double)v)], b.Image.Pixels.Span, 1e-3);
        }
    }

    [Fact]
    public void Models_that_are_already_loaded_change_their_engine_too()
    {
        using var auto = new AutoDenoiser("photo-gray", threads: 1);
        using Image noisy = MadeUpModels.Picture(40, 40, 1);
        var options = new DenoiseOptions { Sigma = 25 };
        using DenoiseResult before = auto.Denoise(noisy, options);
        auto.UseOnnxRuntime("cpu-ort");
        using DenoiseResult after = auto.Denoise(noisy, options);
        Assert.NotEqual(before.Image.Pixels.Span.ToArray(), after.Image.Pixels.Span.ToArray());     // rounded differently
    }

    [Fact]
    public void A_canceled_run_stops_and_the_next_one_works()
    {
        using Denoiser denoiser = MadeUpModels.Denoiser(MadeUpModels.Plain);
        denoiser.Use((model, threads) => new LargeEngine(new OrtEngine(model, Device.Get("cpu-ort"), threads)));
        using Image noisy = MadeUpModels.Picture(150, 170, 3);
        using Image expected = denoiser.Denoise(noisy);
        using var cancel = new CancellationTokenSource();
        var shares = new Shares(_ => cancel.Cancel());
        Assert.ThrowsAny<OperationCanceledException>(() => denoiser.Denoise(noisy, progress: shares, cancellationToken: cancel.Token));
        Assert.Single(shares.All);
        using Image again = denoiser.Denoise(noisy, cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal(expected.Pixels.Span.ToArray(), again.Pixels.Span.ToArray());
    }

    [Theory]
    [InlineData("cdua", "Unknown device 'cdua'. Did you mean 'cuda'? The devices are cpu-ort, cuda, directml, coreml.")]
    [InlineData("", "Unknown device ''. The devices are cpu-ort, cuda, directml, coreml.")]
    [InlineData("CUDA\n", "Unknown device 'CUDA\\n'. Did you mean 'cuda'? The devices are cpu-ort, cuda, directml, coreml.")]
    public void An_unknown_device_is_answered_with_the_known_ones(string device, string message)
    {
        using Denoiser denoiser = MadeUpModels.Denoiser(MadeUpModels.Shallow);
        Assert.Equal(message, Assert.Throws<OptionException>(() => denoiser.UseOnnxRuntime(device)).Message);
    }

    [Fact]
    public void A_device_that_cannot_be_used_is_explained_and_leaves_the_engine_in_place()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "the messages are those of Linux");
        using Denoiser denoiser = MadeUpModels.Denoiser(MadeUpModels.Shallow);
        using Image noisy = MadeUpModels.Picture(20, 20, 1), before = denoiser.Denoise(noisy);
        Assert.Equal("The device 'cuda' is not supported by the ONNX Runtime that was found. Instead, add the package " +
            "Microsoft.ML.OnnxRuntime.Gpu.Linux to the project; for an installed program, unpack the package and set HUSH_ONNXRUNTIME to " +
            "its folder. It also needs an NVIDIA GPU with its driver, CUDA and cuDNN.", Message("cuda"));
        Assert.Equal("The device 'directml' exists only on Windows. Choose another device.", Message("directml"));
        Assert.Equal("The device 'coreml' exists only on macOS. Choose another device.", Message("coreml"));
        using Image after = denoiser.Denoise(noisy);
        Assert.Equal(before.Pixels.Span.ToArray(), after.Pixels.Span.ToArray());

        string Message(string device) => Assert.ThrowsAny<HushException>(() => denoiser.UseOnnxRuntime(device)).Message;
    }

    [Theory, InlineData(""), InlineData("lib"), InlineData("runtimes/SYSTEM/native")]
    public void The_native_library_is_found_in_a_folder_a_release_and_a_package(string place)
    {
        using var folder = new TemporaryFolder();
        Assert.Null(NativeRuntime.FindIn(folder.Path));
        string system = (OperatingSystem.IsWindows() ? "win" : OperatingSystem.IsMacOS() ? "osx" : "linux") + "-" +
            (System.Runtime.InteropServices.RuntimeInformation.ProcessArchitecture is System.Runtime.InteropServices.Architecture.Arm64
                ? "arm64" : "x64");
        string path = Path.Combine(folder.Path, place.Replace("SYSTEM", system), NativeRuntime.FileName);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, "");
        Assert.Equal(path, NativeRuntime.FindIn(folder.Path));
    }

    private static void AssertSame(Denoiser own, Denoiser other, Image noisy)
    {
        var options = new DenoiseOptions { Sigma = 25 };
        using Image expected = own.Denoise(noisy, options), actual = other.Denoise(noisy, options);
        Near.Equal([.. expected.Pixels.Span.ToArray().Select(v => (double)v)], actual.Pixels.Span, Relative);
    }

    /// <summary>An engine that claims to need so much memory that images are cut into the smallest possible tiles.</summary>
    private sealed class LargeEngine(IEngine engine) : IEngine
    {
        public bool StreamsRows => engine.StreamsRows;

        public long BytesOf(int height, int width) => (1L << 40) * height * width;

        public IEnginePlan Plan(int height, int width) => engine.Plan(height, width);

        public void Dispose() => engine.Dispose();
    }
}
