package convergence.bigquery.rows;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.type.TypeReference;
import convergence.port.Json;
import convergence.warehouse.Column;
import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Results of queries, one file each: rows as REST writes them (TIMESTAMP in microseconds), then
/// where each begins, then the columns. A page is a slice of the file.
public final class Results {
  static final JsonFactory JSON = new JsonFactory().setRootValueSeparator(",");
  private static final int SMALL = 64 << 10;
  private final Path folder;

  /// Small results that were written or read lately.
  private final Map<String, byte[]> recent =
      Collections.synchronizedMap(
          new LinkedHashMap<>(64, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<String, byte[]> eldest) {
              return size() > 500;
            }
          });

  public Results(Path folder) {
    try {
      this.folder = Files.createDirectories(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Begins a result; it is there once the writer is closed after [Writer#done].
  public Writer writer(String name, List<Column> columns) {
    return new Writer(name, columns);
  }

  public Optional<Result> find(String name) {
    var bytes = recent.get(name);
    if (bytes != null) return Optional.of(Result.of(ByteBuffer.wrap(bytes)));
    Path file = folder.resolve(name);
    try (var channel = FileChannel.open(file, StandardOpenOption.READ)) {
      // Mapped, so that a page of a large result costs what the page costs.
      return Optional.of(Result.of(channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size())));
    } catch (java.nio.file.NoSuchFileException _) {
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Removes those that were finished before.
  public void deleteBefore(Instant moment) {
    try (var files = Files.list(folder)) {
      for (Path file : files.toList())
        if (Files.getLastModifiedTime(file).toInstant().isBefore(moment))
          delete(file.getFileName().toString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public void delete(String name) {
    recent.remove(name);
    try {
      Files.deleteIfExists(folder.resolve(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Takes rows one after the other.
  public final class Writer implements AutoCloseable {
    private final String name;
    private final List<Column> columns;
    private final CellWriter cells;
    private final Counting out;
    private final JsonGenerator json;
    private final Path unfinished;
    private long[] starts = new long[64];
    private int rows;

    private Writer(String name, List<Column> columns) {
      this.name = name;
      this.columns = columns;
      this.cells = new CellWriter(columns, TimestampForm.INT64);
      this.unfinished = folder.resolve(name + ".new");
      this.out = new Counting(unfinished);
      try {
        this.json = JSON.createGenerator(out);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    public void row(List<@Nullable Object> row) {
      try {
        if (rows == starts.length) starts = Arrays.copyOf(starts, rows * 2);
        json.flush();
        starts[rows++] = out.count;
        cells.row(json, row);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    /// @return how many rows
    public long done() {
      try {
        json.flush();
        var data = new DataOutputStream(out);
        long end = out.count;
        for (int i = 0; i < rows; i++) data.writeLong(starts[i]);
        byte[] schema = Json.write(columns).getBytes(StandardCharsets.UTF_8);
        data.write(schema);
        data.writeInt(schema.length);
        data.writeLong(end);
        data.writeLong(rows);
        data.flush();
        out.finish(name);
        return rows;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public void close() {
      out.abandon();
    }
  }

  /// Bytes in memory while they are few, else in the file.
  private final class Counting extends OutputStream {
    private final Path file;
    private long count;
    private @Nullable OutputStream large;
    private byte[] small = new byte[1024];

    Counting(Path file) {
      this.file = file;
    }

    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      if (large == null && count + length <= SMALL) {
        if (count + length > small.length)
          small = Arrays.copyOf(small, (int) Math.max(small.length * 2L, count + length));
        System.arraycopy(bytes, offset, small, (int) count, length);
      } else {
        if (large == null) {
          large = new BufferedOutputStream(Files.newOutputStream(file), 1 << 16);
          large.write(small, 0, (int) count);
        }
        large.write(bytes, offset, length);
      }
      count += length;
    }

    void finish(String name) throws IOException {
      if (large == null) {
        var all = Arrays.copyOf(small, (int) count);
        recent.put(name, all);
        Files.write(file, all);
      } else large.close();
      Files.move(file, file.resolveSibling(name), StandardCopyOption.ATOMIC_MOVE);
    }

    void abandon() {
      try {
        if (large != null) large.close();
        Files.deleteIfExists(file);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /// A finished result.
  public record Result(List<Column> columns, long rows, long end, ByteBuffer bytes) {
    private static final TypeReference<List<Column>> COLUMNS = new TypeReference<>() {};

    private static Result of(ByteBuffer bytes) {
      int size = bytes.limit();
      long rows = bytes.getLong(size - 8);
      long end = bytes.getLong(size - 16);
      int length = bytes.getInt(size - 20);
      var schema = new byte[length];
      bytes.get(size - 20 - length, schema);
      try {
        return new Result(Json.mapper().readValue(schema, COLUMNS), rows, end, bytes);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private int start(long row) {
      return (int) (row == rows ? end : bytes.getLong((int) (end + 8 * row)));
    }

    /// Rows from `first` on, as many as a page may hold.
    ///
    public RowPage page(long first, long most, long mostBytes, TimestampForm timestamps) {
      if (first >= rows) return new RowPage(columns, rows, new byte[0], 0, null);
      int count = fitting(first, most, mostBytes);
      byte[] json = slice(first, count);
      if (timestamps != TimestampForm.INT64 && Rewriting.needed(columns))
        json = new Rewriting(columns, timestamps).rewritten(json);
      return new RowPage(columns, rows, json, count, first + count < rows ? first + count : null);
    }

    /// `{"f":…},{"f":…}`, TIMESTAMP in microseconds.
    public byte[] some(long first, int most) {
      return slice(first, (int) Math.min(most, rows - first));
    }

    /// How many rows from `first` fit.
    int fitting(long first, long most, long mostBytes) {
      long last = Math.min(rows, first + most);
      int from = start(first);
      if (start(last) - from <= mostBytes) return (int) (last - first);
      long low = first + 1;
      long high = last;
      while (low < high) {
        long middle = (low + high + 1) / 2;
        if (start(middle) - from <= mostBytes) low = middle;
        else high = middle - 1;
      }
      return (int) (low - first);
    }

    /// `{"f":…},{"f":…}`
    byte[] slice(long first, int count) {
      if (count == 0) return new byte[0];
      // Each row but the very first begins with the comma before it.
      int from = start(first) + (first == 0 ? 0 : 1);
      var slice = new byte[start(first + count) - from];
      bytes.get(from, slice);
      return slice;
    }
  }
}
