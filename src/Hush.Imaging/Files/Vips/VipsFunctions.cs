using System.Runtime.InteropServices;

namespace Hush.Imaging.Files.Vips;

/// <summary>GObject's container for a value of any type: the type, then 16 bytes. All zeros is an empty container.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct GValue
{
    public nuint Type;
    private readonly long _first, _second;
}

/// <summary>GObject's fundamental types (gtype.h): an id shifted left by two bits.</summary>
internal static class GType
{
    public const nuint Boolean = 5 << 2, Int = 6 << 2, Double = 15 << 2;
}

/// <summary>
/// The functions of one libvips and its GLib and GObject, looked up by name in that library: a process may load both the bundled
/// libvips and the system's. The three handles are equal if GLib and GObject are linked in or reachable through libvips. Functions that
/// return int return 0 for success. No variadic functions are used. https://www.libvips.org/API/current/
/// </summary>
internal sealed unsafe class VipsFunctions(nint vips, nint gobject, nint glib)
{
    public int Init(byte* program) => ((delegate* unmanaged[Cdecl]<byte*, int>)Vips("vips_init"))(program);

    /// <summary>Parts 0, 1, 2: major, minor, micro.</summary>
    public int Version(int part) => ((delegate* unmanaged[Cdecl]<int, int>)Vips("vips_version"))(part);

    public void BlockUntrusted(int block) => ((delegate* unmanaged[Cdecl]<int, void>)Vips("vips_block_untrusted_set"))(block);

    /// <summary>Blocks or unblocks the operations of a class and its subclasses.</summary>
    public void Block(byte* type, int block) =>
        ((delegate* unmanaged[Cdecl]<byte*, int, void>)Vips("vips_operation_block_set"))(type, block);

    public void CacheSetMax(int operations) => ((delegate* unmanaged[Cdecl]<int, void>)Vips("vips_cache_set_max"))(operations);

    /// <summary>Bytes of pixel memory that libvips currently holds.</summary>
    public nuint TrackedMemory() => ((delegate* unmanaged[Cdecl]<nuint>)Vips("vips_tracked_get_mem"))();

    /// <summary>Returns a string to be freed with <see cref="Free"/>, and clears the buffer.</summary>
    public nint TakeErrors() => ((delegate* unmanaged[Cdecl]<nint>)Vips("vips_error_buffer_copy"))();

    /// <summary>Returns zero if there is no such operation.</summary>
    public nint NewOperation(byte* name) => ((delegate* unmanaged[Cdecl]<byte*, nint>)Vips("vips_operation_new"))(name);

    /// <summary>See <see cref="VipsOperation.IsBlocked"/>.</summary>
    public int OperationFlags(nint operation) => ((delegate* unmanaged[Cdecl]<nint, int>)Vips("vips_operation_get_flags"))(operation);

    /// <summary>Runs an operation; returns it, or zero on failure.</summary>
    public nint Build(nint operation) => ((delegate* unmanaged[Cdecl]<nint, nint>)Vips("vips_cache_operation_build"))(operation);

    public void UnrefOutputs(nint operation) => ((delegate* unmanaged[Cdecl]<nint, void>)Vips("vips_object_unref_outputs"))(operation);

    public nuint ImageType() => ((delegate* unmanaged[Cdecl]<nuint>)Vips("vips_image_get_type"))();

    public nuint BlobType() => ((delegate* unmanaged[Cdecl]<nuint>)Vips("vips_blob_get_type"))();

    /// <summary>Does not copy the data, which must outlive the value.</summary>
    public void SetBlob(GValue* value, nint data, nuint length) =>
        ((delegate* unmanaged[Cdecl]<GValue*, nint, nint, nuint, void>)Vips("vips_value_set_blob"))(value, 0, data, length);

    public nint BlobData(nint blob, nuint* length) => ((delegate* unmanaged[Cdecl]<nint, nuint*, nint>)Vips("vips_blob_get"))(blob, length);

    /// <summary>Does not copy the memory, which must outlive the image.</summary>
    public nint ImageFromMemory(nint data, nuint size, int width, int height, int bands, int format) =>
        ((delegate* unmanaged[Cdecl]<nint, nuint, int, int, int, int, nint>)Vips("vips_image_new_from_memory"))(
            data, size, width, height, bands, format);

    public int Width(nint image) => ((delegate* unmanaged[Cdecl]<nint, int>)Vips("vips_image_get_width"))(image);

    public int Height(nint image) => ((delegate* unmanaged[Cdecl]<nint, int>)Vips("vips_image_get_height"))(image);

    public int Bands(nint image) => ((delegate* unmanaged[Cdecl]<nint, int>)Vips("vips_image_get_bands"))(image);

    public int Format(nint image) => ((delegate* unmanaged[Cdecl]<nint, int>)Vips("vips_image_get_format"))(image);

    public int Interpretation(nint image) => ((delegate* unmanaged[Cdecl]<nint, int>)Vips("vips_image_get_interpretation"))(image);

