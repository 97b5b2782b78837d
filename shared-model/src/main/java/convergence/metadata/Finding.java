package convergence.metadata;

import java.util.List;

/// What a dataset, table or view lacks of what is declared.
sealed interface Finding {
  /// `dataset` or `dataset.table`.
  String subject();

  record Missing(String subject) implements Finding {}

  record Same(String subject) implements Finding {}

  /// @param how each difference that can be mended without losing anything, in words
  record Differs(String subject, List<String> how) implements Finding {
    public Differs {
      how = List.copyOf(how);
    }
  }

  /// @param why each difference that cannot, beginning with `dataset.table.column`
  record Lossy(String subject, List<String> why) implements Finding {
    public Lossy {
      why = List.copyOf(why);
    }
  }
}
