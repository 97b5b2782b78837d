package convergence.bigquery.storage;

import com.google.cloud.bigquery.storage.v1.AppendRowsRequest.ProtoData;
import com.google.cloud.bigquery.storage.v1.WriteStream;
import com.google.protobuf.InvalidProtocolBufferException;
import convergence.warehouse.JobId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;

/// What has become of one write stream, in a file of its own that only grows: what was written is
/// there after a crash, and a last entry that is not whole was never told of. Its owner lets one
/// thread in at a time.
final class StreamLog {
  /// One thing that happened, in order.
  sealed interface Entry {
    record Born(WriteStream stream) implements Entry {}

    /// Rows that are to go into the table later.
    record Rows(ProtoData data) implements Entry {}

    /// Rows up to this one are about to go into the table, under the id by which the warehouse tells
    /// whether they did.
    record Moving(JobId id, long to) implements Entry {}

    /// They have.
    record Moved(long to) implements Entry {}

    /// There will be no more of them.
    record Finished() implements Entry {}
  }

  private static final int HEAD = Integer.BYTES + Long.BYTES;
  private final Path file;

  StreamLog(Path file) {
    this.file = file;
  }

  boolean isThere() {
    return Files.exists(file);
  }

  long size() {
    try {
      return Files.size(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Durable when it returns.
  void add(Entry entry) {
    write(file, List.of(entry), StandardOpenOption.APPEND);
  }

  /// Says the same in fewer words.
  void replace(List<Entry> entries) {
    Path next = file.resolveSibling(file.getFileName() + ".new");
    write(next, entries, StandardOpenOption.TRUNCATE_EXISTING);
    try {
      Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void write(Path file, List<Entry> entries, StandardOpenOption how) {
    try (var channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, how)) {
      for (var entry : entries) {
        var bytes = framed(entry);
        while (bytes.hasRemaining()) channel.write(bytes);
      }
      channel.force(false);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// All that is whole. What stands behind it is cut off, so that more may follow.
  List<Entry> entries() {
    try (var channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      var bytes = ByteBuffer.wrap(Files.readAllBytes(file));
      var entries = new ArrayList<Entry>();
      while (true) {
        int start = bytes.position();
        var payload = payload(bytes);
        if (payload == null) {
          channel.truncate(start);
          return entries;
        }
        entries.add(entry(payload));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  // Length, checksum, then kind and content

  private static ByteBuffer framed(Entry entry) {
    byte[] content = content(entry);
    byte[] payload = ByteBuffer.allocate(content.length + 1).put(kind(entry)).put(content).array();
    return ByteBuffer.allocate(HEAD + payload.length)
        .putInt(payload.length)
        .putLong(checksum(payload))
        .put(payload)
        .flip();
  }

  /// @return null: the rest is not whole
  private static @org.jspecify.annotations.Nullable ByteBuffer payload(ByteBuffer bytes) {
    if (bytes.remaining() < HEAD) return null;
    int length = bytes.getInt();
    long sum = bytes.getLong();
    if (length < 1 || length > bytes.remaining()) return null;
    byte[] payload = new byte[length];
    bytes.get(payload);
    return checksum(payload) == sum ? ByteBuffer.wrap(payload) : null;
  }

  private static long checksum(byte[] bytes) {
    var crc = new CRC32();
    crc.update(bytes);
    return crc.getValue();
  }

  private static byte kind(Entry entry) {
    return (byte)
        switch (entry) {
          case Entry.Born _ -> 'B';
          case Entry.Rows _ -> 'R';
          case Entry.Moving _ -> 'I';
          case Entry.Moved _ -> 'M';
          case Entry.Finished _ -> 'F';
        };
  }

  private static byte[] content(Entry entry) {
    return switch (entry) {
      case Entry.Born(var stream) -> stream.toByteArray();
      case Entry.Rows(var data) -> data.toByteArray();
      case Entry.Moving(var id, long to) -> {
        byte[] name = id.value().getBytes(StandardCharsets.UTF_8);
        yield ByteBuffer.allocate(Long.BYTES + name.length).putLong(to).put(name).array();
      }
      case Entry.Moved(long to) -> ByteBuffer.allocate(Long.BYTES).putLong(to).array();
      case Entry.Finished _ -> new byte[0];
    };
  }

  private static Entry entry(ByteBuffer payload) throws IOException {
    try {
      byte kind = payload.get();
      return switch (kind) {
        case 'B' -> new Entry.Born(WriteStream.parseFrom(payload));
        case 'R' -> new Entry.Rows(ProtoData.parseFrom(payload));
        case 'I' -> {
          long to = payload.getLong();
          String name = StandardCharsets.UTF_8.decode(payload).toString();
          yield new Entry.Moving(new JobId(name), to);
        }
        case 'M' -> new Entry.Moved(payload.getLong());
        case 'F' -> new Entry.Finished();
        default -> throw new IOException("an entry of unknown kind " + kind);
      };
    } catch (InvalidProtocolBufferException | BufferUnderflowException e) {
      throw new IOException("a write stream's log cannot be read", e);
    }
  }
}
