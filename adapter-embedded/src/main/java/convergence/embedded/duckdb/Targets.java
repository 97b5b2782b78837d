package convergence.embedded.duckdb;

import convergence.embedded.duckdb.sql.Irs;
import convergence.embedded.duckdb.sql.Target;
import convergence.googlesql.ir.Expr;
import convergence.googlesql.ir.IrType;
import convergence.googlesql.ir.Query;
import convergence.googlesql.ir.Surroundings;
import convergence.warehouse.Column;
import convergence.warehouse.SqlType;
import convergence.warehouse.TableRef;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Tables as statements write them: where they lie, what their columns demand and begin with.
final class Targets {
  private final Tool tool;
  private final Scope scope;

  Targets(Tool tool, Scope scope) {
    this.tool = tool;
    this.scope = scope;
  }

  Target of(TableRef ref) {
    return switch (scope.meaning(ref)) {
      case Scope.Meaning.Temporary temporary -> of(temporary.physical(), temporary.stored());
      case Scope.Meaning.Known known -> {
        if (!known.stored().told().kind().equals("SNAPSHOT"))
          yield of(tool.catalog().physical(known.table()), known.stored());
        throw SqlErrors.invalid(known.table() + " is a snapshot: it cannot be changed");
      }
      case Scope.Meaning.Missing(var table) -> throw scope.missing(table);
      case Scope.Meaning.Wildcard _, Scope.Meaning.Information _ ->
          throw SqlErrors.invalid(ref + " cannot be changed");
    };
  }

  Target of(String physical, StoredTable stored) {
    var told = stored.told();
    List<Target.Field> fields = new ArrayList<>();
    for (var column : stored.schema().columns()) {
      String sql = told.defaults().get(column.name());
      fields.add(
          new Target.Field(
              column,
              told.parameters().getOrDefault(column.name(), ""),
              sql == null ? null : value(sql, column)));
    }
    if (told.byIngestion()) fields.add(ingestion(told));
    return new Target(physical, fields);
  }

  /// The text of the partition into which rows go now.
  String ingested(StoredTable stored) {
    var literal = (Expr.Literal) java.util.Objects.requireNonNull(ingestion(stored.told()).value());
    return "CAST('" + literal.value() + "' AS TIMESTAMPTZ)";
  }

  /// The hour or day of now; months and years begin on their first day.
  private Target.Field ingestion(TableDetails told) {
    var now = tool.clock().instant().atOffset(java.time.ZoneOffset.UTC);
    var unit = told.partitioning() == null ? null : told.partitioning().unit();
    var begin =
        switch (unit) {
          case HOUR -> now.truncatedTo(ChronoUnit.HOURS);
          case MONTH -> now.truncatedTo(ChronoUnit.DAYS).withDayOfMonth(1);
          case YEAR -> now.truncatedTo(ChronoUnit.DAYS).withDayOfYear(1);
          case DAY -> now.truncatedTo(ChronoUnit.DAYS);
          case null -> now.truncatedTo(ChronoUnit.DAYS);
        };
    return new Target.Field(
        Column.of(Shapes.PARTITION_TIME, SqlType.TIMESTAMP),
        "",
        new Expr.Literal(IrType.of(SqlType.TIMESTAMP), begin.toInstant()));
  }

  /// A default as a subquery of one row: it may be any expression.
  private @Nullable Expr value(String sql, Column column) {
    IrType type = Irs.type(column);
    var query =
        (Query)
            tool.resolver()
                .command(
                    "SELECT (" + sql + ")",
                    Surroundings.none().coercedTo(type),
                    scope.schemas(),
                    scope.analysed());
    var output = query.outputs().getFirst().column();
    var one = new convergence.googlesql.ir.Rel.Project(query.rows(), List.of(), List.of(output));
    return new Expr.Subquery(Expr.Subquery.Kind.SCALAR, one, null, type);
  }
}
