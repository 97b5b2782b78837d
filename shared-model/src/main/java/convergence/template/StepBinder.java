package convergence.template;

import convergence.problem.FieldError;
import convergence.problem.Refusal;
import convergence.problem.RefusedException;
import convergence.template.StepTemplate.SqlText;
import convergence.warehouse.Analysis;
import convergence.warehouse.BoundSql;
import convergence.warehouse.Column;
import convergence.warehouse.Destination;
import convergence.warehouse.Schemas;
import convergence.warehouse.SqlType;
import convergence.warehouse.TableRef;
import convergence.warehouse.TableSchema;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Binds the steps of one template, each after those that it depends on, so that a later step is analysed
/// against the tables that earlier ones will have made.
final class StepBinder {
  private static final Pattern TABLE = Pattern.compile("[A-Za-z0-9_]{1,1024}");
  private static final Set<SqlType> DAYS =
      Set.of(SqlType.DATE, SqlType.TIMESTAMP, SqlType.DATETIME);

  private final PipelineTemplate template;
  private final Scope scope;
  private final Boundary boundary;
  private final EarlierSteps earlier;
  private final @Nullable SqlBinder sql;
  private final Map<String, StepSpec> specs = new HashMap<>();
  private final Set<String> variables = new TreeSet<>();
  private final Proofs proofs = new Proofs();
  private final Map<TableRef, TableSchema> written = new HashMap<>();

  /// @param schemas null for a template that needs no warehouse
  /// @param sql null for a template that needs no warehouse
  StepBinder(
      PipelineTemplate template,
      Scope scope,
      Boundary boundary,
      @Nullable Schemas schemas,
      @Nullable SqlBinder sql) {
    this.template = template;
    this.scope = scope;
    this.boundary = boundary;
    this.earlier = new EarlierSteps(template, boundary, schemas);
    this.sql = sql;
  }

  /// @throws RefusedException all faults of all steps, or the first other refusal
  List<PlannedStep> bind() {
    var refused = attempt();
    if (!refused.isEmpty()) throw together(refused);
    return template.steps().stream().map(this::planned).toList();
  }

  /// Binds each step whose earlier steps could be bound; what keeps the others from it, in the file's order.
  List<RefusedException> attempt() {
    var waiting = new LinkedHashSet<>(template.steps());
    var refused = new TreeMap<Integer, RefusedException>();
    var unbound = new HashSet<String>();
    while (!waiting.isEmpty())
      for (var step : List.copyOf(waiting)) {
        if (step.dependsOn().stream().anyMatch(unbound::contains)) {
          unbound.add(step.stepId());
          waiting.remove(step);
        } else if (specs.keySet().containsAll(step.dependsOn())) {
          try {
            specs.put(step.stepId(), spec(step));
          } catch (RefusedException e) {
            refused.put(step.index(), e);
            unbound.add(step.stepId());
          }
          waiting.remove(step);
        }
      }
    return List.copyOf(refused.values());
  }

  private RefusedException together(List<RefusedException> refused) {
    var first = refused.getFirst();
    if (refused.size() == 1 || !(first.refusal() instanceof Refusal.BadTemplate)) return first;
    var errors = new ArrayList<FieldError>();
    for (var each : refused)
      if (each.refusal() instanceof Refusal.BadTemplate bad) errors.addAll(bad.errors());
    return new RefusedException(new Refusal.BadTemplate(template.key().file(), errors));
  }

  /// What the steps that were bound write, where its columns are known.
  Map<TableRef, TableSchema> written() {
    return written;
  }

  /// The variables whose values the run must carry.
  Set<String> variables() {
    return variables;
  }

  /// What the steps are proven to do with tables; steps that touch none are missing.
  List<StepProof> proofs() {
    return proofs.all();
  }

  private PlannedStep planned(StepTemplate step) {
    return new PlannedStep(
        step.stepId(),
        step.index(),
        step.dependsOn(),
        step.trigger(),
        step.onFailure(),
        step.timeoutMinutes() * 60L,
        step.retryAttempts(),
        step.credential(),
        java.util.Objects.requireNonNull(specs.get(step.stepId())));
  }

