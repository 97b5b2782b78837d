package convergence.googlesql.ir;

import convergence.warehouse.Column;
import convergence.warehouse.TableRef;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A statement that changes what there is. Names of routines and schemas are paths as written, since where they lie
/// is no table's place. Options are by name, their values GoogleSQL literals.
public sealed interface Ddl extends Command {
  /// Before the seconds of an option's value that is so much later than the statement.
  String FROM_NOW = "CURRENT_TIMESTAMP+";

  enum Mode {
    /// Fails when it is there.
    NEW,
    OR_REPLACE,
    IF_NOT_EXISTS
  }

  /// @param temporary lives as long as the script or session
  /// @param rows null: the table begins empty
  /// @param like a table whose definition is taken, null: none
  record CreateTable(
      TableRef table,
      Mode mode,
      boolean temporary,
      List<ColumnDefinition> columns,
      @Nullable Partitioning partitioning,
      List<String> clustering,
      Map<String, String> options,
      @Nullable Query rows,
      @Nullable TableRef like)
      implements Ddl {
    public CreateTable {
      columns = List.copyOf(columns);
      clustering = List.copyOf(clustering);
      options = Map.copyOf(options);
    }
  }

  /// @param parameters of the type as written, such as `(10, 2)`; empty: none
  /// @param defaultSql an expression of GoogleSQL, null: none
  record ColumnDefinition(Column column, String parameters, @Nullable String defaultSql) {}

  enum CopyKind {
    COPY,
    CLONE,
    SNAPSHOT
  }

  record CopyTable(
      TableRef table, Mode mode, TableRef from, CopyKind kind, Map<String, String> options)
      implements Ddl {
    public CopyTable {
      options = Map.copyOf(options);
    }
  }

  /// @param columns as the view shows them
  /// @param follows tables whose columns are the view's; empty: the statement names its columns
  record CreateView(
      TableRef view,
      Mode mode,
      boolean materialized,
      List<Column> columns,
      Set<TableRef> follows,
      String sql,
      Map<String, String> options)
      implements Ddl {
    public CreateView {
      columns = List.copyOf(columns);
      follows = Set.copyOf(follows);
      options = Map.copyOf(options);
    }
  }

  record CreateSchema(List<String> path, Mode mode, Map<String, String> options) implements Ddl {
    public CreateSchema {
      path = List.copyOf(path);
      options = Map.copyOf(options);
    }
  }

  record CreateRoutine(List<String> path, Mode mode, boolean temporary, Routine routine)
      implements Ddl {
    public CreateRoutine {
      path = List.copyOf(path);
    }
  }

  enum Kind {
    TABLE,
    SNAPSHOT_TABLE,
    VIEW,
    MATERIALIZED_VIEW,
    SCHEMA,
    FUNCTION,
    TABLE_FUNCTION,
    PROCEDURE
  }

  record Drop(Kind kind, List<String> path, boolean ifExists, boolean cascade) implements Ddl {
    public Drop {
      path = List.copyOf(path);
    }
  }

  /// @param kind TABLE, VIEW, MATERIALIZED_VIEW or SCHEMA
  record Alter(Kind kind, List<String> path, boolean ifExists, List<Change> changes)
      implements Ddl {
    public Alter {
      path = List.copyOf(path);
      changes = List.copyOf(changes);
    }
  }

  sealed interface Change {
    record AddColumn(ColumnDefinition column, boolean ifNotExists) implements Change {}

    record DropColumn(String name, boolean ifExists) implements Change {}

    record RenameColumn(String from, String to, boolean ifExists) implements Change {}

    record RenameTo(String name) implements Change {}

    record SetOptions(Map<String, String> options) implements Change {
      public SetOptions {
        options = Map.copyOf(options);
      }
    }

    record SetColumnOptions(String column, Map<String, String> options) implements Change {
      public SetColumnOptions {
        options = Map.copyOf(options);
      }
    }

    /// @param type the column as it is to be, by type alone
    record SetType(String column, Column type, String parameters) implements Change {}

    record DropNotNull(String column) implements Change {}

    /// @param sql null: DROP DEFAULT
    record SetDefault(String column, @Nullable String sql) implements Change {}
  }
}
