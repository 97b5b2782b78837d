package convergence.bigquery.catalog;

import com.google.api.client.util.Data;
import com.google.api.services.bigquery.model.Clustering;
import com.google.api.services.bigquery.model.Table;
import com.google.api.services.bigquery.model.TableConstraints;
import com.google.api.services.bigquery.model.TableList;
import com.google.api.services.bigquery.model.TableSchema;
import com.google.api.services.bigquery.model.ViewDefinition;
import convergence.bigquery.http.ApiException;
import convergence.bigquery.http.Bodies;
import convergence.bigquery.http.Reason;
import convergence.bigquery.http.Unserved;
import convergence.bigquery.rows.Fields;
import convergence.bigquery.sql.DatasetName;
import convergence.bigquery.sql.House;
import convergence.bigquery.sql.Literals;
import convergence.bigquery.sql.Order;
import convergence.bigquery.sql.TableName;
import convergence.port.DocumentStore;
import java.math.BigInteger;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Tables and views as resources.
public final class Tables {
  private static final Set<String> FIXED =
      Set.of(
          "kind",
          "etag",
          "id",
          "selfLink",
          "tableReference",
          "creationTime",
          "lastModifiedTime",
          "location",
          "type",
          "numRows",
          "numBytes",
          "numLongTermBytes",
          "schema",
          "timePartitioning",
          "rangePartitioning",
          "requirePartitionFilter",
          "expirationTime",
          "view",
          "materializedView");
  private final House house;
  private final Datasets datasets;
  private final ResourceBook<Table> book;
  private final InstantSource clock;

  public Tables(House house, Datasets datasets, DocumentStore store, InstantSource clock) {
    this.house = house;
    this.datasets = datasets;
    this.book = new ResourceBook<>(store, "bigquery_tables", Table.class);
    this.clock = clock;
  }

  public Table create(TableName name, Table given) {
    if (!house.has(name.in())) throw House.missing(name.in());
    if (house.schema(name).isPresent())
      throw new ApiException(Reason.DUPLICATE, "Already Exists: Table " + name);
    long now = clock.millis();
    var table =
        Bodies.copy(given).setCreationTime(now).setLastModifiedTime(BigInteger.valueOf(now));
    if (table.getExpirationTime() == null)
      datasets.defaultExpiration(name.in()).ifPresent(ms -> table.setExpirationTime(now + ms));
    if (table.getDefaultCollation() == null)
      table.setDefaultCollation(datasets.defaultCollation(name.in()));
    house.execute(Order.of(name.project(), definition(name, table)));
    book.put(name.toString(), FieldSettings.of(table));
    return get(name);
  }

  /// Columns that a view's query leaves without a name have those of its results. A statement must
  /// say them, a resource need not.
  private String definition(TableName name, Table table) {
    String statement = Definitions.create(name, table);
    if (table.getView() == null) return statement;
    var query = Order.of(name.project(), table.getView().getQuery()).dry();
    var columns = house.execute(query).rows().columns();
    if (columns.stream().noneMatch(column -> column.name().matches("f\\d+_"))) return statement;
    String names =
        columns.stream()
            .map(column -> Literals.name(column.name()))
            .collect(Collectors.joining(", ", " (", ")"));
    String written = Literals.table(name);
    return statement.replaceFirst(
        Pattern.quote(written), Matcher.quoteReplacement(written + names));
  }

  /// @throws ApiException there is none, or it has expired
  public Table get(TableName asked) {
    var name = asked.whole();
    if (!house.has(name.in())) throw House.missing(name.in());
    var schema = house.existing(name);
    var table = kept(name, schema);
    boolean view = schema.viewSql() != null;
    if (!view) {
      var size = house.size(name);
      table
          .setNumRows(BigInteger.valueOf(size.rows()))
          .setNumBytes(size.bytes())
          .setNumLongTermBytes(0L)
          .setNumActiveLogicalBytes(size.bytes())
          .setNumLongTermLogicalBytes(0L)
          .setNumTotalLogicalBytes(size.bytes());
    }
    return table;
  }

