package convergence.google.bigquery;

import com.google.cloud.bigquery.QueryJobConfiguration;
import com.google.cloud.bigquery.StandardTableDefinition;
import com.google.cloud.bigquery.Table;
import convergence.port.Fact;
import convergence.port.Json;
import convergence.warehouse.Column;
import convergence.warehouse.SqlType;
import convergence.warehouse.TableRef;
import convergence.warehouse.TableSchema;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Ships metadata rows: a batch and the highest number in it are one transaction, so that a batch that comes
/// again adds nothing. A fact for a table that is not there yet waits in `waiting_facts` until the table is made.
final class Facts {
  private static final Logger LOG = LoggerFactory.getLogger(Facts.class);
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final String DATASET = "__convergence";
  private static final TableRef SHIPPED = TableRef.of(DATASET, "shipped");
  private static final TableRef WAITING = TableRef.of(DATASET, "waiting_facts");

  /// BigQuery takes 100 in a transaction; two of them are ours.
  static final int MOST_TABLES = 95;

  private final Catalog catalog;
  private final JobDesk jobs;

  /// What was logged once.
  private final Set<String> mentioned = ConcurrentHashMap.newKeySet();

  /// Set once, by whoever first finds or makes our own tables.
  private volatile boolean prepared;

  Facts(Catalog catalog, JobDesk jobs) {
    this.catalog = catalog;
    this.jobs = jobs;
  }

  void append(List<Fact.Numbered> batch) {
    if (batch.isEmpty()) return;
    prepare();
    transactions(batch).forEach(this::ship);
  }

  /// Cuts a batch, which is in the order of its numbers, into what one transaction may change. Rows of one number stay
  /// together: it counts as shipped when the first of its transactions ends.
  static List<List<Fact.Numbered>> transactions(List<Fact.Numbered> batch) {
    var all = new ArrayList<List<Fact.Numbered>>();
    var tables = new HashSet<TableRef>();
    int from = 0;
    for (int i = 0; i < batch.size(); ) {
      int end = i + 1;
      while (end < batch.size() && batch.get(end).seq() == batch.get(i).seq()) end++;
      var more = batch.subList(i, end).stream().map(Facts::table).toList();
      if (from < i && joined(tables, more) > MOST_TABLES) {
        all.add(batch.subList(from, i));
        tables.clear();
        from = i;
      }
      tables.addAll(more);
      i = end;
    }
    all.add(batch.subList(from, batch.size()));
    return all;
  }

  private static long joined(Set<TableRef> tables, List<TableRef> more) {
    return tables.size() + more.stream().distinct().filter(each -> !tables.contains(each)).count();
  }

  private static TableRef table(Fact.Numbered fact) {
    return TableRef.of(fact.fact().dataset(), fact.fact().table());
  }

  private void ship(List<Fact.Numbered> batch) {
    var byTable = new LinkedHashMap<TableRef, List<Fact.Numbered>>();
    for (var fact : batch) byTable.computeIfAbsent(table(fact), _ -> new ArrayList<>()).add(fact);
    var parameters = new LinkedHashMap<String, String>();
    var inserts = new StringBuilder();
    var waiting = new ArrayList<Fact.Numbered>();
    byTable.forEach(
        (table, facts) -> {
          var there = catalog.table(table).filter(Facts::isTable);
          if (there.isEmpty()) {
            once("facts for " + table + " wait until it is made");
            waiting.addAll(facts);
            return;
          }
          String name = "facts" + parameters.size();
          parameters.put(name, Json.write(facts.stream().map(Facts::json).toList()));
          inserts.append(insert(table, Catalog.schema(there.get()).columns(), "@" + name));
        });
    if (!waiting.isEmpty()) {
      parameters.put("waiting", Json.write(waiting.stream().map(Facts::json).toList()));
      inserts.append(
          """
          INSERT INTO %s (seq, dataset, name, fact)
          SELECT CAST(JSON_VALUE(fact, '$.seq') AS INT64), JSON_VALUE(fact, '$.dataset'), JSON_VALUE(fact, '$.table'), fact
          FROM UNNEST(JSON_QUERY_ARRAY(@waiting)) AS fact
          WHERE CAST(JSON_VALUE(fact, '$.seq') AS INT64) > last_shipped;
          """
              .formatted(Sql.quote(WAITING)));
    }
    long highest = batch.stream().mapToLong(Fact.Numbered::seq).max().orElseThrow();
    parameters.put("highest", Long.toString(highest));
    transact(
        """
        DECLARE last_shipped INT64;
        BEGIN TRANSACTION;
        SET last_shipped = (SELECT IFNULL(MAX(last_seq), -1) FROM %1$s);
        IF last_shipped < CAST(@highest AS INT64) THEN
        %2$s
        UPDATE %1$s SET last_seq = CAST(@highest AS INT64) WHERE TRUE;
        END IF;
        COMMIT TRANSACTION;
        """
            .formatted(Sql.quote(SHIPPED), inserts),
        parameters);
  }

