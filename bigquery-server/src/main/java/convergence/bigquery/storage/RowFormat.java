package convergence.bigquery.storage;

import com.google.cloud.bigquery.storage.v1.ReadRowsResponse;
import com.google.cloud.bigquery.storage.v1.ReadSession;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// How the rows of a read session are written.
interface RowFormat {
  /// Tells the schema of all that follows.
  void describe(ReadSession.Builder session);

  void describe(ReadRowsResponse.Builder first);

  void rows(ReadRowsResponse.Builder response, List<List<@Nullable Object>> rows);

  /// The rows of a source in this format.
  ///
  /// @param batch rows of one response at most
  default ReadStreams.Parts of(ReadSources.Source source, int batch) {
    return (first, most) -> {
      var rows = source.rows().from(first, most);
      var parts = new ArrayList<ReadStreams.Part>();
      for (int from = 0; from < rows.size(); from += batch) {
        var some = rows.subList(from, Math.min(rows.size(), from + batch));
        parts.add(new ReadStreams.Part(some.size(), response -> rows(response, some)));
      }
      return parts;
    };
  }
}