  /// Without what has to be counted.
  private Table kept(TableName name, convergence.warehouse.TableSchema schema) {
    var table = book.find(name.toString()).orElseGet(Table::new);
    table
        .setKind("bigquery#table")
        .setId(name.toString())
        .setSelfLink(
            "/bigquery/v2/projects/"
                + name.project()
                + "/datasets/"
                + name.dataset()
                + "/tables/"
                + name.table())
        .setTableReference(name.reference())
        .setLocation(datasets.location(name.in()).orElse("US"))
        .setType(type(table, schema))
        .setSchema(FieldSettings.told(Fields.schema(schema.columns()), table.getSchema()));
    house
        .details(name)
        .ifPresent(
            details -> {
              var from = details.from();
              var origin = from == null ? null : house.name(from, name.project());
              StatementsSaid.of(details, origin, schema, table);
            });
    if (schema.viewSql() != null && table.getMaterializedView() == null)
      table.setView(new ViewDefinition().setQuery(schema.viewSql()).setUseLegacySql(false));
    if (table.getLabels() == null && !schema.labels().isEmpty()) table.setLabels(schema.labels());
    if (schema.columns().isEmpty()) table.setSchema(null);
    if (isBare(table.getClustering())) table.setClustering(null);
    return table.setEtag(Etags.of(table));
  }

  /// So the book says that clustering was taken away, whatever statements had said before.
  private static boolean isBare(@Nullable Clustering clustering) {
    return clustering != null
        && (clustering.getFields() == null || clustering.getFields().isEmpty());
  }

  private static String type(Table table, convergence.warehouse.TableSchema schema) {
    if (table.getMaterializedView() != null) return "MATERIALIZED_VIEW";
    return schema.viewSql() != null ? "VIEW" : "TABLE";
  }

  /// @param replace true: what the caller leaves out goes; false: it stays
  /// @param wanted the etag that it must have now; null: any
  public Table change(TableName name, Table asked, boolean replace, @Nullable String wanted) {
    var given = answerable(asked);
    var now = get(name);
    Etags.check(wanted, now.getEtag());
    if (given.getSchema() != null && given.getView() == null && "TABLE".equals(now.getType()))
      reshape(name, now, given.getSchema());
    if (given.getView() != null) redefine(name, given);
    settle(name, given, now, replace);
    book.change(
        name.toString(), before -> changed(before == null ? new Table() : before, given, replace));
    return get(name);
  }

  private void reshape(TableName name, Table now, TableSchema next) {
    if (now.getSchema() == null) {
      String made = Definitions.create(name, Bodies.copy(now).setSchema(next));
      house.execute(Order.of(name.project(), made.replaceFirst("^CREATE", "CREATE OR REPLACE")));
      return;
    }
    var statements =
        new ArrayList<>(
            SchemaChange.statements(name, house.existing(name).columns(), Fields.columns(next)));
    statements.addAll(
        SchemaChange.defaults(name, Fields.defaults(now.getSchema()), Fields.defaults(next)));
    for (String statement : statements) house.execute(Order.of(name.project(), statement));
  }

  /// Without the nulls that make no sense of what a table is: it has a schema, or a definition.
  private static Table answerable(Table asked) {
    var given = Bodies.copy(asked);
    var demands = asked.getRequirePartitionFilter();
    if (demands != null && Data.isNull(demands)) given.setRequirePartitionFilter(false);
    var schema = asked.getSchema();
    if (schema != null && (schema.getFields() == null || schema.getFields().isEmpty()))
      given.setSchema(null);
    asked.forEach(
        (field, value) -> {
          boolean goes = !FIXED.contains(field) || field.equals("expirationTime");
          if (!goes && Data.isNull(value) && !field.equals("requirePartitionFilter"))
            given.set(field, null);
        });
    return given;
  }

  /// What the warehouse keeps itself.
  private void settle(TableName name, Table given, Table now, boolean replace) {
    var options = Definitions.changed(now, given, replace);
    if (options.isEmpty()) return;
    String kind = String.valueOf(now.getType()).replace('_', ' ');
    house.execute(
        Order.of(
            name.project(),
            "ALTER " + kind + " " + Literals.table(name) + " SET" + Literals.options(options)));
  }

