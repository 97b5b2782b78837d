package convergence.template;

import convergence.port.Warehouse;
import convergence.warehouse.Schemas;
import convergence.warehouse.SqlValue;
import convergence.warehouse.Statements;
import jakarta.inject.Inject;
import jakarta.inject.Provider;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Fills a template's holes for one tenant and request, and proves that what comes out stays within the
/// tenant's boundary. What depends on template, tenant and schemas is worked out once and kept: binding again
/// with other values of SQL parameters is a look-up. Any thread may bind.
@Singleton
public final class TemplateBinder {
  private static final int PLANS_KEPT = 4_096;
  private static final int SHAPES_KEPT = 1_024;

  private final Supplier<Statements> statements;
  private final Supplier<Schemas> schemas;
  private final Kept<Key, PipelinePlan> plans = new Kept<>(PLANS_KEPT);
  private final Kept<String, Set<String>> shapes = new Kept<>(SHAPES_KEPT);

  /// @param values of the variables that stand in the plan itself
  /// @param tenantSources datasets of sources that are tenants' own
  /// @param schemas version of the warehouse's schemas; 0 where the template needs none
  private record Key(
      String contentHash,
      String template,
      String tenant,
      String dataset,
      List<Object> values,
      Set<String> allowedSources,
      Set<String> tenantSources,
      long schemas) {}

  /// The least recently used goes first.
  private static final class Kept<K, V> {
    private final LinkedHashMap<K, V> entries;

    Kept(int limit) {
      entries =
          new LinkedHashMap<>(64, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
              return size() > limit;
            }
          };
    }

    synchronized @Nullable V get(K key) {
      return entries.get(key);
    }

    synchronized void put(K key, V value) {
      entries.put(key, value);
    }
  }

  @Inject
  TemplateBinder(Provider<Statements> statements, Provider<Warehouse> warehouse) {
    this(statements::get, () -> warehouse.get().schemas());
  }

  /// Neither supplier is asked for a template whose steps need no warehouse.
  public TemplateBinder(Supplier<Statements> statements, Supplier<Schemas> schemas) {
    this.statements = statements;
    this.schemas = schemas;
  }

  /// @throws convergence.problem.RefusedException BadRequest naming the parameter; BadTemplate with file and
  ///     line; OutOfBounds naming step and table; Unavailable when the analysis had no turn
  public Binding bind(BindingRequest request) {
    var template = request.template();
    var scope = new Scope(request);
    var boundary = boundary(request);
    boolean warehouse = template.needsWarehouse();
    var known = warehouse ? schemas.get() : null;
    var sql = warehouse ? new SqlBinder(template, statements.get(), scope) : null;
    var key = key(request, scope, boundary, sql, known == null ? 0 : known.version());
    var plan = plans.get(key);
    if (plan == null) {
      plan = plan(request, scope, new StepBinder(template, scope, boundary, known, sql));
      plans.put(key, plan);
    }
    var variables = new HashMap<String, SqlValue>();
    for (String name : plan.variables()) {
      var value = scope.get(name);
      variables.put(name, new SqlValue(value.type(), value.text()));
    }
    return new Binding(plan, variables, scope.shown());
  }

  /// A binding with what it is proven to do, for those who look before they run.
  ///
  /// @param description the template's, its holes filled
  /// @param proofs of the steps that touch tables
  public record Proven(Binding binding, String description, List<StepProof> proofs) {}

  /// As [#bind], worked out anew.
  public Proven prove(BindingRequest request) {
    var binding = bind(request);
    var template = request.template();
    var scope = new Scope(request);
    String description = scope.fill(template.description());
    if (!template.needsWarehouse()) return new Proven(binding, description, List.of());
    var binder =
        new StepBinder(
            template,
            scope,
            boundary(request),
            schemas.get(),
            new SqlBinder(template, statements.get(), scope));
    binder.bind();
    return new Proven(binding, description, binder.proofs());
  }

  private static Boundary boundary(BindingRequest request) {
    var sources = new TreeSet<>(request.template().sources());
    sources.addAll(request.allowedSources());
    return new Boundary(request.dataset(), sources, request.isTenantDataset());
  }

  private Key key(
      BindingRequest request,
      Scope scope,
      Boundary boundary,
      @Nullable SqlBinder sql,
      long version) {
    var template = request.template();
    var shaping = shapes.get(template.contentHash());
    if (shaping == null) {
      shaping = PlanShape.of(template, sql);
      shapes.put(template.contentHash(), shaping);
    }
    var values = new ArrayList<Object>(shaping.size());
    for (String name : shaping) values.add(scope.get(name));
    var tenantSources = new TreeSet<String>();
    for (String source : boundary.sources()) {
      String dataset = Boundary.datasetOf(source);
      if (request.isTenantDataset().test(dataset)) tenantSources.add(dataset);
    }
    return new Key(
        template.contentHash(),
        template.key().toString(),
        request.tenant().value(),
        request.dataset(),
        values,
        request.allowedSources(),
        tenantSources,
        version);
  }

  private static PipelinePlan plan(BindingRequest request, Scope scope, StepBinder binder) {
    var template = request.template();
    var steps = binder.bind();
    var unnamed =
        new PipelinePlan(
            "",
            template.key(),
            java.util.Objects.requireNonNull(scope.get("pipeline_id").text()),
            request.tenant(),
            request.dataset(),
            template.timeoutMinutes() * 60L,
            steps,
            binder.variables(),
            template.labels());
    return new PipelinePlan(
        PlanHash.of(unnamed),
        unnamed.template(),
        unnamed.pipelineId(),
        unnamed.tenant(),
        unnamed.dataset(),
        unnamed.timeoutSeconds(),
        unnamed.steps(),
        unnamed.variables(),
        unnamed.labels());
  }
}
