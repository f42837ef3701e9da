// Trains a small denoiser on a folder of images and writes the model and a report:
//     dotnet run -- photos/ runs/photos
using Hush.Training;

if (args is not [var images, var run])
{
    Console.Error.WriteLine("usage: TrainOnFolder IMAGES RUN");
    return 2;
}

Recipe recipe = Recipe.LoadBuiltIn("photo-gray") with
{
    Name = "small",
    Data = new DataRecipe { Name = images, Validation = 4, Patch = 16, Patches = 32 },
    Model = new ModelRecipe { Kind = ModelKind.Unet, Widths = [16, 32], Channels = 1 },
    ReinitializeDead = false,       // not needed with batch normalization
    Epochs = 4,
};
int epoch = 0;
var progress = new Progress(p =>
{
    if (p.ValidationPsnr is { } psnr && p.Epoch > epoch)
        Console.WriteLine($"epoch {epoch = p.Epoch} of {p.Epochs}: {psnr:0.0} dB");
});

TrainResult result = Trainer.Train(new TrainOptions { Recipe = recipe, Folder = run }, progress);
Console.WriteLine($"model: {result.ModelPath}");
Console.WriteLine($"report: {result.ReportPath}");
return 0;

/// <summary>Reports on the training's own thread; <see cref="Progress{T}"/> would report on any, in any order.</summary>
internal sealed class Progress(Action<TrainingProgress> report) : IProgress<TrainingProgress>
{
    public void Report(TrainingProgress value) => report(value);
}
