using Hush.Training;

namespace Hush;

/// <summary>
/// A run folder cannot be used as requested. Its options are properties of <see cref="Training.TrainOptions"/>.
/// </summary>
internal sealed class RunFolderException(string message, Exception? inner = null) : HushException(message, inner);
