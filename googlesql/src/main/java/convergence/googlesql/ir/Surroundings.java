package convergence.googlesql.ir;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What a statement may use besides tables.
///
/// @param variables of the script around it; a column of the same name hides one
/// @param named query parameters, without `@`
/// @param positional query parameters, first `?` first; not together with named ones
/// @param target the type to which a query's one column is coerced, as in an assignment; null: none
public record Surroundings(
    List<Named> variables,
    Routines routines,
    List<Named> named,
    List<IrType> positional,
    @Nullable IrType target) {
  public Surroundings {
    variables = List.copyOf(variables);
    named = List.copyOf(named);
    positional = List.copyOf(positional);
  }

  public record Named(String name, IrType type) {}

  /// Looks routines up by the path that a statement writes.
  public interface Routines {
    Optional<Routine> find(List<String> path);

    /// False: there are none at all, so that no one need look.
    boolean any();
  }

  public static Surroundings none() {
    return new Surroundings(List.of(), NO_ROUTINES, List.of(), List.of(), null);
  }

  public Surroundings coercedTo(IrType type) {
    return new Surroundings(variables, routines, named, positional, type);
  }

  private static final Routines NO_ROUTINES =
      new Routines() {
        @Override
        public Optional<Routine> find(List<String> path) {
          return Optional.empty();
        }

        @Override
        public boolean any() {
          return false;
        }
      };
}