  private void redefine(TableName name, Table given) {
    house.execute(
        Order.of(
            name.project(),
            definition(name, given).replaceFirst("^CREATE VIEW", "CREATE OR REPLACE VIEW")));
  }

  private Table changed(Table before, Table given, boolean replace) {
    var after = Bodies.copy(before);
    if (replace)
      before.keySet().stream()
          .filter(field -> !FIXED.contains(field))
          .toList()
          .forEach(field -> after.set(field, null));
    given.forEach(
        (field, value) -> {
          if (!FIXED.contains(field)) Datasets.set(after, field, value);
        });
    if (given.getSchema() != null)
      after.setSchema(
          FieldSettings.merged(
              before.getSchema(), given.getSchema(), before.getDefaultCollation()));
    after.setTableConstraints(constraints(after.getTableConstraints()));
    if (given.getClustering() != null && after.getClustering() == null)
      after.setClustering(new Clustering());
    if (given.getTimePartitioning() != null && after.getTimePartitioning() != null)
      after.getTimePartitioning().setExpirationMs(given.getTimePartitioning().getExpirationMs());
    if (given.getMaterializedView() != null && before.getMaterializedView() != null)
      after.setMaterializedView(
          Bodies.copy(given.getMaterializedView())
              .setQuery(before.getMaterializedView().getQuery()));
    after.setLabels(Datasets.merged(before.getLabels(), given.getLabels(), replace));
    return after.setLastModifiedTime(BigInteger.valueOf(clock.millis()));
  }

  /// A primary key without columns is none, constraints without any are none.
  private static @Nullable TableConstraints constraints(@Nullable TableConstraints said) {
    if (said == null || Data.isNull(said)) return said;
    var key = said.getPrimaryKey();
    if (key != null && (key.getColumns() == null || key.getColumns().isEmpty()))
      said.setPrimaryKey(null);
    if (said.getForeignKeys() != null && said.getForeignKeys().isEmpty()) said.setForeignKeys(null);
    return said.getPrimaryKey() == null && said.getForeignKeys() == null ? null : said;
  }

  /// Its rows or definition have changed now.
  public void touched(TableName name) {
    book.change(
        name.whole().toString(),
        before ->
            (before == null ? new Table().setCreationTime(clock.millis()) : before)
                .setLastModifiedTime(BigInteger.valueOf(clock.millis())));
  }

  /// @throws ApiException there is none
  public void delete(TableName name) {
    if (!house.has(name.in())) throw House.missing(name.in());
    if (name.partition() != null) throw Unserved.PARTITION_DELETE.refusal();
    var _ = house.existing(name);
    drop(name);
  }

  private void drop(TableName name) {
    var schema = house.existing(name);
    var kept = book.find(name.toString());
    String kind = schema.viewSql() == null ? "TABLE " : "VIEW ";
    if (isSnapshot(name)) kind = "SNAPSHOT TABLE ";
    if (kept.isPresent() && kept.get().getMaterializedView() != null) kind = "MATERIALIZED VIEW ";
    house.execute(Order.of(name.project(), "DROP " + kind + Literals.table(name)));
    book.delete(name.toString());
  }

  private boolean isSnapshot(TableName name) {
    return house.details(name).filter(details -> details.kind().equals("SNAPSHOT")).isPresent();
  }

  public List<TableList.Tables> list(DatasetName dataset) {
    if (!house.has(dataset)) throw House.missing(dataset);
    var list = new ArrayList<TableList.Tables>();
    for (String id : house.tables(dataset)) {
      var name = new TableName(dataset.project(), dataset.dataset(), id);
      var schema = house.schema(name);
      if (schema.isEmpty()) continue;
      var table = kept(name, schema.get());
      list.add(
          new TableList.Tables()
              .setKind("bigquery#table")
              .setId(name.toString())
              .setTableReference(name.reference())
              .setType(table.getType())
              .setFriendlyName(table.getFriendlyName())
              .setLabels(table.getLabels())
              .setCreationTime(table.getCreationTime())
              .setExpirationTime(table.getExpirationTime())
              .setTimePartitioning(table.getTimePartitioning())
              .setRangePartitioning(table.getRangePartitioning())
              .setClustering(table.getClustering()));
    }
    return list;
  }
}
