package convergence.bigquery.storage;

import convergence.bigquery.http.ApiException;
import convergence.bigquery.rows.Texts;
import convergence.embedded.duckdb.ArrowBatch;
import convergence.warehouse.Column;
import convergence.warehouse.SqlType;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Cells of one column in Arrow's memory layout: a bitmap of what is there, then fixed or
/// offset-addressed bytes. Written without Arrow's own allocator, which would need the JDK's inside
/// opened.
abstract sealed class ArrowColumn {
  /// One buffer of a record batch.
  @SuppressWarnings("ArrayRecordComponent") // handed on once, never compared
  record Buffer(byte[] bytes, int length) {}

  private static final Pattern INTERVAL =
      Pattern.compile("(-?)(\\d+)-(\\d+) (-?\\d+) (-?)(\\d+):(\\d+):(\\d+)(?:\\.(\\d+))?");

  private byte[] validity = new byte[128];
  int length;
  private int nulls;

  static ArrowColumn of(Column column) {
    if (column.repeated())
      return new Lists(
          of(
              new Column(
                  column.name(),
                  column.type(),
                  false,
                  false,
                  column.fields(),
                  column.description())));
    return switch (column.type()) {
      case INT64 -> new Fixed(8, (out, value) -> out.putLong((Long) value));
      case FLOAT64 -> new Fixed(8, (out, value) -> out.putDouble((Double) value));
      case DATE -> new Fixed(4, (out, value) -> out.putInt((int) ((LocalDate) value).toEpochDay()));
      case TIME ->
          new Fixed(8, (out, value) -> out.putLong(((LocalTime) value).toNanoOfDay() / 1000));
      case TIMESTAMP -> new Fixed(8, (out, value) -> out.putLong(micros((Instant) value)));
      case DATETIME ->
          new Fixed(
              8,
              (out, value) ->
                  out.putLong(micros(((LocalDateTime) value).toInstant(ZoneOffset.UTC))));
      case NUMERIC -> new Fixed(16, (out, value) -> decimal(out, (BigDecimal) value, 9, 16));
      case BIGNUMERIC -> new Fixed(32, (out, value) -> decimal(out, (BigDecimal) value, 38, 32));
      case BOOL -> new Bits();
      case BYTES -> new Bytes(value -> (byte[]) value);
      case STRING, JSON, GEOGRAPHY ->
          new Bytes(value -> value.toString().getBytes(StandardCharsets.UTF_8));
      case INTERVAL -> new Fixed(16, (out, value) -> interval(out, value.toString()));
      case RANGE_DATE, RANGE_DATETIME, RANGE_TIMESTAMP -> new Ranges(bounds(column));
      case STRUCT -> new Structs(column.fields().stream().map(ArrowColumn::of).toList());
    };
  }

  /// The fields that a RANGE has here.
  static List<Column> bounds(Column column) {
    var bound = Objects.requireNonNull(column.type().bound());
    return List.of(Column.of("start", bound), Column.of("end", bound));
  }

  /// `Y-M D H:M:S` as months, days and nanoseconds.
  private static void interval(ByteBuffer out, String text) {
    var parts = INTERVAL.matcher(text);
    if (!parts.matches()) throw new IllegalArgumentException(text);
    int months = Integer.parseInt(parts.group(2)) * 12 + Integer.parseInt(parts.group(3));
    long seconds =
        (Long.parseLong(parts.group(6)) * 60 + Long.parseLong(parts.group(7))) * 60
            + Long.parseLong(parts.group(8));
    String fraction = parts.group(9) == null ? "" : parts.group(9);
    long micros = seconds * 1_000_000 + Long.parseLong((fraction + "000000").substring(0, 6));
    try {
      out.putInt(parts.group(1).isEmpty() ? months : -months)
          .putInt(Integer.parseInt(parts.group(4)))
          .putLong(Math.multiplyExact(parts.group(5).isEmpty() ? micros : -micros, 1000L));
    } catch (ArithmeticException _) {
      throw ApiException.invalid("Overflow for microseconds value");
    }
  }

  private static long micros(Instant at) {
    return ChronoUnit.MICROS.between(Instant.EPOCH, at);
  }

  private static void decimal(ByteBuffer out, BigDecimal value, int scale, int width) {
    byte[] digits = value.setScale(scale).unscaledValue().toByteArray();
    byte sign = (byte) (digits[0] < 0 ? -1 : 0);
    for (int i = 0; i < width; i++)
      out.put(i < digits.length ? digits[digits.length - 1 - i] : sign);
  }

  final void add(@Nullable Object value) {
    if (length >> 3 >= validity.length)
      validity = java.util.Arrays.copyOf(validity, validity.length * 2);
    if (value == null) nulls++;
    else validity[length >> 3] |= (byte) (1 << (length & 7));
    put(value);
    length++;
  }

  abstract void put(@Nullable Object value);

  abstract void buffers(List<Buffer> into);

  void nodes(List<ArrowBatch.Node> into) {
    into.add(new ArrowBatch.Node(length, nulls));
  }

  final Buffer validity() {
    // Without NULLs the bitmap may be left out.
    return nulls == 0 ? new Buffer(validity, 0) : new Buffer(validity, (length + 7) / 8);
  }

  /// Bytes that grow. A [java.io.ByteArrayOutputStream] takes a lock for each.
  private static final class Growing {
    private ByteBuffer data;

    Growing(int size) {
      this.data = allocate(size);
    }

