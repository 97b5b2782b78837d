package convergence.bigquery;

import java.util.Optional;

/// Says who a caller is.
public interface Door {
  /// @param dataset the only one that is there for the caller; empty: an operator, who sees all
  record Visitor(String dataset) {
    public static final Visitor OPERATOR = new Visitor("");
  }

  /// @param bearer the token that came along; empty: none
  /// @return empty: a stranger
  Optional<Visitor> admit(String bearer);

  /// Everybody on this machine is an operator.
  Door OPEN = _ -> Optional.of(Visitor.OPERATOR);
}
