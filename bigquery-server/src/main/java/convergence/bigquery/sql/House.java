package convergence.bigquery.sql;

import convergence.bigquery.http.ApiException;
import convergence.bigquery.http.Reason;
import convergence.embedded.duckdb.Delivery;
import convergence.embedded.duckdb.DuckDbWarehouse;
import convergence.embedded.duckdb.JobLog;
import convergence.embedded.duckdb.ResultTable;
import convergence.embedded.duckdb.RoutineDetails;
import convergence.embedded.duckdb.ScriptWatch;
import convergence.embedded.duckdb.Shelf;
import convergence.embedded.duckdb.Sight;
import convergence.embedded.duckdb.SqlDesk;
import convergence.embedded.duckdb.SqlParameter;
import convergence.embedded.duckdb.SqlRequest;
import convergence.embedded.duckdb.SqlResult;
import convergence.embedded.duckdb.TableDetails;
import convergence.embedded.duckdb.TableSnapshot;
import convergence.googlesql.ir.IrType;
import convergence.warehouse.Column;
import convergence.warehouse.JobId;
import convergence.warehouse.SqlType;
import convergence.warehouse.TableRef;
import convergence.warehouse.TableSchema;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The warehouse under the wire's names: the only class that knows how projects lie in it.
public final class House {
  /// Results of queries live in datasets of this beginning; nobody lists them.
  public static final String HIDDEN = "_";

  /// The dataset of an owner's results.
  public static String results(String owner) {
    return HIDDEN + "results" + (owner.isEmpty() ? "" : "_" + owner);
  }

  /// The column of a table that was made without a schema: the engine has no table without columns.
  public static final String UNKNOWN = "no_schema_yet__";

  private final DuckDbWarehouse warehouse;
  private final SqlDesk desk;
  private final Shelf shelf;
  private final Projects projects;
  private final Sight sight;
  private final JobLog jobs;

  /// @param sight the datasets that are there for those who come in
  /// @param jobs those that they are told of
  public House(DuckDbWarehouse warehouse, Projects projects, Sight sight, JobLog jobs) {
    this.sight = sight;
    this.jobs = jobs;
    this.warehouse = warehouse;
    this.desk = warehouse.desk();
    this.shelf = warehouse.shelf();
    this.projects = projects;
  }

  /// @throws convergence.embedded.duckdb.SqlError what BigQuery would answer as an error
  public SqlResult execute(Order order) {
    return execute(order, ScriptWatch.NONE);
  }

  /// @param watch is told of a script's statements
  /// @throws convergence.embedded.duckdb.SqlError what BigQuery would answer as an error
  public SqlResult execute(Order order, ScriptWatch watch) {
    var into = order.into();
    return desk.execute(
        new SqlRequest(
            order.id(),
            order.sql(),
            order.parameters().stream().map(House::parameter).toList(),
            order.project(),
            order.defaultDataset() == null ? "" : unqualified(order),
            into == null ? Optional.empty() : Optional.of(into(into.as())),
            order.dryRun(),
            Optional.ofNullable(order.session()),
            order.createSession(),
            order.maxRows(),
            order.timeout(),
            sight,
            jobs,
            watch));
  }

  /// Rows from outside, all or none.
  public Delivery.Receipt deliver(Delivery delivery) {
    var table = name(delivery.into().table(), projects.home());
    var _ = ref(table);
    if (!sight.mayWrite(table.table()))
      throw new ApiException(
          Reason.ACCESS_DENIED,
          "Access Denied: Table " + table + " is kept by the system and can only be read");
    return warehouse
        .intake()
        .take(
            new Delivery(
                delivery.id(), into(delivery.into()), delivery.content(), delivery.timeout()));
  }

  /// Whether something happened under the id.
  public boolean tookEffect(JobId id) {
    return warehouse.find(id).isPresent();
  }

  /// A folder whose files the warehouse may read and write.
  public java.nio.file.Path exchange() {
    return warehouse.exchange();
  }

  private static String unqualified(Order order) {
    var dataset = java.util.Objects.requireNonNull(order.defaultDataset());
    return dataset.project().equals(order.project())
        ? dataset.dataset()
        : dataset.project() + ":" + dataset.dataset();
  }

  public void stop(JobId id) {
    warehouse.cancel(id);
  }

  public void endSession(String session) {
    desk.endSession(session);
  }

  private static SqlParameter parameter(Parameter parameter) {
    var type = parameter.type();
    return new SqlParameter(
        parameter.name() == null ? "" : parameter.name(), ir(type), value(type, parameter.value()));
  }

  private static IrType ir(Column column) {
    IrType one =
        column.type() == SqlType.STRUCT
            ? new IrType.Struct(
                column.fields().stream().map(f -> new IrType.Field(f.name(), ir(f))).toList())
            : IrType.of(column.type());
    return column.repeated() ? new IrType.Array(one) : one;
  }

  /// A STRUCT becomes the list of its fields' values.
  private static @Nullable Object value(Column column, @Nullable Object value) {
    if (value == null) return null;
    if (!column.repeated()) return one(column, value);
    var list = new ArrayList<@Nullable Object>();
    for (Object element : (List<?>) value) list.add(element == null ? null : one(column, element));
    return list;
  }

