package convergence.metadata;

import com.fasterxml.jackson.annotation.JsonProperty;
import convergence.port.Fact;
import convergence.port.Json;
import convergence.port.Warehouse;
import convergence.tenant.DatasetName;
import convergence.tenant.TenantId;
import convergence.warehouse.Column;
import convergence.warehouse.SqlType;
import convergence.warehouse.TableRef;
import convergence.warehouse.TableSchema;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Makes the metadata tables and views: the central ones at start, a tenant's at onboarding. Doing it again
/// makes only what is missing.
@Singleton
public final class MetadataTables {
  /// The files of configs/metadata/schemas, which the build puts on the class path.
  private static final List<String> NAMES =
      List.of(
          "tenant_profiles",
          "tenant_api_keys",
          "tenant_subscriptions",
          "tenant_usage_quotas",
          "tenant_cloud_credentials",
          "x_meta_pipeline_runs",
          "x_meta_step_logs",
          "x_meta_dq_results",
          "customer_pipeline_configs",
          "scheduled_pipeline_runs",
          "pipeline_execution_queue");

  private final Warehouse warehouse;
  private final List<MetadataTable> tables;

  /// Row tables that stand in `tenants` and in every tenant's dataset.
  private final Set<String> shared;

  public MetadataTables(Warehouse warehouse) {
    this.warehouse = warehouse;
    this.tables = NAMES.stream().map(MetadataTables::read).toList();
    this.shared =
        tables.stream()
            .filter(table -> table.datasets().containsAll(List.of("tenants", "tenant")))
            .map(table -> table.name() + "_rows")
            .collect(Collectors.toUnmodifiableSet());
  }

  /// @param tables names of the views that were made now
  public record Made(boolean dataset, List<String> tables) {
    public Made {
      tables = List.copyOf(tables);
    }
  }

  /// The central datasets and tables.
  public void ensureCentral() {
    ensure("customers", "customers");
    ensure("tenants", "tenants");
  }

  /// A tenant's dataset, with its metadata tables.
  public Made ensureTenant(String dataset) {
    return ensure(dataset, "tenant");
  }

  /// The central tables of rows, each with the columns that tell its rows apart.
  public Map<TableRef, List<String>> central() {
    var central = new HashMap<TableRef, List<String>>();
    for (var table : tables)
      for (var dataset : List.of("tenants", "customers"))
        if (table.ownsRows() && table.datasets().contains(dataset)) {
          var keys = new ArrayList<>(table.key());
          keys.add("row_seq");
          central.put(table.rows(dataset), List.copyOf(keys));
        }
    return central;
  }

  /// The facts as they are shipped: a row of a central table that every tenant's dataset has too is followed
  /// by its copy for the tenant's own.
  public List<Fact.Numbered> everywhere(List<Fact.Numbered> facts) {
    var all = new ArrayList<Fact.Numbered>(facts.size() * 2);
    for (var numbered : facts) {
      all.add(numbered);
      var fact = numbered.fact();
      if (!fact.dataset().equals("tenants") || !shared.contains(fact.table())) continue;
      var tenant = new TenantId(String.valueOf(fact.row().get("tenant_id")));
      all.add(
          new Fact.Numbered(
              numbered.seq(), new Fact(DatasetName.of(tenant), fact.table(), fact.row())));
    }
    return all;
  }

  /// The views of a tenant's dataset, as [#ensureTenant] makes them, without what they stand on.
  public static Map<TableRef, TableSchema> views(String dataset) {
    var views = new HashMap<TableRef, TableSchema>();
    for (var name : NAMES) {
      var table = read(name);
      if (table.datasets().contains("tenant"))
        views.put(table.view(dataset), TableSchema.of(table.columns()));
    }
    return views;
  }

  private Made ensure(String dataset, String kind) {
    return ensure(dataset, declared(kind));
  }

  /// The tables that a dataset of this kind has, each after the one on whose rows it stands.
  List<MetadataTable> declared(String kind) {
    return tables.stream().filter(table -> table.datasets().contains(kind)).toList();
  }

  Made ensure(String dataset, List<MetadataTable> declared) {
    boolean madeDataset = warehouse.createDataset(dataset);
    var made = new ArrayList<String>();
    var schemas = warehouse.schemas();
    for (var table : declared) {
      boolean madeRows =
          table.ownsRows() && warehouse.createTable(table.rows(dataset), table.rowsSchema());
      var there = schemas.find(table.view(dataset));
      if (madeRows || there.isEmpty() || !table.isShownBy(there.get(), dataset)) {
        warehouse.createView(table.view(dataset), table.viewSchema(dataset));
        if (there.isEmpty()) made.add(table.name());
      }
    }
    return new Made(madeDataset, made);
  }

  private static MetadataTable read(String name) {
    String resource = "/convergence/metadata/schemas/" + name + ".json";
    try (InputStream in = MetadataTables.class.getResourceAsStream(resource)) {
      if (in == null) throw new IllegalStateException("not on the class path: " + resource);
      var file = Json.read(new String(in.readAllBytes(), StandardCharsets.UTF_8), SchemaFile.class);
      return new MetadataTable(
          name,
          file.description(),
          file.datasets(),
          file.key(),
          file.partition() == null ? "" : file.partition(),
          file.cluster() == null ? List.of() : file.cluster(),
          file.rowsOf() == null ? "" : file.rowsOf(),
          file.where() == null ? "" : file.where(),
          file.columns().stream().map(SchemaColumn::column).toList());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private record SchemaFile(
      String description,
      List<String> datasets,
      List<String> key,
      @Nullable String partition,
      @Nullable List<String> cluster,
      @Nullable @JsonProperty("rows_of") String rowsOf,
      @Nullable String where,
      List<SchemaColumn> columns) {}

  /// @param mode NULLABLE, REQUIRED or REPEATED, as in BigQuery's schema files
  private record SchemaColumn(String name, String type, String mode, String description) {
    Column column() {
      return new Column(
          name,
          SqlType.valueOf(type.toUpperCase(Locale.ROOT)),
          mode.equals("REPEATED"),
          mode.equals("REQUIRED"),
          List.of(),
          description);
    }
  }
}
