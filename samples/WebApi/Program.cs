// An endpoint that denoises images:
//     curl --data-binary @noisy.jpg -H "Content-Type: image/jpeg" http://localhost:5000/denoise -o clean.jpg
using Hush;
using WebApi;

WebApplicationBuilder builder = WebApplication.CreateBuilder(args);
builder.Services.AddHush(options => options.Model = "photo-color");
WebApplication app = builder.Build();

app.MapPost("/denoise", async (HttpRequest request, HttpResponse response, Denoiser denoiser, CancellationToken cancellation) =>
{
    ImageFormat? format = request.ContentType switch
    {
        "image/jpeg" => ImageFormat.Jpeg,
        "image/png" => ImageFormat.Png,
        "image/webp" => ImageFormat.WebP,
        _ => null,
    };
    if (format is not { } known)
        return Results.Text("Send a JPEG, PNG or WebP image with its content type.", statusCode: StatusCodes.Status415UnsupportedMediaType);
    try
    {
        using Image noisy = await Image.ReadAsync(request.Body, "the image", cancellationToken: cancellation);
        using Image clean = denoiser.Denoise(noisy, cancellationToken: cancellation);
        response.ContentType = request.ContentType;
        await clean.WriteAsync(response.Body, known, cancellationToken: cancellation);
        return Results.Empty;
    }
    catch (ImageFormatException mistake)
    {
        return Results.Text(mistake.Message, statusCode: StatusCodes.Status400BadRequest);
    }
});
app.Run();