  private StepSpec spec(StepTemplate step) {
    return switch (step.body()) {
      case StepTemplate.Noop noop -> new StepSpec.Noop(noop.sleepMs());
      case StepTemplate.Onboarding onboarding -> new StepSpec.Onboarding(onboarding.tables());
      case StepTemplate.Email email -> email(step, email);
      case StepTemplate.Transform transform -> transform(step, transform);
      case StepTemplate.FileLoad load -> load(step, load);
      case StepTemplate.Quality quality -> quality(step, quality);
    };
  }

  private StepSpec email(StepTemplate step, StepTemplate.Email email) {
    var to = new ArrayList<String>();
    for (String text : email.to()) {
      String address = scope.fill(text).strip();
      if (address.isEmpty()) continue;
      if (!StepReader.isAddress(address))
        throw refuse(step, "to_emails", text, "to_emails holds something that is no address");
      to.add(address);
    }
    String subject = scope.fill(email.subject()).replaceAll("\\p{Cntrl}+", " ").strip();
    return new StepSpec.Email(to, subject, scope.fill(email.body()));
  }

  private StepSpec transform(StepTemplate step, StepTemplate.Transform transform) {
    var target = transform.target();
    var seen = earlier.visible(step);
    BoundSql bound;
    Analysis analysis;
    switch (transform.source()) {
      case null -> throw refuse(step, "source", "", "source is missing: give a query, or a table");
      case StepTemplate.QuerySource query -> {
        var spot = new SqlBinder.Spot(step, "source.query", query.sql());
        bound = carry(sql().bind(spot));
        analysis = sql().analyse(spot, bound, seen, boundary);
      }
      case StepTemplate.TableSource source -> {
        bound = BoundSql.of("SELECT * FROM " + quoted(step, source));
        var place = step.placeOf("source.table");
        var spot =
            new SqlBinder.Spot(step, "source.table", new SqlText(bound.text(), null, place, null));
        analysis = sql().analyse(spot, bound, seen, boundary);
      }
    }
    var destination = destination(step, target);
    checkColumns(step, target, analysis.columns());
    if (target.partition() != null) variables.add(target.partition());
    proofs.add(step, seen, analysis.columns(), List.of(analysis));
    written.put(destination.table(), TableSchema.of(analysis.columns()));
    earlier.remember(
        step, destination, target.partition() != null, Optional.of(analysis.columns()));
    return new StepSpec.Transform(
        bound, destination, target.partition(), List.copyOf(analysis.reads()));
  }

  private String quoted(StepTemplate step, StepTemplate.TableSource source) {
    var path = new StringBuilder();
    if (source.project() != null) path.append('`').append(source.project()).append("`.");
    String dataset =
        source.dataset() == null
            ? boundary.dataset()
            : name(step, "source.dataset", source.dataset());
    return path.append('`')
        .append(dataset)
        .append("`.`")
        .append(name(step, "source.table", source.table()))
        .append('`')
        .toString();
  }

  private StepSpec load(StepTemplate step, StepTemplate.FileLoad load) {
    String path = scope.fill(load.path());
    String fault = FilePaths.fault(path);
    if (fault != null) throw refuse(step, "source.path", load.path(), "path " + fault);
    var destination = destination(step, load.target());
    var columns = load.columns();
    if (columns != null) {
      checkColumns(step, load.target(), columns);
      proofs.add(step, earlier.visible(step), columns, List.of());
      written.put(destination.table(), TableSchema.of(columns));
    }
    earlier.remember(
        step, destination, load.target().partition() != null, Optional.ofNullable(columns));
    return new StepSpec.FileLoad(path, load.format(), columns, destination);
  }

  private StepSpec quality(StepTemplate step, StepTemplate.Quality quality) {
    String named = quality.table() == null ? quality.suite().table() : quality.table();
    String key = quality.table() == null ? "dq_config" : "target_table";
    var table =
        TableRef.of(boundary.dataset(), name(step, key, java.util.Objects.requireNonNull(named)));
    var seen = earlier.visible(step);
    var schema = seen.find(table);
    if (schema.isEmpty() && !seen.isMadeBlindly(table))
      throw new UnknownTables(
          fault(
              step,
              key,
              "step '%s' checks %s, which does not exist; let a step that this one depends on make it"
                  .formatted(step.stepId(), table)));
    var scan = new Scan(step, quality.suite(), table, schema.orElse(null), new ArrayList<>());
    var checks = quality.suite().expectations().stream().map(e -> check(scan, e)).toList();
    var used = new TreeSet<String>();
    checks.forEach(check -> used.addAll(columnsOf(check)));
    scan.proven().add(Proofs.scan(table, used));
    proofs.add(step, seen, List.of(), scan.proven());
    return new StepSpec.Quality(table, quality.suite().id(), checks, quality.failOnError());
  }

