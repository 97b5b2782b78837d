package convergence.embedded.duckdb.sql;

import static org.assertj.core.api.Assertions.assertThat;

import convergence.googlesql.KnownFunction;
import convergence.googlesql.ZetaSql;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// docs/googlesql-functions.md is what the table of functions says of every function that the analysis knows.
/// `-Dconvergence.docs.write=true` writes it anew.
final class FunctionListTest {
  /// Functions that the analysis itself turns into others, or into a part of GROUP BY, so that the table never sees them.
  private static final Set<String> REWRITTEN =
      Set.of("ARRAY_FIRST", "ARRAY_LAST", "ARRAY_SLICE", "FLATTEN", "GROUPING");

  private static final String HEAD =
      """
      # GoogleSQL's functions on the embedded warehouse

      Made from the table in `adapter-embedded/…/duckdb/sql/FunctionTable.java`; `FunctionListTest` fails when it is out of date and writes it with `-Dconvergence.docs.write=true`.
      A signature is ZetaSQL's own name of it. *native*: DuckDB's operators and functions; *macro*: SQL of ours; *Java*: a function in Java with GoogleSQL's semantics; *rewritten*: turned into others before it comes here. What is not listed
      here, and what is listed as refused, is refused before a query runs, with the function's name.

      | function | signatures |
      |---|---|
      """;

  @Test
  void the_list_of_functions_is_up_to_date() throws IOException {
    Path file = home().resolve("docs/googlesql-functions.md");
    String wanted;
    try (var zetaSql = new ZetaSql()) {
      wanted = text(zetaSql.functions());
    }
    if (Boolean.getBoolean("convergence.docs.write")) Files.writeString(file, wanted);
    assertThat(Files.readString(file)).isEqualTo(wanted);
  }

  @Test
  void no_entry_of_the_table_is_of_a_function_that_does_not_exist() {
    Set<String> unknown = new TreeSet<>(new FunctionTable().all().keySet());
    try (var zetaSql = new ZetaSql()) {
      zetaSql.functions().forEach(function -> unknown.remove(function.id()));
    }
    assertThat(unknown).isEmpty();
  }

  private static Path home() {
    return Path.of(System.getProperty("convergence.home", ".."));
  }

  private static String text(List<KnownFunction> functions) {
    Map<String, Translation> table = new FunctionTable().all();
    Map<String, Map<String, List<String>>> lines = new TreeMap<>();
    for (var function : functions) {
      lines
          .computeIfAbsent(function.name(), _ -> new TreeMap<>())
          .computeIfAbsent(how(function, table.get(function.id())), _ -> new ArrayList<>())
          .add(function.id().replaceFirst("^FN_", ""));
    }
    return lines.entrySet().stream()
        .map(
            line ->
                "| `"
                    + line.getKey()
                    + "` | "
                    + line.getValue().entrySet().stream()
                        .map(how -> how.getKey() + ": " + String.join(", ", how.getValue()))
                        .collect(Collectors.joining("; "))
                    + " |\n")
        .collect(Collectors.joining("", HEAD, ""));
  }

  private static String how(KnownFunction function, @Nullable Translation translation) {
    if (translation == null && REWRITTEN.contains(function.name())) return "rewritten";
    return switch (translation) {
      case Translation.Native _, Translation.Forgiving _ -> "native";
      case Translation.Macro _ -> "macro";
      case Translation.Udf _ -> "Java";
      case Translation.Refused(var why) -> "refused (" + why + ")";
      case null -> "refused";
    };
  }
}
