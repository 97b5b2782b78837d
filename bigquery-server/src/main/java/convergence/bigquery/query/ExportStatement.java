package convergence.bigquery.query;

import convergence.bigquery.files.Export;
import convergence.bigquery.files.RowFiles;
import convergence.bigquery.http.ApiException;
import convergence.bigquery.http.Reason;
import convergence.bigquery.http.Unserved;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/// `EXPORT DATA OPTIONS (…) AS query`: where the rows go, and the query that gives them.
record ExportStatement(Export.Target target, String query) {
  private static final Pattern STATEMENT =
      Pattern.compile(
          "\\s*EXPORT\\s+DATA\\s+OPTIONS\\s*\\(((?:[^()'\"]|'[^']*'|\"[^\"]*\")*)\\)\\s*AS\\s+(.*)",
          Pattern.CASE_INSENSITIVE | Pattern.DOTALL);
  private static final Pattern OPTION =
      Pattern.compile("\\s*(\\w+)\\s*=\\s*(?:'([^']*)'|\"([^\"]*)\"|(\\w+))\\s*(?:,|$)");

  /// Empty when the text is another statement.
  static Optional<ExportStatement> of(String sql) {
    var match = STATEMENT.matcher(sql);
    if (!match.matches()) return Optional.empty();
    String query = match.group(2).strip();
    if (query.endsWith(";")) query = query.substring(0, query.length() - 1);
    return Optional.of(new ExportStatement(target(options(match.group(1))), query));
  }

  private static Map<String, String> options(String text) {
    var options = new HashMap<String, String>();
    var option = OPTION.matcher(text);
    int at = 0;
    while (at < text.strip().length() && option.find(at) && option.start() == at) {
      String value =
          option.group(2) != null
              ? option.group(2)
              : option.group(3) != null ? option.group(3) : option.group(4);
      options.put(option.group(1).toLowerCase(Locale.ROOT), value);
      at = option.end();
    }
    if (at < text.stripTrailing().length())
      throw new ApiException(Reason.NOT_IMPLEMENTED, Unserved.EXPORT_OPTIONS.text(""), "query");
    return options;
  }

  private static Export.Target target(Map<String, String> options) {
    String uri = options.get("uri");
    String format = options.get("format");
    if (uri == null || format == null)
      throw new ApiException(
          Reason.INVALID_QUERY, "Option 'uri' and 'format' are required for EXPORT DATA", "query");
    String compression = options.getOrDefault("compression", "NONE").toUpperCase(Locale.ROOT);
    return new Export.Target(
        uri,
        new RowFiles.Form(
            format.toUpperCase(Locale.ROOT),
            options.getOrDefault("field_delimiter", ","),
            Boolean.parseBoolean(options.getOrDefault("header", "false")),
            compression),
        compression,
        Boolean.parseBoolean(options.getOrDefault("overwrite", "false")));
  }
}
