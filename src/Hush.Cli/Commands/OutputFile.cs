using Hush.Numerics.Text;

namespace Hush.Cli.Commands;

/// <summary>Checks the output of commands that write a model.</summary>
internal static class OutputFile
{
    /// <summary>Checks a file before any work is done.</summary>
    /// <param name="output">The file to write.</param>
    /// <param name="extension">The extension it must have, such as <c>.onnx</c>.</param>
    /// <param name="overwrite">Replace an existing file.</param>
    /// <exception cref="WrongUseException">The file has another extension.</exception>
    /// <exception cref="IOException">The file exists.</exception>
    public static void Check(string output, string extension, bool overwrite)
    {
        if (!output.EndsWith(extension, StringComparison.OrdinalIgnoreCase))
            throw new WrongUseException($"--output must be a file name with the extension {extension}, got '{Printable.Escape(output)}'.");
        if (File.Exists(output) && !overwrite)
            throw new IOException($"{ImageFiles.Quoted(output)} already exists. Choose another name with -o, or replace it with " +
                "--overwrite.");
    }
}
