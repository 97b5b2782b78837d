package convergence.bigquery.storage;

import com.google.protobuf.ByteString;
import convergence.warehouse.Column;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Rows that waited, read after the table as it is when they go in: it may have got columns since.
final class Waiting {
  private Waiting() {}

  static List<List<@Nullable Object>> rows(
      List<OpenStream.Batch> batches, List<Column> columns, Set<String> defaulted) {
    var rows = new ArrayList<List<@Nullable Object>>();
    for (var batch : batches) {
      var reader = new ProtoRows(columns, defaulted, batch.schema());
      for (ByteString row : batch.rows()) rows.add(reader.row(row, _ -> false));
    }
    return rows;
  }
}
