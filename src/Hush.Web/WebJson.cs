using System.Text.Json.Serialization;
using Hush.Web.Cleaning;
using Hush.Web.Status;
using Hush.Web.Training;

namespace Hush.Web;

/// <summary>Generated serialization code: snake_case names, no reflection.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals)]
[JsonSerializable(typeof(Problem))]
[JsonSerializable(typeof(ImageEvent))]
[JsonSerializable(typeof(ZipRequest))]
[JsonSerializable(typeof(ZipReady))]
[JsonSerializable(typeof(ServerInfo))]
[JsonSerializable(typeof(Health))]
[JsonSerializable(typeof(RunSummary[]))]
[JsonSerializable(typeof(RunEvent))]
[JsonSerializable(typeof(RecipeInfo[]))]
[JsonSerializable(typeof(RunRequest))]
[JsonSerializable(typeof(RunStarted))]
internal sealed partial class WebJson : JsonSerializerContext;