    /// <summary>Returns 0 if the image has no such item.</summary>
    public nuint ItemType(nint image, byte* name) =>
        ((delegate* unmanaged[Cdecl]<nint, byte*, nuint>)Vips("vips_image_get_typeof"))(image, name);

    public int GetBlob(nint image, byte* name, nint* data, nuint* length) =>
        ((delegate* unmanaged[Cdecl]<nint, byte*, nint*, nuint*, int>)Vips("vips_image_get_blob"))(image, name, data, length);

    public int GetInt(nint image, byte* name, int* value) =>
        ((delegate* unmanaged[Cdecl]<nint, byte*, int*, int>)Vips("vips_image_get_int"))(image, name, value);

    public void SetBlobCopy(nint image, byte* name, byte* data, nuint length) =>
        ((delegate* unmanaged[Cdecl]<nint, byte*, byte*, nuint, void>)Vips("vips_image_set_blob_copy"))(image, name, data, length);

    public void SetInt(nint image, byte* name, int value) =>
        ((delegate* unmanaged[Cdecl]<nint, byte*, int, void>)Vips("vips_image_set_int"))(image, name, value);

    public int Remove(nint image, byte* name) => ((delegate* unmanaged[Cdecl]<nint, byte*, int>)Vips("vips_image_remove"))(image, name);

    public nint NewRegion(nint image) => ((delegate* unmanaged[Cdecl]<nint, nint>)Vips("vips_region_new"))(image);

    /// <summary>Computes pixels; returns memory to be freed with <see cref="Free"/>, or zero on failure.</summary>
    public nint Fetch(nint region, int left, int top, int width, int height, nuint* length) =>
        ((delegate* unmanaged[Cdecl]<nint, int, int, int, int, nuint*, nint>)Vips("vips_region_fetch"))(
            region, left, top, width, height, length);

    public void Free(nint memory) => ((delegate* unmanaged[Cdecl]<nint, void>)GLib("g_free"))(memory);

    public void UnsetVariable(byte* name) => ((delegate* unmanaged[Cdecl]<byte*, void>)GLib("g_unsetenv"))(name);

    /// <summary>Sends a library's log messages to this function instead of standard error.</summary>
    public uint SetLogHandler(byte* domain, int levels, delegate* unmanaged[Cdecl]<nint, int, nint, nint, void> handler) =>
        ((delegate* unmanaged[Cdecl]<byte*, int, delegate* unmanaged[Cdecl]<nint, int, nint, nint, void>, nint,
            uint>)GLib("g_log_set_handler"))(
            domain, levels, handler, 0);

    public void Unref(nint instance) => ((delegate* unmanaged[Cdecl]<nint, void>)GObject("g_object_unref"))(instance);

    public void SetProperty(nint instance, byte* name, GValue* value) =>
        ((delegate* unmanaged[Cdecl]<nint, byte*, GValue*, void>)GObject("g_object_set_property"))(instance, name, value);

    public void GetProperty(nint instance, byte* name, GValue* value) =>
        ((delegate* unmanaged[Cdecl]<nint, byte*, GValue*, void>)GObject("g_object_get_property"))(instance, name, value);

    /// <summary>Returns zero if the class has no such property. An object starts with a pointer to its class.</summary>
    public nint FindProperty(nint type, byte* name) =>
        ((delegate* unmanaged[Cdecl]<nint, byte*, nint>)GObject("g_object_class_find_property"))(type, name);

    public void Init(GValue* value, nuint type) =>
        ((delegate* unmanaged[Cdecl]<GValue*, nuint, nint>)GObject("g_value_init"))(value, type);

    public void Unset(GValue* value) =>
        ((delegate* unmanaged[Cdecl]<GValue*, void>)GObject("g_value_unset"))(value);

    public void SetBoolean(GValue* value, int boolean) =>
        ((delegate* unmanaged[Cdecl]<GValue*, int, void>)GObject("g_value_set_boolean"))(value, boolean);

    public void SetInt(GValue* value, int number) =>
        ((delegate* unmanaged[Cdecl]<GValue*, int, void>)GObject("g_value_set_int"))(value, number);

    public void SetDouble(GValue* value, double number) =>
        ((delegate* unmanaged[Cdecl]<GValue*, double, void>)GObject("g_value_set_double"))(value, number);

    public void SetObject(GValue* value, nint instance) =>
        ((delegate* unmanaged[Cdecl]<GValue*, nint, void>)GObject("g_value_set_object"))(value, instance);

    /// <summary>Returns the object in the value with an added reference.</summary>
    public nint DupObject(GValue* value) =>
        ((delegate* unmanaged[Cdecl]<GValue*, nint>)GObject("g_value_dup_object"))(value);

    /// <summary>Returns the boxed value, still owned by the container.</summary>
    public nint GetBoxed(GValue* value) =>
        ((delegate* unmanaged[Cdecl]<GValue*, nint>)GObject("g_value_get_boxed"))(value);

    private nint Vips(string name) => NativeLibrary.GetExport(vips, name);

    private nint GObject(string name) => NativeLibrary.GetExport(gobject, name);

    private nint GLib(string name) => NativeLibrary.GetExport(glib, name);
}
