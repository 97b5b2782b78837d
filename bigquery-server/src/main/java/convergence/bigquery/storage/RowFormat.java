package convergence.bigquery.storage;

import com.google.cloud.bigquery.storage.v1.ReadRowsResponse;
import com.google.cloud.bigquery.storage.v1.ReadSession;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// How the rows of a read session are written.
interface RowFormat {
  /// Tells the schema of all that follows.
  void describe(ReadSession.Builder session);

  void describe(ReadRowsResponse.Builder first);

  void rows(ReadRowsResponse.Builder response, List<List<@Nullable Object>> rows);
}
