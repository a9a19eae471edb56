using System.IO.MemoryMappedFiles;

namespace ExplainGen.Weights;

/// <summary>The bytes of a weights file, wherever they lie: managed memory, an assembly's image, or a mapped file.</summary>
internal abstract unsafe class WeightBytes : IDisposable
{
    /// <summary>How many bytes there are.</summary>
    public abstract long Length { get; }

    /// <summary>A part of the bytes; the caller has checked that it lies within <see cref="Length"/>.</summary>
    public abstract ReadOnlySpan<byte> Slice(long offset, int length);

    /// <summary>Gives the bytes up where they are held.</summary>
    public virtual void Dispose()
    {
    }

    /// <summary>Bytes in managed memory.</summary>
    public sealed class Managed(ReadOnlyMemory<byte> bytes) : WeightBytes
    {
        public override long Length => bytes.Length;

        public override ReadOnlySpan<byte> Slice(long offset, int length) => bytes.Span.Slice((int)offset, length);
    }

    /// <summary>Bytes at an address, which the owner keeps valid.</summary>
    public sealed class Native(byte* start, long length, object owner) : WeightBytes
    {
        // Held, not used: while these bytes are reachable, so is what keeps them valid (an embedded resource's stream its assembly).
        private readonly object _owner = owner;

        public override long Length => length;

        public override ReadOnlySpan<byte> Slice(long offset, int length)
        {
            var bytes = new ReadOnlySpan<byte>(start + offset, length);
            GC.KeepAlive(_owner);
            return bytes;
        }
    }

    /// <summary>
    /// A file mapped read-only. The view alone keeps the mapping, so the file handle is closed at once.
    /// The view's handle is never released by a finalizer while its pointer is acquired: forgetting to dispose costs address
    /// space, never a crash.
    /// </summary>
    public sealed class Mapped : WeightBytes
    {
        private readonly MemoryMappedViewAccessor _view;
        private readonly byte* _start;

        public Mapped(FileStream file)
        {
            Length = file.Length;
            using MemoryMappedFile map = MemoryMappedFile.CreateFromFile(
                file, mapName: null, capacity: 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: true);

            // The length is given because a view's own capacity is rounded up to whole pages.
            _view = map.CreateViewAccessor(0, Length, MemoryMappedFileAccess.Read);
            _view.SafeMemoryMappedViewHandle.AcquirePointer(ref _start);
            _start += _view.PointerOffset;
        }

        public override long Length { get; }

        public override ReadOnlySpan<byte> Slice(long offset, int length) => new(_start + offset, length);

        public override void Dispose()
        {
            if (_view.SafeMemoryMappedViewHandle.IsClosed)
                return;
            _view.SafeMemoryMappedViewHandle.ReleasePointer();
            _view.Dispose();
        }
    }
}
