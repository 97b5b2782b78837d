package convergence.standalone;

import convergence.directory.TenantDirectory;
import convergence.port.Warehouse;
import convergence.problem.Fault;
import convergence.problem.FieldError;
import convergence.problem.Refusal;
import convergence.problem.RefusedException;
import convergence.tenant.Tenant;
import convergence.tenant.TenantId;
import convergence.warehouse.Analysis;
import convergence.warehouse.BoundSql;
import convergence.warehouse.Rows;
import convergence.warehouse.SqlFault;
import convergence.warehouse.Statements;
import convergence.warehouse.TableRef;
import convergence.worker.MetadataShipper;
import io.micronaut.context.annotation.Value;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Answers read-only GoogleSQL for the command line: everything for the operator, a tenant's own dataset with
/// `--tenant`.
@Singleton
final class SqlDesk {
  private static final int ROWS = 100_000;

  private final Warehouse warehouse;
  private final Statements statements;
  private final TenantDirectory directory;
  private final MetadataShipper shipper;
  private final Duration patience;

  SqlDesk(
      Warehouse warehouse,
      Statements statements,
      TenantDirectory directory,
      MetadataShipper shipper,
      @Value("${convergence.bigquery.query-timeout:300s}") Duration patience) {
    this.warehouse = warehouse;
    this.statements = statements;
    this.directory = directory;
    this.shipper = shipper;
    this.patience = patience;
  }

  /// @param tenant only this tenant's dataset; null: every dataset
  /// @throws RefusedException BadRequest for SQL that is wrong or writes, OutOfBounds, NotFound
  Rows query(String text, @Nullable String tenant) {
    try {
      var owner = tenant == null ? null : find(tenant);
      String dataset = owner == null ? "tenants" : owner.dataset();
      // What the books know must be visible to the query that asks for it.
      shipper.flush();
      var sql = BoundSql.of(text);
      var analysis = statements.analyse(sql, warehouse.schemas(), dataset);
      if (analysis.kind() != Analysis.Kind.QUERY)
        throw refused("Only queries are allowed here; this statement changes something.");
      if (owner != null) check(analysis, owner);
      return warehouse.query(sql, Map.of(), dataset, ROWS, patience);
    } catch (SqlFault e) {
      String place = e.line() > 0 ? " [at " + e.line() + ":" + e.column() + "]" : "";
      throw refused(e.getMessage() + place);
    } catch (Fault e) {
      throw refused(String.valueOf(e.getMessage()));
    }
  }

  private Tenant find(String tenant) {
    try {
      return directory
          .find(new TenantId(tenant))
          .orElseThrow(
              () ->
                  new RefusedException(new Refusal.NotFound("There is no tenant " + tenant + ".")));
    } catch (IllegalArgumentException e) {
      throw refused(String.valueOf(e.getMessage()));
    }
  }

  private static void check(Analysis analysis, Tenant owner) {
    List<TableRef> foreign =
        analysis.reads().stream().filter(t -> !t.dataset().equals(owner.dataset())).toList();
    if (!foreign.isEmpty())
      throw new RefusedException(
          new Refusal.OutOfBounds(
              "The query reads tables outside of the tenant's dataset.",
              foreign.stream().map(t -> FieldError.of("/query", t.toString())).toList()));
  }

  private static RefusedException refused(String detail) {
    return new RefusedException(Refusal.BadRequest.of("/query", detail));
  }
}
