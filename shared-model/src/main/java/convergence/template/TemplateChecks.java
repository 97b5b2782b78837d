package convergence.template;

import convergence.problem.FieldError;
import convergence.problem.Refusal;
import convergence.problem.RefusedException;
import convergence.tenant.TenantId;
import convergence.warehouse.Schemas;
import convergence.warehouse.SqlType;
import convergence.warehouse.Statements;
import convergence.warehouse.TableRef;
import convergence.warehouse.TableSchema;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Checks the SQL of templates without a warehouse: against the tables that the templates themselves load and
/// make. What reads a table that none of them makes is parsed, and its columns are not checked.
public final class TemplateChecks {
  /// The tenant for whom they are bound; its id is its dataset.
  public static final TenantId TENANT = new TenantId("your_tenant");

  private final Statements statements;
  private final Declared declared = new Declared();
  private final Map<PipelineTemplate, Checked> checked = new LinkedHashMap<>();

  /// @param notes what could not be checked, and why
  public record Checked(List<FieldError> errors, List<FieldError> notes) {
    public Checked {
      errors = List.copyOf(errors);
      notes = List.copyOf(notes);
    }
  }

  /// @param known tables that are there without any template
  public TemplateChecks(Statements statements, Map<TableRef, TableSchema> known) {
    this.statements = statements;
    declared.tables.putAll(known);
  }

  /// The findings of each template. One that reads what another makes is checked after it.
  public Map<PipelineTemplate, Checked> check(List<PipelineTemplate> templates) {
    Set<PipelineTemplate> waiting = new LinkedHashSet<>(templates);
    for (boolean more = true; more; ) {
      int before = declared.tables.size();
      for (var template : List.copyOf(waiting))
        if (check(template).notes().isEmpty()) waiting.remove(template);
      more = declared.tables.size() > before && !waiting.isEmpty();
    }
    return checked;
  }

  private Checked check(PipelineTemplate template) {
    var errors = new ArrayList<FieldError>();
    var notes = new ArrayList<FieldError>();
    try {
      bind(template, errors, notes);
    } catch (RefusedException e) {
      sort(e, errors, notes);
    }
    var result = new Checked(errors, notes);
    checked.put(template, result);
    return result;
  }

  private void bind(PipelineTemplate template, List<FieldError> errors, List<FieldError> notes) {
    var scope = new Scope(request(template));
    var sources = template.sources();
    var boundary = new Boundary(TENANT.value(), sources, _ -> false);
    var binder =
        new StepBinder(
            template, scope, boundary, declared, new SqlBinder(template, statements, scope));
    for (var refused : binder.attempt()) sort(refused, errors, notes);
    binder.written().forEach(declared.tables::putIfAbsent);
  }

  private static void sort(
      RefusedException refused, List<FieldError> errors, List<FieldError> notes) {
    boolean unknown = refused instanceof UnknownTables;
    switch (refused.refusal()) {
      case Refusal.BadTemplate bad when unknown ->
          bad.errors().forEach(error -> notes.add(with(error, "; its columns were not checked")));
      case Refusal.BadTemplate bad -> errors.addAll(bad.errors());
      case Refusal.OutOfBounds out ->
          out.errors()
              .forEach(error -> notes.add(with(error, "; a tenant's allowed sources may have it")));
      case Refusal.BadRequest bad ->
          bad.errors()
              .forEach(
                  error ->
                      notes.add(
                          FieldError.at(
                              error.pointer(),
                              "without a value of a run this cannot be checked: " + error.detail(),
                              1,
                              1)));
      default -> notes.add(FieldError.at("", "not checked: " + refused.refusal().code(), 1, 1));
    }
  }

  private static FieldError with(FieldError error, String more) {
    return new FieldError(error.pointer(), error.detail() + more, error.line(), error.column());
  }

  private static BindingRequest request(PipelineTemplate template) {
    Map<String, Object> parameters = new HashMap<>();
    for (var spec : template.parameters().values())
      if (spec.required() && spec.fallback() == null) parameters.put(spec.name(), example(spec));
    return new BindingRequest(
        template,
        TENANT,
        TENANT.value(),
        "admin@example.com",
        Set.of(),
        _ -> false,
        parameters,
        LocalDate.EPOCH);
  }

  /// A value that the declaration allows.
  private static Object example(ParameterSpec spec) {
    if (!spec.allowed().isEmpty()) return number(spec.type(), spec.allowed().getFirst());
    if (spec.min() != null) return number(spec.type(), spec.min());
    if (spec.max() != null) return number(spec.type(), spec.max());
    return switch (spec.type()) {
      case BOOL -> true;
      case DATE -> "1970-01-01";
      case TIMESTAMP -> "1970-01-01T00:00:00Z";
      case INT64, FLOAT64, NUMERIC -> 1;
      case STRING,
          BYTES,
          BIGNUMERIC,
          DATETIME,
          TIME,
          INTERVAL,
          JSON,
          GEOGRAPHY,
          RANGE_DATE,
          RANGE_DATETIME,
          RANGE_TIMESTAMP,
          STRUCT ->
          "example";
    };
  }

  private static Object number(SqlType type, String text) {
    return switch (type) {
      case INT64, FLOAT64, NUMERIC -> new java.math.BigDecimal(text);
      case BOOL -> Boolean.valueOf(text);
      case STRING,
          BYTES,
          BIGNUMERIC,
          DATE,
          DATETIME,
          TIME,
          TIMESTAMP,
          INTERVAL,
          JSON,
          GEOGRAPHY,
          RANGE_DATE,
          RANGE_DATETIME,
          RANGE_TIMESTAMP,
          STRUCT ->
          text;
    };
  }

  /// The tables that are known so far.
  private static final class Declared implements Schemas {
    private final Map<TableRef, TableSchema> tables = new HashMap<>();

    @Override
    public Optional<TableSchema> find(TableRef table) {
      return Optional.ofNullable(tables.get(table));
    }

    @Override
    public List<String> tables(String dataset) {
      return tables.keySet().stream()
          .filter(table -> table.project() == null && table.dataset().equals(dataset))
          .map(TableRef::table)
          .sorted()
          .toList();
    }

    @Override
    public long version() {
      return tables.size();
    }
  }
}
