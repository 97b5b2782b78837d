package convergence.googlesql.ir;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a person has defined with CREATE FUNCTION, TABLE FUNCTION or PROCEDURE.
public sealed interface Routine {
  List<Argument> arguments();

  /// @param type null: ANY TYPE
  record Argument(String name, @Nullable IrType type, Mode mode) {}

  enum Mode {
    IN,
    OUT,
    INOUT
  }

  /// @param returns null: what `body` gives
  /// @param body an expression over the arguments
  record SqlFunction(List<Argument> arguments, @Nullable IrType returns, String body)
      implements Routine {
    public SqlFunction {
      arguments = List.copyOf(arguments);
    }
  }

  /// @param body of a JavaScript function
  record JsFunction(List<Argument> arguments, IrType returns, String body) implements Routine {
    public JsFunction {
      arguments = List.copyOf(arguments);
    }
  }

  /// @param returns a STRUCT of the columns that are taken of `query`, null: all
  record TableFunction(List<Argument> arguments, @Nullable IrType returns, String query)
      implements Routine {
    public TableFunction {
      arguments = List.copyOf(arguments);
    }
  }

  /// @param body a BEGIN … END block
  record Procedure(List<Argument> arguments, String body) implements Routine {
    public Procedure {
      arguments = List.copyOf(arguments);
    }
  }
}