  private static Object one(Column column, Object value) {
    if (column.type() != SqlType.STRUCT) return value;
    var fields = new ArrayList<@Nullable Object>();
    for (var field : column.fields())
      fields.add(value(field, ((Map<?, ?>) value).get(field.name())));
    return fields;
  }

  /// Before a dataset is made, changed or dropped.
  ///
  /// @throws ApiException the caller may not
  public void checkMayChange(DatasetName name) {
    if (!sight.all())
      throw new ApiException(
          Reason.ACCESS_DENIED,
          "Access Denied: Dataset " + name + ": a tenant's dataset is made at onboarding");
  }

  /// A dataset for results, which nobody lists.
  public void makeHidden(DatasetName name) {
    boolean _ = warehouse.createDataset(seen(name));
  }

  public boolean has(DatasetName name) {
    return shelf.datasets().contains(seen(name));
  }

  /// @return names within the project, sorted
  public List<DatasetName> datasets(String project) {
    return shelf.datasets().stream()
        .filter(dataset -> projects.holds(project, dataset) && sight.sees(dataset))
        .map(dataset -> projects.name(project, dataset))
        .sorted(java.util.Comparator.comparing(DatasetName::dataset))
        .toList();
  }

  /// @return names within the dataset, sorted
  public List<String> tables(DatasetName name) {
    warehouse.expire();
    return warehouse.tables(seen(name));
  }

  /// @return by name
  public List<RoutineDetails> routines(DatasetName name) {
    return shelf.routines(seen(name));
  }

  public Optional<RoutineDetails> routine(RoutineName name) {
    return shelf.routine(seen(name.in()), name.routine());
  }

  public Optional<TableSchema> schema(TableName name) {
    return warehouse.schemas().find(ref(name)).map(House::known);
  }

  private static TableSchema known(TableSchema schema) {
    boolean none =
        schema.columns().size() == 1 && schema.columns().getFirst().name().equals(UNKNOWN);
    return none
        ? new TableSchema(
            List.of(),
            schema.partitionField(),
            schema.clusterFields(),
            schema.viewSql(),
            schema.labels())
        : schema;
  }

  /// A table without a schema gets that of the first rows that come.
  private ResultTable into(ResultTable into) {
    var schema = schema(name(into.table(), projects.home()).whole());
    if (schema.isEmpty() || !schema.get().columns().isEmpty()) return into;
    return new ResultTable(
        into.table(),
        into.create(),
        ResultTable.Write.TRUNCATE,
        into.partitioning(),
        into.clustering(),
        into.updates());
  }

  /// What statements have said of it; empty: there is none.
  public Optional<TableDetails> details(TableName name) {
    return shelf.details(ref(name));
  }

  /// @throws ApiException there is none
  public TableSchema existing(TableName name) {
    return schema(name).orElseThrow(() -> missing(name));
  }

  public static ApiException missing(TableName name) {
    return new ApiException(Reason.NOT_FOUND, "Not found: Table " + name);
  }

  public static ApiException missing(DatasetName name) {
    return new ApiException(Reason.NOT_FOUND, "Not found: Dataset " + name);
  }

  public Shelf.Size size(TableName name) {
    return shelf.size(ref(name));
  }

  public Shelf.Size size(TableRef table) {
    return shelf.size(table);
  }

  /// Tables that nobody lists, of every project.
  public List<TableName> hidden() {
    return shelf.datasets().stream()
        .filter(dataset -> dataset.substring(dataset.lastIndexOf(':') + 1).startsWith(HIDDEN))
        .filter(sight::sees)
        .flatMap(
            dataset -> warehouse.tables(dataset).stream().map(name -> TableRef.of(dataset, name)))
        .map(table -> name(table, projects.home()))
        .toList();
  }

  public List<List<@Nullable Object>> read(TableName name, Shelf.Slice slice) {
    return shelf.read(ref(name), slice);
  }

  /// The table as it is now, to be read in pieces whatever is written to it meanwhile.
  public TableSnapshot snapshot(TableName name) {
    return shelf.snapshot(ref(name));
  }

  /// Writes a table to a Parquet file in [#exchange].
  ///
  /// @return how many rows
  public long parquet(TableName name, java.nio.file.Path file, String codec) {
    return shelf.parquet(ref(name), file, codec);
  }

  private TableRef ref(TableName name) {
    warehouse.expire();
    return TableRef.of(seen(name.in()), name.table());
  }

  /// @return its name in the warehouse
  /// @throws ApiException the caller may not know whether it is there
  private String seen(DatasetName name) {
    String dataset = projects.dataset(name);
    if (sight.sees(dataset)) return dataset;
    throw new ApiException(
        Reason.ACCESS_DENIED,
        "Access Denied: Dataset " + name + ": Permission denied, or perhaps it does not exist");
  }

  /// As a statement would name it.
  public static TableRef wire(TableName name) {
    return new TableRef(name.project(), name.dataset(), name.table());
  }

  /// A table of the warehouse as the wire names it, seen from a project.
  public TableName name(TableRef ref, String project) {
    int colon = ref.dataset().lastIndexOf(':');
    String owner = colon > 0 ? ref.dataset().substring(0, colon) : home(ref, project);
    return new TableName(owner, ref.dataset().substring(colon + 1), ref.table());
  }

  private String home(TableRef ref, String project) {
    if (ref.project() != null) return ref.project();
    return projects.home().isEmpty() ? project : projects.home();
  }
}
