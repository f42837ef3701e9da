// Evaluates a model that comes with Hush on a folder of clean images, at three noise levels:
//     dotnet run -- photos/
using Hush.Training;

if (args is not [var images])
{
    Console.Error.WriteLine("usage: Evaluate IMAGES");
    return 2;
}

var options = new EvaluateOptions { Model = "photo-gray", Data = images, Sigmas = [15, 25, 50] };
Console.WriteLine("sigma  noisy     denoised  SSIM");
foreach (EvaluationResult result in Evaluator.Evaluate(options))
{
    double noisy = result.Noisy.PsnrMean, denoised = result.Denoised.PsnrMean;
    Console.WriteLine($"{result.Sigma,5}  {noisy:0.0} dB   {denoised:0.0} dB   {result.Denoised.SsimMean:0.000}");
}

return 0;
