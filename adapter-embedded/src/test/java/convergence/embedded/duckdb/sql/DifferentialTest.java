package convergence.embedded.duckdb.sql;

import static org.assertj.core.api.Assertions.assertThat;

import convergence.embedded.duckdb.sql.Differential.Verdict;
import convergence.googlesql.BuiltIn;
import convergence.googlesql.ZetaSql;
import convergence.googlesql.ir.Signature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/// Generated queries over nested tables, answered by the compiler with DuckDB and by ZetaSQL's reference evaluator.
/// `-Dconvergence.differential.queries=10000` is the full run, `-Dconvergence.differential.seed=N` another one;
/// `target/differential.txt` tells what was covered and what was not. `-Dconvergence.differential.mutants=1000` breaks
/// each scalar function.
final class DifferentialTest {
  private static final int FULL = 10_000;
  private static final int ENOUGH = 20;
  private static final int QUERIES_FOR_A_MUTANT = 300;
  private final int queries = Integer.getInteger("convergence.differential.queries", 400);
  private final long seed = Long.getLong("convergence.differential.seed", 1);
  private final int mutants = Integer.getInteger("convergence.differential.mutants", 20);

  /// What the compiler may call.
  static List<BuiltIn> functions() {
    var table = FunctionTable.STANDARD.all();
    return BuiltIn.all().stream()
        .filter(
            f -> table.containsKey(f.id()) && !(table.get(f.id()) instanceof Translation.Refused))
        .toList();
  }

  @Test
  void generated_queries_mean_what_the_reference_evaluator_says() throws SQLException, IOException {
    System.out.println("differential: seed " + seed + ", " + queries + " queries");
    try (var zetaSql = new ZetaSql();
        var both = new Differential(seed, zetaSql, FunctionTable.STANDARD, functions())) {
      both.run(queries);
      System.out.println("differential: " + both.verdicts);
      Files.writeString(Path.of("target", "differential.txt"), both.report(ENOUGH));
      assertThat(both.disagreements).isEmpty();
      assertThat(both.verdicts.getOrDefault(Verdict.ANSWERED, 0)).isGreaterThan(queries / 2);
      if (queries >= FULL) assertThat(both.rare(ENOUGH)).isEmpty();
    }
  }

  /// Each of some random functions is broken in turn, as if its mapping were another function's.
  @Test
  void a_wrong_mapping_is_noticed() throws SQLException {
    var dice = new Dice(seed);
    List<BuiltIn> all = functions();
    var scalar =
        new ArrayList<>(
            all.stream()
                .filter(f -> f.mode() == BuiltIn.Mode.SCALAR && QueryMaker.callable(f))
                .filter(f -> !Differential.REWRITTEN.contains(f.id()))
                .toList());
    List<String> unnoticed = new ArrayList<>();
    try (var zetaSql = new ZetaSql()) {
      for (int i = 0; i < mutants && !scalar.isEmpty(); i++) {
        var function = scalar.remove(dice.of(scalar.size()));
        var broken = FunctionTable.STANDARD.with(function.id(), Mutant.of(function, all, dice));
        try (var both = new Differential(dice.seed(), zetaSql, broken, all)) {
          int n = 0;
          while (both.disagreements.isEmpty() && n++ < QUERIES_FOR_A_MUTANT) both.one(function);
          if (both.disagreements.isEmpty()) {
            System.out.println("differential: broken " + function.id() + " NOT noticed");
            unnoticed.add(function.id());
          } else
            System.out.println("differential: broken " + function.id() + " noticed by query " + n);
        }
      }
    }
    assertThat(unnoticed).isEmpty();
  }

  /// Wrong translations.
  private static final class Mutant {
    /// Another function's translation with the same arguments and result, else NULL.
    static Translation of(BuiltIn function, List<BuiltIn> all, Dice dice) {
      var table = FunctionTable.STANDARD.all();
      var right = Objects.requireNonNull(table.get(function.id()));
      List<Translation> others =
          all.stream()
              .filter(f -> f.mode() == BuiltIn.Mode.SCALAR)
              .filter(f -> f.arguments().equals(function.arguments()))
              .filter(f -> f.result().equals(function.result()) && !f.name().contains("safe"))
              // A conversion that cannot fail is one with its safe twin.
              .filter(f -> !function.name().equals("safe_" + f.name()))
              // They refuse most arguments, and a refusal is no wrong answer.
              .filter(f -> !f.name().startsWith("regexp"))
              .map(f -> table.get(f.id()))
              .filter(t -> t != null && !(t instanceof Translation.Refused))
              .filter(t -> width(Objects.requireNonNull(t)) == width(right))
              .filter(t -> !alike(Objects.requireNonNull(t), right, function.arguments().size()))
              .map(Objects::requireNonNull)
              .toList();
      if (!others.isEmpty()) return dice.pick(others);
      var signature = new Signature(function.id(), function.name());
      Translation.Form.Scalar nothing =
          (types, args) ->
              "CASE WHEN random() < 0 THEN "
                  + FunctionTable.STANDARD.write(signature, types, args)
                  + " END";
      return new Translation.Native(nothing);
    }

    /// How many arguments a function in Java takes, named ones too; any number fits the others.
    private static int width(Translation translation) {
      return translation instanceof Translation.Udf(var name, _) ? Udfs.width(name) : 0;
    }

    private static boolean alike(Translation a, Translation b, int arguments) {
      return text(a, arguments).equals(text(b, arguments));
    }

    /// Forms that look at their arguments' types are unlike all others.
    private static String text(Translation translation, int arguments) {
      var names = java.util.stream.IntStream.range(0, arguments).mapToObj(i -> "a" + i).toList();
      return switch (translation) {
        case Translation.Macro(var name) -> name;
        case Translation.Udf(var name, _) -> name;
        case Translation.Refused(var why) -> why;
        case Translation.Native(Translation.Form.Scalar form) -> written(form, names);
        case Translation.Native(var form) -> form.toString();
        case Translation.Forgiving(var form) -> written(form, names);
      };
    }

    private static String written(Translation.Form.Scalar form, List<String> names) {
      try {
        return form.write(List.of(), names);
      } catch (RuntimeException e) {
        return form.toString();
      }
    }
  }
}