  /// A suite over a table.
  ///
  /// @param schema null: not known beforehand
  /// @param proven what its queries are proven to do
  private record Scan(
      StepTemplate step,
      StepTemplate.Suite suite,
      TableRef table,
      @Nullable TableSchema schema,
      List<Analysis> proven) {}

  private QualityCheck check(Scan scan, StepTemplate.Expectation expectation) {
    return switch (expectation.check()) {
      case StepTemplate.SqlCheck(var name, var severity, var text) -> {
        var spot = new SqlBinder.Spot(scan.step(), "dq_config", text);
        var bound = carry(sql().bind(spot));
        scan.proven().add(sql().analyse(spot, bound, earlier.visible(scan.step()), boundary));
        yield new QualityCheck.CustomSql(name, severity, bound);
      }
      case StepTemplate.Ready(var check) -> {
        for (String column : columnsOf(check))
          if (scan.schema() != null && column(scan.schema().columns(), column) == null)
            throw refuse(
                scan.step(),
                "dq_config",
                "",
                "configs/%s.yml:%d: %s has no column '%s'"
                    .formatted(scan.suite().id(), expectation.line(), scan.table(), column));
        yield check;
      }
    };
  }

  private static List<String> columnsOf(QualityCheck check) {
    return switch (check) {
      case QualityCheck.NotNull c -> List.of(c.column());
      case QualityCheck.Unique c -> c.columns();
      case QualityCheck.AcceptedValues c -> List.of(c.column());
      case QualityCheck.Range c -> List.of(c.column());
      case QualityCheck.Freshness c -> List.of(c.column());
      case QualityCheck.RowCount _, QualityCheck.CustomSql _ -> List.of();
    };
  }

  private Destination destination(StepTemplate step, StepTemplate.Target target) {
    String table = name(step, "destination.table", target.table());
    if (Boundary.isSystemTable(table))
      throw refuse(
          step,
          "destination.table",
          target.table(),
          "tables named x_meta_… are the system's; take another name");
    return new Destination(
        TableRef.of(boundary.dataset(), table),
        target.mode(),
        target.mergeKeys(),
        target.partitionField(),
        null,
        target.recreate(),
        target.labels());
  }

  private String name(StepTemplate step, String key, String text) {
    String name = scope.fillNames(text);
    if (!TABLE.matcher(name).matches())
      throw refuse(step, key, text, "a name has letters, digits and _ only");
    return name;
  }

  private void checkColumns(StepTemplate step, StepTemplate.Target target, List<Column> columns) {
    for (String key : target.mergeKeys())
      if (column(columns, key) == null)
        throw refuse(
            step,
            "destination.merge_keys",
            "",
            "merge_keys names '%s', but the rows have no such column".formatted(key));
    String field = target.partitionField();
    if (field == null) return;
    var column = column(columns, field);
    if (column == null || column.repeated() || !DAYS.contains(column.type()))
      throw refuse(
          step,
          "destination.partition_field",
          "",
          "partition_field '%s' must be a DATE or TIMESTAMP column of the rows".formatted(field));
  }

  private static @Nullable Column column(List<Column> columns, String name) {
    for (var column : columns) if (column.name().equalsIgnoreCase(name)) return column;
    return null;
  }

  private SqlBinder sql() {
    return java.util.Objects.requireNonNull(sql);
  }

  private BoundSql carry(BoundSql bound) {
    for (var parameter : bound.parameters()) variables.add(parameter.variable());
    return bound;
  }

  /// @param text the text with holes that made the fault: where the request filled one, the request is at fault
  private RefusedException refuse(StepTemplate step, String key, String text, String detail) {
    String given = scope.givenIn(text);
    if (given != null)
      return new RefusedException(Refusal.BadRequest.of("/" + given, given + ": " + detail));
    return new RefusedException(fault(step, key, detail));
  }

  private Refusal.BadTemplate fault(StepTemplate step, String key, String detail) {
    var place = step.placeOf(key);
    return new Refusal.BadTemplate(
        template.key().file(),
        List.of(FieldError.at(step.pointer(key), detail, place.line(), place.column())));
  }
}
