package convergence.googlesql;

import com.google.common.collect.ImmutableList;
import com.google.zetasql.FunctionArgumentType;
import com.google.zetasql.FunctionSignature;
import com.google.zetasql.ParseResumeLocation;
import com.google.zetasql.TableValuedFunction;
import com.google.zetasql.TypeFactory;
import com.google.zetasql.ZetaSQLFunctions.SignatureArgumentKind;
import convergence.googlesql.ir.Unsupported;
import convergence.warehouse.SqlFault;
import convergence.warehouse.SqlType;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/// BigQuery's RANGE_SESSIONIZE as a table function in SQL. Its arguments name columns, so it is made for the call.
///
/// @param arguments how many the call has
/// @param body of the function
record Sessionize(int arguments, String body) {
  static final String NAME = "RANGE_SESSIONIZE";

  /// @param call a node of kind `TVF`
  /// @param sql the whole statement
  static Sessionize of(SyntaxNode call, String sql) {
    var arguments =
        call.children().stream().filter(node -> node.role().equals("argument_entries")).toList();
    if (arguments.size() < 3 || arguments.size() > 4)
      throw Unsupported.of(NAME + " without a table, a column and the columns to group by");
    String range = quoted(text(arguments.get(1).children().getFirst()));
    List<String> keys = keys(arguments.get(2).children().getFirst());
    boolean meets = arguments.size() < 4 || meets(arguments.get(3), sql);
    return new Sessionize(arguments.size(), body(range, keys, meets));
  }

  TableValuedFunction function() {
    var string = new FunctionArgumentType(Types.of(SqlType.STRING));
    var strings = new FunctionArgumentType(TypeFactory.createArrayType(Types.of(SqlType.STRING)));
    var relation = new FunctionArgumentType(SignatureArgumentKind.ARG_TYPE_RELATION);
    var types = List.of(relation, string, strings, string).subList(0, arguments);
    var names = List.of("input", "range_column", "partitioning_columns", "option");
    return new TableValuedFunction.TemplatedSQLTVF(
        ImmutableList.of(NAME.toLowerCase(Locale.ROOT)),
        new FunctionSignature(relation, types, 0),
        ImmutableList.copyOf(names.subList(0, arguments)),
        new ParseResumeLocation(body));
  }

  private static boolean meets(SyntaxNode option, String sql) {
    String mode = text(option.children().getFirst());
    return switch (mode.toUpperCase(Locale.ROOT)) {
      case "MEETS" -> true;
      case "OVERLAPS" -> false;
      default -> {
        var place = Utf8.place(sql, option.start());
        throw new SqlFault(
            "unresolved",
            "Could not cast literal \"" + mode + "\" to type RANGE_SESSIONIZE_MODE",
            place.line(),
            place.column());
      }
    };
  }

  /// A range begins a session when all before it have ended; so many have begun up to it, such is the session's
  /// number. Among BigQuery's, a NULL makes one session of all ranges that it stands with.
  private static String body(String range, List<String> keys, boolean meets) {
    String partition = keys.isEmpty() ? "" : "PARTITION BY " + String.join(", ", keys);
    String inSession =
        (keys.isEmpty() ? "PARTITION BY " : partition + ", ") + "__session, __no_range";
    return """
    SELECT * EXCEPT (__session, __no_range),
      IF(__no_range, NULL, RANGE(
        IF(COUNTIF(RANGE_START(%1$s) IS NULL) OVER s > 0, NULL, MIN(RANGE_START(%1$s)) OVER s),
        IF(COUNTIF(RANGE_END(%1$s) IS NULL) OVER s > 0, NULL, MAX(RANGE_END(%1$s)) OVER s))) AS session_range
    FROM (
      SELECT * EXCEPT (__begins), COUNTIF(__begins) OVER (%2$s ORDER BY %1$s) AS __session
      FROM (
        SELECT *, %1$s IS NULL AS __no_range, %1$s IS NOT NULL
          AND COUNTIF(%1$s IS NULL) OVER before = 0 AND (COUNT(%1$s) OVER before = 0
          OR (COUNTIF(%1$s IS NOT NULL AND RANGE_END(%1$s) IS NULL) OVER before = 0
            AND RANGE_START(%1$s) IS NOT NULL
            AND RANGE_START(%1$s) %4$s MAX(RANGE_END(%1$s)) OVER before)) AS __begins
        FROM input
        WINDOW before AS (%2$s ORDER BY %1$s ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)))
    WINDOW s AS (%3$s)
    """
        .formatted(range, partition, inSession, meets ? ">" : ">=");
  }

  private static List<String> keys(SyntaxNode array) {
    if (!array.is("ArrayConstructor"))
      throw Unsupported.of(NAME + " with anything but a literal list of columns");
    return array.children().stream()
        .filter(node -> node.role().equals("elements"))
        .map(node -> quoted(text(node)))
        .collect(Collectors.toList());
  }

  private static String text(SyntaxNode literal) {
    if (!literal.is("StringLiteral"))
      throw Unsupported.of(NAME + " with anything but literals behind the table");
    return literal.text("string_value");
  }

  private static String quoted(String name) {
    return "`" + name.replace("\\", "\\\\").replace("`", "\\`") + "`";
  }
}
