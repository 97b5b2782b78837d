package convergence.embedded.duckdb;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;

import convergence.embedded.duckdb.ArrowStream.ArrowVector;
import convergence.warehouse.Column;
import java.lang.foreign.MemorySegment;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/// The vectors of some rows, copied buffer by buffer into the body of a record batch.
final class ArrowCopy {
  private final List<ArrowBatch.Node> nodes = new ArrayList<>();
  private final List<ArrowBatch.Buffer> buffers = new ArrayList<>();
  private final List<MemorySegment> parts = new ArrayList<>();
  private long end;

  /// Bitmaps whose last byte holds bits behind the last row.
  private final List<Tail> tails = new ArrayList<>();

  /// @param at the byte in the body
  private record Tail(long at, int bits) {}

  private ArrowCopy() {}

  /// @param result of these columns, none of whose rows was read
  /// @param most rows of one batch
  static List<ArrowBatch> all(ResultSet result, List<Column> columns, int most)
      throws SQLException {
    var batches = new ArrayList<ArrowBatch>();
    try (var stream = ArrowStream.of(result, most)) {
      while (true)
        try (var rows = stream.next()) {
          if (rows == null) return batches;
          batches.add(batch(rows, columns));
        }
    }
  }

  /// @param rows one child for each column
  private static ArrowBatch batch(ArrowVector rows, List<Column> columns) {
    var copy = new ArrowCopy();
    for (int i = 0; i < columns.size(); i++) copy.column(rows.child(i), columns.get(i));
    return new ArrowBatch(Math.toIntExact(rows.length()), copy.nodes, copy.buffers, copy.body());
  }

  private void column(ArrowVector vector, Column column) {
    if (!column.repeated()) {
      one(vector, column);
      return;
    }
    header(vector);
    offsets(vector);
    var elements = vector.child(0);
    one(elements, column);
  }

  private void one(ArrowVector vector, Column column) {
    header(vector);
    long length = vector.length();
    switch (column.type()) {
      case INT64, FLOAT64, DATETIME, TIME, TIMESTAMP ->
          add(vector.buffer(1, 8 * length), 8 * length);
      case DATE -> add(vector.buffer(1, 4 * length), 4 * length);
      case NUMERIC -> add(vector.buffer(1, 16 * length), 16 * length);
      case BOOL -> bits(vector, 1);
      case STRING, JSON, BYTES -> {
        long bytes = offsets(vector);
        add(vector.buffer(2, bytes), bytes);
      }
      case STRUCT -> {
        for (int i = 0; i < column.fields().size(); i++)
          column(vector.child(i), column.fields().get(i));
      }
      case BIGNUMERIC, INTERVAL, GEOGRAPHY, RANGE_DATE, RANGE_DATETIME, RANGE_TIMESTAMP ->
          throw new IllegalArgumentException(column.type() + " is laid out otherwise");
    }
  }

  /// The bitmap of what is there may be left out where all of it is.
  private void header(ArrowVector vector) {
    nodes.add(new ArrowBatch.Node(vector.length(), vector.nulls()));
    if (vector.nulls() == 0) add(MemorySegment.NULL, 0);
    else bits(vector, 0);
  }

  private void bits(ArrowVector vector, int buffer) {
    long bytes = (vector.length() + 7) / 8;
    int last = (int) (vector.length() % 8);
    if (last > 0) tails.add(new Tail(end + bytes - 1, last));
    add(vector.buffer(buffer, bytes), bytes);
  }

  /// @return the last one
  private long offsets(ArrowVector vector) {
    long bytes = 4 * (vector.length() + 1);
    var offsets = vector.buffer(1, bytes);
    add(offsets, bytes);
    return offsets.byteSize() == 0 ? 0 : offsets.get(JAVA_INT_UNALIGNED, bytes - 4);
  }

  private void add(MemorySegment part, long bytes) {
    buffers.add(new ArrowBatch.Buffer(end, bytes));
    parts.add(part);
    end += (bytes + 7) & ~7;
  }

  private byte[] body() {
    byte[] body = new byte[Math.toIntExact(end)];
    for (int i = 0; i < parts.size(); i++) {
      var part = parts.get(i);
      MemorySegment.copy(
          part, JAVA_BYTE, 0, body, (int) buffers.get(i).offset(), (int) part.byteSize());
    }
    for (var tail : tails) body[(int) tail.at()] &= (byte) ((1 << tail.bits()) - 1);
    return body;
  }
}
