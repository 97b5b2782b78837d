package convergence.embedded.duckdb;

import convergence.embedded.duckdb.SqlResult.DdlEffect;
import convergence.embedded.duckdb.SqlResult.DmlEffect;
import convergence.warehouse.Column;
import convergence.warehouse.Rows;
import convergence.warehouse.TableRef;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What one statement did.
///
/// @param written rows that went into its destination table, if it has one
record Answer(
    String type,
    Rows rows,
    boolean ordered,
    @Nullable DdlEffect ddl,
    @Nullable DmlEffect dml,
    Set<TableRef> read,
    OptionalLong written) {
  Answer(
      String type,
      Rows rows,
      boolean ordered,
      @Nullable DdlEffect ddl,
      @Nullable DmlEffect dml,
      Set<TableRef> read) {
    this(type, rows, ordered, ddl, dml, read, OptionalLong.empty());
  }

  static Answer ddl(String type, String operation, String target, List<Column> columns) {
    return new Answer(
        type,
        new Rows(columns, List.of(), false),
        false,
        new DdlEffect(operation, target),
        null,
        Set.of());
  }

  static final Rows NOTHING = new Rows(List.of(), List.of(), false);

  SqlResult result(Optional<String> session) {
    return new SqlResult(
        rows,
        ordered,
        type,
        Optional.ofNullable(ddl),
        Optional.ofNullable(dml),
        read,
        List.of(),
        session,
        written);
  }
}
