package convergence.template;

import convergence.warehouse.Analysis;
import convergence.warehouse.BoundSql;
import convergence.warehouse.Column;
import convergence.warehouse.Schemas;
import convergence.warehouse.SqlFault;
import convergence.warehouse.Statements;
import convergence.warehouse.TableRef;
import convergence.warehouse.Variable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;

/// Understands just enough SQL for the binder's tests: a variable behind FROM or JOIN is a name, any other a
/// value; a query's columns are its `AS name`s with the type in front (`1 AS x INT64` is not SQL, so types come
/// from a cast: `CAST(… AS DATE) AS d`).
final class PlainStatements implements Statements {
  private static final Pattern HOLE =
      Pattern.compile("(?i)((?:FROM|JOIN)\\s+[`.\\w]*)?\\{([a-z][a-z0-9_]*)\\}");
  private static final Pattern TABLE = Pattern.compile("(?i)\\b(?:FROM|JOIN)\\s+([`.\\w-]+)");
  private static final Pattern COLUMN =
      Pattern.compile("(?i)(?:CAST\\(\\S+ AS (\\w+)\\)|\\S+) AS (\\w+)(?=,|\\s+FROM|$)");
  final AtomicInteger binds = new AtomicInteger();
  final AtomicInteger analyses = new AtomicInteger();

  @Override
  public BoundSql bind(String template, Map<String, Variable> variables) {
    binds.incrementAndGet();
    var parameters = new LinkedHashMap<String, BoundSql.Parameter>();
    var text = new StringBuilder();
    var match = HOLE.matcher(template);
    while (match.find()) {
      String name = match.group(2);
      var variable = java.util.Objects.requireNonNull(variables.get(name));
      if (match.group(1) != null) {
        if (!variable.identifier().matches("\\w+"))
          throw new SqlFault("unsafe_binding", "not a name", 1, 1);
        match.appendReplacement(text, match.group(1) + "`" + variable.identifier() + "`");
      } else {
        parameters.put(name, new BoundSql.Parameter(name, variable.value().type(), name));
        match.appendReplacement(text, "@" + name);
      }
    }
    match.appendTail(text);
    return new BoundSql(text.toString(), List.copyOf(parameters.values()));
  }

  @Override
  public Analysis analyse(BoundSql sql, Schemas schemas, String defaultDataset) {
    analyses.incrementAndGet();
    var reads = new LinkedHashSet<TableRef>();
    var columns = new ArrayList<Column>();
    for (var match = TABLE.matcher(sql.text()); match.find(); ) {
      var parts = match.group(1).replace("`", "").split("\\.");
      var table =
          parts.length == 1
              ? TableRef.of(defaultDataset, parts[0])
              : TableRef.of(parts[0], parts[1]);
      var schema =
          schemas
              .find(table)
              .orElseThrow(() -> new SqlFault("unresolved", "Table not found: " + table, 1, 1));
      reads.add(table);
      if (sql.text().contains("SELECT *")) columns.addAll(schema.columns());
    }
    for (var match = COLUMN.matcher(sql.text()); match.find(); )
      columns.add(
          Column.of(
              match.group(2),
              match.group(1) == null
                  ? convergence.warehouse.SqlType.INT64
                  : convergence.warehouse.SqlType.valueOf(match.group(1))));
    var kind = sql.text().startsWith("SELECT") ? Analysis.Kind.QUERY : Analysis.Kind.DML;
    return new Analysis(kind, columns, reads, java.util.Set.of());
  }
}
