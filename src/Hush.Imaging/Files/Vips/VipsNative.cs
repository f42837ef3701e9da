using System.Runtime.InteropServices;

namespace Hush.Imaging.Files.Vips;

/// <summary>The functions of libvips that are used. Where one returns an int, 0 is success. None has a variable number of arguments.
/// https://www.libvips.org/API/current/</summary>
internal static partial class VipsNative
{
    private const string Vips = VipsLibrary.VipsName;

    [LibraryImport(Vips, EntryPoint = "vips_init", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Init(string program);

    /// <summary>0, 1, 2: major, minor, micro.</summary>
    [LibraryImport(Vips, EntryPoint = "vips_version")]
    public static partial int Version(int part);

    [LibraryImport(Vips, EntryPoint = "vips_block_untrusted_set")]
    public static partial void BlockUntrusted(int block);

    [LibraryImport(Vips, EntryPoint = "vips_cache_set_max")]
    public static partial void CacheSetMax(int operations);

    /// <summary>Bytes of pixels that libvips holds now.</summary>
    [LibraryImport(Vips, EntryPoint = "vips_tracked_get_mem")]
    public static partial nuint TrackedMemory();

    /// <summary>A text to be freed with <see cref="GLibNative.Free"/>; the buffer is then empty.</summary>
    [LibraryImport(Vips, EntryPoint = "vips_error_buffer_copy")]
    public static partial nint TakeErrors();

    /// <summary>Zero if there is no such operation.</summary>
    [LibraryImport(Vips, EntryPoint = "vips_operation_new", StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint NewOperation(string name);

    /// <summary>See <see cref="VipsOperation.IsBlocked"/>.</summary>
    [LibraryImport(Vips, EntryPoint = "vips_operation_get_flags")]
    public static partial int OperationFlags(nint operation);

    /// <summary>Runs an operation; returns it, or zero if it fails.</summary>
    [LibraryImport(Vips, EntryPoint = "vips_cache_operation_build")]
    public static partial nint Build(nint operation);

    [LibraryImport(Vips, EntryPoint = "vips_object_unref_outputs")]
    public static partial void UnrefOutputs(nint operation);

    [LibraryImport(Vips, EntryPoint = "vips_image_get_type")]
    public static partial nuint ImageType();

    [LibraryImport(Vips, EntryPoint = "vips_blob_get_type")]
    public static partial nuint BlobType();

    /// <summary>The value refers to the data, which must outlive it if <paramref name="free"/> is zero.</summary>
    [LibraryImport(Vips, EntryPoint = "vips_value_set_blob")]
    public static partial void SetBlob(ref GValue value, nint free, nint data, nuint length);

    [LibraryImport(Vips, EntryPoint = "vips_blob_get")]
    public static partial nint BlobData(nint blob, out nuint length);

    /// <summary>The image refers to the memory, which must outlive it.</summary>
    [LibraryImport(Vips, EntryPoint = "vips_image_new_from_memory")]
    public static partial nint ImageFromMemory(nint data, nuint size, int width, int height, int bands, int format);

    [LibraryImport(Vips, EntryPoint = "vips_image_get_width")]
    public static partial int Width(nint image);

    [LibraryImport(Vips, EntryPoint = "vips_image_get_height")]
    public static partial int Height(nint image);

    [LibraryImport(Vips, EntryPoint = "vips_image_get_bands")]
    public static partial int Bands(nint image);

    [LibraryImport(Vips, EntryPoint = "vips_image_get_format")]
    public static partial int Format(nint image);

    [LibraryImport(Vips, EntryPoint = "vips_image_get_interpretation")]
    public static partial int Interpretation(nint image);

    /// <summary>Pixels a millimetre.</summary>
    [LibraryImport(Vips, EntryPoint = "vips_image_get_xres")]
    public static partial double ResolutionX(nint image);

    /// <summary>Pixels a millimetre.</summary>
    [LibraryImport(Vips, EntryPoint = "vips_image_get_yres")]
    public static partial double ResolutionY(nint image);

    /// <summary>0 if the image has no such item.</summary>
    [LibraryImport(Vips, EntryPoint = "vips_image_get_typeof", StringMarshalling = StringMarshalling.Utf8)]
    public static partial nuint ItemType(nint image, string name);

    [LibraryImport(Vips, EntryPoint = "vips_image_get_blob", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int GetBlob(nint image, string name, out nint data, out nuint length);

    [LibraryImport(Vips, EntryPoint = "vips_image_get_int", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int GetInt(nint image, string name, out int value);

    [LibraryImport(Vips, EntryPoint = "vips_image_set_blob_copy", StringMarshalling = StringMarshalling.Utf8)]
    public static partial void SetBlobCopy(nint image, string name, ref readonly byte data, nuint length);

    [LibraryImport(Vips, EntryPoint = "vips_image_set_int", StringMarshalling = StringMarshalling.Utf8)]
    public static partial void SetInt(nint image, string name, int value);

    [LibraryImport(Vips, EntryPoint = "vips_region_new")]
    public static partial nint NewRegion(nint image);

    /// <summary>Computes pixels; to be freed with <see cref="GLibNative.Free"/>; zero if it fails.</summary>
    [LibraryImport(Vips, EntryPoint = "vips_region_fetch")]
    public static partial nint Fetch(nint region, int left, int top, int width, int height, out nuint length);
}
