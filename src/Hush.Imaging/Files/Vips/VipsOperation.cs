namespace Hush.Imaging.Files.Vips;

/// <summary>An operation of libvips: properties in, run, properties out, all through GObject.</summary>
internal sealed class VipsOperation : IDisposable
{
    private const int BlockedFlag = 32;

    private nint _operation;
    private bool _built;

    private VipsOperation(nint operation) => _operation = operation;

    /// <summary>An operation by its name, or null if this libvips has none of that name.</summary>
    public static VipsOperation? Find(string name)
    {
        nint operation = VipsNative.NewOperation(name);
        if (operation != 0)
            return new VipsOperation(operation);
        VipsError.Take();
        return null;
    }

    /// <summary>True if libvips does not trust it with hostile files, so that it is switched off.</summary>
    public bool IsBlocked => (VipsNative.OperationFlags(_operation) & BlockedFlag) != 0;

    /// <summary>True if this version of the operation has such a property.</summary>
    public unsafe bool Has(string name) => GLibNative.FindProperty(*(nint*)_operation, name) != 0;

    /// <summary>Sets a whole number, or an enumeration by its number.</summary>
    public VipsOperation Set(string name, int number) => Set(name, GType.Int, (ref v) => GLibNative.SetInt(ref v, number));

    public VipsOperation Set(string name, bool flag) => Set(name, GType.Boolean, (ref v) => GLibNative.SetBoolean(ref v, flag ? 1 : 0));

    public VipsOperation Set(string name, double number) => Set(name, GType.Double, (ref v) => GLibNative.SetDouble(ref v, number));

    public VipsOperation Set(string name, VipsImage image) =>
        Set(name, VipsNative.ImageType(), (ref v) => GLibNative.SetObject(ref v, image.Handle));

    /// <summary>Sets bytes that must stay where they are until the operation and the images that come from it are gone.</summary>
    public VipsOperation Set(string name, nint data, nuint length) =>
        Set(name, VipsNative.BlobType(), (ref v) => VipsNative.SetBlob(ref v, 0, data, length));

    /// <summary>Runs it.</summary>
    /// <returns>False if it failed: <see cref="VipsError.Take"/> tells why.</returns>
    public bool Run()
    {
        nint built = VipsNative.Build(_operation);
        if (built == 0)
            return false;
        GLibNative.Unref(_operation);
        _operation = built;
        _built = true;
        return true;
    }

    /// <summary>The image that came out, with a reference of its own.</summary>
    public VipsImage Image(string name)
    {
        GValue value = default;
        GLibNative.Init(ref value, VipsNative.ImageType());
        GLibNative.GetProperty(_operation, name, ref value);
        nint image = GLibNative.DupObject(ref value);
        GLibNative.Unset(ref value);
        return new VipsImage(image);
    }

    /// <summary>A copy of the bytes that came out.</summary>
    public unsafe byte[] Bytes(string name)
    {
        GValue value = default;
        GLibNative.Init(ref value, VipsNative.BlobType());
        GLibNative.GetProperty(_operation, name, ref value);
        nint data = VipsNative.BlobData(GLibNative.GetBoxed(ref value), out nuint length);
        byte[] bytes = new ReadOnlySpan<byte>((void*)data, checked((int)length)).ToArray();
        GLibNative.Unset(ref value);
        return bytes;
    }

    public void Dispose()
    {
        if (_operation == 0)
            return;
        if (_built)
            VipsNative.UnrefOutputs(_operation);
        GLibNative.Unref(_operation);
        _operation = 0;
    }

    private delegate void Fill(ref GValue value);

    private VipsOperation Set(string name, nuint type, Fill fill)
    {
        GValue value = default;
        GLibNative.Init(ref value, type);
        fill(ref value);
        GLibNative.SetProperty(_operation, name, ref value);
        GLibNative.Unset(ref value);
        return this;
    }
}
