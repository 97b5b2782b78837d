package convergence.embedded.duckdb.sql;

import convergence.googlesql.ir.Expr;
import convergence.googlesql.ir.IrType;
import convergence.googlesql.ir.Unsupported;
import convergence.warehouse.SqlFault;
import convergence.warehouse.SqlType;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// FORMAT: its format is read while the query is compiled, so each element becomes a call of its own.
final class FormatFunction {
  private static final Pattern ELEMENT =
      Pattern.compile("%([-+ #0']*)(\\*|\\d+)?(?:\\.(\\*|\\d*))?([a-zA-Z%])");

  private final List<Expr> types;
  private final List<String> args;
  private int next = 1;

  private FormatFunction(List<Expr> types, List<String> args) {
    this.types = types;
    this.args = args;
  }

  static String write(List<Expr> types, List<String> args) {
    if (!(types.getFirst() instanceof Expr.Literal(_, var format)))
      throw Unsupported.of("FORMAT whose format is no literal");
    if (format == null) return "CAST(NULL AS VARCHAR)";
    return new FormatFunction(types, args).all((String) format);
  }

  private String all(String format) {
    List<String> parts = new ArrayList<>();
    var element = ELEMENT.matcher(format);
    int at = 0;
    while (element.find(at)) {
      if (element.start() > at) parts.add(plain(format.substring(at, element.start())));
      parts.add(element.group(4).equals("%") ? "'%'" : part(element));
      at = element.end();
      if (at == format.length()) break;
    }
    if (at < format.length()) parts.add(plain(format.substring(at)));
    if (next < args.size())
      throw invalid("Too many arguments to FORMAT for pattern " + quote(format));
    return parts.isEmpty() ? "''" : "(" + String.join(" || ", parts) + ")";
  }

  private static String quote(String format) {
    return '"' + format + '"';
  }

  private static SqlFault invalid(String message) {
    return new SqlFault("unresolved", message, 0, 0);
  }

  private static String plain(String text) {
    if (text.indexOf('%') >= 0) throw invalid("Invalid format specifier in FORMAT: " + text);
    return SqlTexts.string(text);
  }

  private int take() {
    if (next >= args.size()) throw invalid("Too few arguments to FORMAT for pattern");
    return next++;
  }

  /// A width or precision: written, or an argument.
  private String size(String written) {
    if (written == null) return "''";
    if (!written.equals("*")) return "'" + written + "'";
    return "CAST(" + args.get(take()) + " AS VARCHAR)";
  }

  private String part(Matcher element) {
    char kind = element.group(4).charAt(0);
    String spec = "'%" + element.group(1).replace("'", "''") + "' || " + size(element.group(2));
    if (element.group(3) != null) spec += " || '.' || " + size(element.group(3));
    spec += " || '" + kind + "'";
    int index = take();
    IrType type = types.get(index).type();
    String value = args.get(index);
    return switch (kind) {
      case 'd', 'i', 'o', 'x', 'X' -> {
        require(type, kind, SqlType.INT64);
        yield "gs_format_int(" + spec + ", " + value + ")";
      }
      case 'f', 'F', 'e', 'E', 'g', 'G' -> number(spec, kind, type, value);
      case 's' -> {
        require(type, kind, SqlType.STRING);
        yield "gs_format_text(" + spec + ", " + value + ")";
      }
      case 't' -> "gs_format_text(" + spec + ", " + PlainTexts.TEXT.of(type, value) + ")";
      case 'T' -> "gs_format_text(" + spec + ", " + PlainTexts.LITERAL.of(type, value) + ")";
      case 'p', 'P' -> {
        require(type, kind, SqlType.JSON);
        String pretty =
            kind == 'p' ? "gs_json_canonical(%s)" : "gs_json_pretty(gs_json_canonical(%s))";
        yield "gs_format_text(" + spec + ", " + pretty.formatted(value) + ")";
      }
      default ->
          throw invalid("Invalid format specifier character \"" + kind + "\" in FORMAT string");
    };
  }

  private static String number(String spec, char kind, IrType type, String value) {
    if (type.is(SqlType.NUMERIC) || type.is(SqlType.BIGNUMERIC))
      return "gs_format_decimal("
          + spec
          + ", "
          + Casts.cast(value, type, IrType.of(SqlType.STRING))
          + ")";
    require(type, kind, SqlType.FLOAT64);
    return "gs_format_float(" + spec + ", " + value + ")";
  }

  private static void require(IrType type, char kind, SqlType wanted) {
    if (!type.is(wanted))
      throw invalid(
          "Invalid type for argument of FORMAT; Expected "
              + wanted
              + "; Got "
              + type
              + " for %"
              + kind);
  }
}