    private static ByteBuffer allocate(int size) {
      return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    }

    int size() {
      return data.position();
    }

    /// To write `count` bytes to.
    ByteBuffer room(int count) {
      if (data.remaining() < count) {
        var larger = allocate(Math.max(Math.multiplyExact(data.capacity(), 2), size() + count));
        larger.put(data.flip());
        data = larger;
      }
      return data;
    }

    @SuppressWarnings("ByteBufferBackingArray") // allocated here, so its array begins with it
    Buffer buffer() {
      return new Buffer(data.array(), size());
    }
  }

  /// Values of one width.
  static final class Fixed extends ArrowColumn {
    /// Writes a value that is not NULL.
    interface Put {
      void put(ByteBuffer out, Object value);
    }

    private final int width;
    private final Put put;
    private final Growing data;

    Fixed(int width, Put put) {
      this.width = width;
      this.put = put;
      this.data = new Growing(width * 1024);
    }

    @Override
    void put(@Nullable Object value) {
      var out = data.room(width);
      if (value == null) out.position(out.position() + width);
      else put.put(out, value);
    }

    @Override
    void buffers(List<Buffer> into) {
      into.add(validity());
      into.add(data.buffer());
    }
  }

  /// Booleans, eight to a byte.
  static final class Bits extends ArrowColumn {
    private byte[] data = new byte[128];

    @Override
    void put(@Nullable Object value) {
      if (length >> 3 >= data.length) data = java.util.Arrays.copyOf(data, data.length * 2);
      if (Boolean.TRUE.equals(value)) data[length >> 3] |= (byte) (1 << (length & 7));
    }

    @Override
    void buffers(List<Buffer> into) {
      into.add(validity());
      into.add(new Buffer(data, (length + 7) / 8));
    }
  }

  /// Offsets of 32 bits, one more than values.
  private static final class Offsets {
    private final Growing bytes = new Growing(4096);

    Offsets() {
      add(0);
    }

    void add(int offset) {
      bytes.room(Integer.BYTES).putInt(offset);
    }

    Buffer buffer() {
      return bytes.buffer();
    }
  }

  /// Texts and bytes.
  static final class Bytes extends ArrowColumn {
    private final java.util.function.Function<Object, byte[]> bytes;
    private final Offsets offsets = new Offsets();
    private final Growing data = new Growing(4096);

    Bytes(java.util.function.Function<Object, byte[]> bytes) {
      this.bytes = bytes;
    }

    @Override
    void put(@Nullable Object value) {
      if (value != null) {
        var some = bytes.apply(value);
        data.room(some.length).put(some);
      }
      offsets.add(data.size());
    }

    @Override
    void buffers(List<Buffer> into) {
      into.add(validity());
      into.add(offsets.buffer());
      into.add(data.buffer());
    }
  }

  /// Arrays: never NULL, as in BigQuery.
  static final class Lists extends ArrowColumn {
    private final ArrowColumn elements;
    private final Offsets offsets = new Offsets();

    Lists(ArrowColumn elements) {
      this.elements = elements;
    }

    @Override
    void put(@Nullable Object value) {
      if (value instanceof List<?> list) for (Object element : list) elements.add(element);
      offsets.add(elements.length);
    }

    @Override
    void buffers(List<Buffer> into) {
      into.add(validity());
      into.add(offsets.buffer());
      elements.buffers(into);
    }

    @Override
    void nodes(List<ArrowBatch.Node> into) {
      super.nodes(into);
      elements.nodes(into);
    }
  }

  /// Ranges: where they begin and where they end.
  static final class Ranges extends ArrowColumn {
    private final SqlType bound;
    private final Structs bounds;

    Ranges(List<Column> fields) {
      this.bound = fields.getFirst().type();
      this.bounds = new Structs(fields.stream().map(ArrowColumn::of).toList());
    }

    @Override
    void put(@Nullable Object value) {
      bounds.add(value == null ? null : apart(value.toString()));
    }

    private Map<String, @Nullable Object> apart(String text) {
      var ends = text.substring(1, text.length() - 1).split(", ", -1);
      var apart = new LinkedHashMap<String, @Nullable Object>();
      apart.put("start", bound(ends[0]));
      apart.put("end", bound(ends[1]));
      return apart;
    }

    private @Nullable Object bound(String text) {
      return text.equals(Texts.UNBOUNDED) ? null : Texts.value(bound, text);
    }

    @Override
    void buffers(List<Buffer> into) {
      bounds.buffers(into);
    }

    @Override
    void nodes(List<ArrowBatch.Node> into) {
      bounds.nodes(into);
    }
  }

  /// Structs: each field a vector of its own.
  static final class Structs extends ArrowColumn {
    private final List<ArrowColumn> fields;

    Structs(List<ArrowColumn> fields) {
      this.fields = List.copyOf(fields);
    }

    @Override
    void put(@Nullable Object value) {
      List<? extends @Nullable Object> values =
          value instanceof Map<?, ?> map
              ? new ArrayList<@Nullable Object>(map.values())
              : null == value ? List.of() : List.of(value);
      for (int i = 0; i < fields.size(); i++)
        fields.get(i).add(i < values.size() ? values.get(i) : null);
    }

    @Override
    void buffers(List<Buffer> into) {
      into.add(validity());
      for (var field : fields) field.buffers(into);
    }

    @Override
    void nodes(List<ArrowBatch.Node> into) {
      super.nodes(into);
      for (var field : fields) field.nodes(into);
    }
  }
}
