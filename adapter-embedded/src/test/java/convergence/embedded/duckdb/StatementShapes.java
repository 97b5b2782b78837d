package convergence.embedded.duckdb;

import convergence.googlesql.ir.Command;
import convergence.googlesql.ir.Ddl;
import convergence.googlesql.ir.Ddl.Change;
import convergence.googlesql.ir.Dml;
import convergence.googlesql.ir.Expr;
import convergence.googlesql.ir.IrColumn;
import convergence.googlesql.ir.IrType;
import convergence.googlesql.ir.Partitioning;
import convergence.googlesql.ir.Query;
import convergence.googlesql.ir.Rel;
import convergence.googlesql.ir.Routine;
import convergence.googlesql.ir.Signature;
import convergence.warehouse.Column;
import convergence.warehouse.SqlType;
import convergence.warehouse.TableRef;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Each kind of statement that the compiler emits, resolved by hand. Together they are the story of one table.
final class StatementShapes {
  private static final IrType INT = IrType.of(SqlType.INT64);
  private static final IrType TEXT = IrType.of(SqlType.STRING);
  private static final IrColumn ID = new IrColumn(1, INT);
  private static final IrColumn WORD = new IrColumn(2, TEXT);
  private static final IrColumn OTHER = new IrColumn(3, INT);
  private static final TableRef STATED = Shape.table("stated");
  private static final Rel.Table ROWS =
      new Rel.Table(STATED, List.of(ID, WORD), List.of("id", "word"));

  private StatementShapes() {}

  static Command of(Shape shape) {
    return switch (shape) {
      case STATEMENT_CREATES -> create(STATED, Ddl.Mode.NEW, null);
      case STATEMENT_INSERTS ->
          new Dml.Insert(
              STATED,
              List.of("id", "word"),
              new Dml.Rows.Values(
                  List.of(
                      List.of(number(1), text("one")),
                      List.of(number(2), text("two")),
                      List.of(number(3), text("three")))));
      case STATEMENT_UPDATES ->
          new Dml.Update(
              ROWS, null, is(ID, 2), List.of(new Dml.SetItem(WORD, List.of(), text("deux"))));
      case STATEMENT_DELETES -> new Dml.Delete(ROWS, is(ID, 1));
      case STATEMENT_MERGES -> merge();
      case STATEMENT_SELECTS_INTO -> create(Shape.table("selected"), Ddl.Mode.NEW, all());
      case STATEMENT_REPLACES -> create(Shape.table("selected"), Ddl.Mode.OR_REPLACE, all());
      case STATEMENT_ADDS_COLUMN ->
          alter(
              new Change.AddColumn(
                  new Ddl.ColumnDefinition(Column.of("more", SqlType.TIMESTAMP), "", null), false));
      case STATEMENT_DROPS_COLUMN -> alter(new Change.DropColumn("more", false));
      case STATEMENT_RENAMES_COLUMN -> alter(new Change.RenameColumn("word", "text", false));
      case STATEMENT_WIDENS_COLUMN ->
          alter(new Change.SetType("id", Column.of("id", SqlType.NUMERIC), ""));
      case STATEMENT_RENAMES_TABLE -> alter(new Change.RenameTo("Renamed"));
      case STATEMENT_COPIES ->
          new Ddl.CopyTable(
              Shape.table("snapped"),
              Ddl.Mode.NEW,
              Shape.table("Renamed"),
              Ddl.CopyKind.SNAPSHOT,
              Map.of());
      case STATEMENT_TRUNCATES -> new Dml.Truncate(Shape.table("Renamed"));
      case STATEMENT_DROPS_TABLE -> drop(Ddl.Kind.TABLE, "Renamed");
      case STATEMENT_MAKES_VIEW ->
          new Ddl.CreateView(
              Shape.table("seen"),
              Ddl.Mode.NEW,
              false,
              Words.ROW,
              Set.of(),
              "all selected",
              Map.of());
      case STATEMENT_MAKES_FUNCTION ->
          new Ddl.CreateRoutine(
              List.of(Shape.DATASET_NAME, "one"),
              Ddl.Mode.NEW,
              false,
              new Routine.SqlFunction(List.of(), INT, "1"));
      case STATEMENT_MAKES_SCHEMA ->
          new Ddl.CreateSchema(List.of("another"), Ddl.Mode.NEW, Map.of());
      case STATEMENT_DROPS_SCHEMA -> new Ddl.Drop(Ddl.Kind.SCHEMA, List.of("another"), false, true);
      default -> throw new IllegalArgumentException(shape + " is no statement");
    };
  }

  private static Command create(
      TableRef table, Ddl.Mode mode, @org.jspecify.annotations.Nullable Query rows) {
    return new Ddl.CreateTable(
        table,
        mode,
        false,
        List.of(
            new Ddl.ColumnDefinition(Column.of("id", SqlType.INT64), "", null),
            new Ddl.ColumnDefinition(Column.of("word", SqlType.STRING), "(10)", null)),
        rows == null ? null : new Partitioning("id", null, 0, 100, 10),
        rows == null ? List.of() : List.of("word"),
        Map.of("description", "\"stated\""),
        rows,
        null);
  }

  private static Query all() {
    return new Query(
        ROWS, List.of(new Query.Output("id", ID), new Query.Output("word", WORD)), false);
  }

  private static Command merge() {
    var source =
        new Rel.Unnest(
            new Rel.SingleRow(),
            new Expr.Call(
                new Signature("FN_MAKE_ARRAY", "ARRAY"),
                List.of(number(3), number(4)),
                new IrType.Array(INT),
                false),
            OTHER,
            null,
            null,
            false,
            List.of(OTHER));
    return new Dml.Merge(
        ROWS,
        source,
        equal(new Expr.Ref(ID), new Expr.Ref(OTHER)),
        List.of(
            new Dml.When(
                Dml.Match.MATCHED,
                null,
                new Dml.Action.Put(List.of(new Dml.SetItem(WORD, List.of(), text("trois"))))),
            new Dml.When(
                Dml.Match.NOT_MATCHED_BY_TARGET,
                null,
                new Dml.Action.Add(
                    List.of("id", "word"), List.of(new Expr.Ref(OTHER), text("quatre")))),
            new Dml.When(Dml.Match.NOT_MATCHED_BY_SOURCE, is(ID, 99), new Dml.Action.Remove())));
  }

  private static Command alter(Change change) {
    return new Ddl.Alter(
        Ddl.Kind.TABLE, List.of(Shape.DATASET_NAME, "stated"), false, List.of(change));
  }

  private static Command drop(Ddl.Kind kind, String name) {
    return new Ddl.Drop(kind, List.of(Shape.DATASET_NAME, name), false, false);
  }

  private static Expr number(long value) {
    return new Expr.Literal(INT, value);
  }

  private static Expr text(String value) {
    return new Expr.Literal(TEXT, value);
  }

  private static Expr is(IrColumn column, long value) {
    return equal(new Expr.Ref(column), number(value));
  }

  private static Expr equal(Expr left, Expr right) {
    return new Expr.Call(
        new Signature("FN_EQUAL", "="), List.of(left, right), IrType.of(SqlType.BOOL), false);
  }
}