  /// Puts the facts that waited for this table into it.
  void release(TableRef table) {
    var waiting = catalog.table(WAITING);
    if (waiting.isEmpty() || rows(waiting.get()) == 0) return;
    var there = catalog.table(table).filter(Facts::isTable);
    if (there.isEmpty()) return;
    String where = " WHERE dataset = @dataset AND name = @name";
    transact(
        "BEGIN TRANSACTION;\nINSERT INTO %s (%s)\nSELECT %s FROM %s%s;\nDELETE FROM %s%s;\nCOMMIT TRANSACTION;\n"
            .formatted(
                Sql.quote(table),
                names(Catalog.schema(there.get()).columns()),
                values(Catalog.schema(there.get()).columns()),
                Sql.quote(WAITING),
                where,
                Sql.quote(WAITING),
                where),
        Map.of("dataset", table.dataset(), "name", table.table()));
  }

  private static long rows(Table table) {
    var rows = table.getNumRows();
    return rows == null ? 0 : rows.longValueExact();
  }

  private static boolean isTable(Table table) {
    return table.<com.google.cloud.bigquery.TableDefinition>getDefinition()
        instanceof StandardTableDefinition;
  }

  private static Map<String, Object> json(Fact.Numbered fact) {
    var row = new LinkedHashMap<String, Object>();
    fact.fact()
        .row()
        .forEach((name, value) -> row.put(name, value instanceof List ? value : value.toString()));
    return Map.of(
        "seq",
        fact.seq(),
        "dataset",
        fact.fact().dataset(),
        "table",
        fact.fact().table(),
        "row",
        row);
  }

  private static String insert(TableRef table, List<Column> columns, String parameter) {
    return """
        INSERT INTO %s (%s)
        SELECT %s FROM UNNEST(JSON_QUERY_ARRAY(%s)) AS fact
        WHERE CAST(JSON_VALUE(fact, '$.seq') AS INT64) > last_shipped;
        """
        .formatted(Sql.quote(table), names(columns), values(columns), parameter);
  }

  private static String names(List<Column> columns) {
    return columns.stream()
        .map(column -> Sql.quote(column.name()))
        .collect(Collectors.joining(", "));
  }

  private static String values(List<Column> columns) {
    return columns.stream().map(Facts::value).collect(Collectors.joining(", "));
  }

  private static String value(Column column) {
    String path = Sql.literal("$.row." + column.name());
    if (column.repeated()) return "JSON_VALUE_ARRAY(fact, " + path + ")";
    String text = "JSON_VALUE(fact, " + path + ")";
    return switch (column.type()) {
      case STRING -> text;
      case JSON -> "PARSE_JSON(" + text + ")";
      case BYTES -> "FROM_BASE64(" + text + ")";
      default -> "CAST(" + text + " AS " + column.type() + ")";
    };
  }

  private void once(String message) {
    if (mentioned.add(message)) LOG.warn("{}", message);
  }

  private void prepare() {
    if (prepared) return;
    boolean _ = catalog.createDataset(DATASET, null);
    boolean _ =
        catalog.createTable(SHIPPED, TableSchema.of(List.of(Column.of("last_seq", SqlType.INT64))));
    boolean _ =
        catalog.createTable(
            WAITING,
            TableSchema.of(
                List.of(
                    Column.of("seq", SqlType.INT64),
                    Column.of("dataset", SqlType.STRING),
                    Column.of("name", SqlType.STRING),
                    Column.of("fact", SqlType.STRING))));
    transact(
        "INSERT INTO %1$s (last_seq) SELECT -1 FROM UNNEST([1]) WHERE NOT EXISTS (SELECT 1 FROM %1$s)"
            .formatted(Sql.quote(SHIPPED)),
        Map.of());
    prepared = true;
  }

  private void transact(String script, Map<String, String> parameters) {
    var configuration = QueryJobConfiguration.newBuilder(script).setUseLegacySql(false);
    parameters.forEach((name, value) -> configuration.addNamedParameter(name, Cells.text(value)));
    jobs.runUntilFree(configuration.build(), PATIENCE);
  }
}
