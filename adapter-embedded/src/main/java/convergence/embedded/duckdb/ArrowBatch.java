package convergence.embedded.duckdb;

import convergence.warehouse.Column;
import convergence.warehouse.SqlType;
import java.util.List;

/// Some rows of a table in Arrow's memory layout, as the engine wrote them.
///
/// @param nodes, buffers in the order of a record batch
/// @param body the buffers, each at a multiple of eight bytes
@SuppressWarnings("ArrayRecordComponent") // handed on once, never compared
public record ArrowBatch(int rows, List<Node> nodes, List<Buffer> buffers, byte[] body) {
  /// Length and number of NULLs of a vector.
  public record Node(long length, long nulls) {}

  /// Where a buffer lies in the body.
  public record Buffer(long offset, long length) {}

  public ArrowBatch {
    nodes = List.copyOf(nodes);
    buffers = List.copyOf(buffers);
  }

  /// Whether the engine's layout of these columns is BigQuery's. A BIGNUMERIC is wider there, and an
  /// INTERVAL is a text.
  public static boolean holds(List<Column> columns) {
    return columns.stream()
        .allMatch(
            column ->
                column.type() != SqlType.BIGNUMERIC
                    && column.type() != SqlType.INTERVAL
                    && column.type() != SqlType.GEOGRAPHY
                    && column.type().bound() == null
                    && holds(column.fields()));
  }
}
