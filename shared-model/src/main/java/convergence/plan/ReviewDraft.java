package convergence.plan;

import convergence.problem.FieldError;
import convergence.template.PipelineTemplate;
import convergence.template.PlannedStep;
import convergence.template.StepProof;
import convergence.template.StepSpec;
import convergence.template.StepTemplate;
import convergence.template.TemplateBinder.Proven;
import convergence.warehouse.BoundSql;
import convergence.warehouse.Destination;
import convergence.warehouse.Job;
import convergence.warehouse.SqlValue;
import convergence.warehouse.TableRef;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Writes a bound and proven plan down for a reviewer.
final class ReviewDraft {
  private final PipelineTemplate template;
  private final Proven proven;
  private final StepSizes sizes;
  private final PlanPrice price;
  private final Map<String, StepProof> proofs = new HashMap<>();
  private final Map<String, Integer> waveOf = new HashMap<>();

  ReviewDraft(PipelineTemplate template, Proven proven, StepSizes sizes, PlanPrice price) {
    this.template = template;
    this.proven = proven;
    this.sizes = sizes;
    this.price = price;
    for (var proof : proven.proofs()) proofs.put(proof.stepId(), proof);
    for (var step : steps()) waveOf(step);
  }

  private List<PlannedStep> steps() {
    return proven.binding().plan().steps();
  }

  /// One more than the latest of those that it waits for.
  private int waveOf(PlannedStep step) {
    var known = waveOf.get(step.stepId());
    if (known != null) return known;
    int wave = 1;
    for (var other : steps())
      if (step.dependsOn().contains(other.stepId())) wave = Math.max(wave, waveOf(other) + 1);
    waveOf.put(step.stepId(), wave);
    return wave;
  }

  PlanReview review(String hash, PlanReview.Quota quota, Predicate<TableRef> exists) {
    var plan = proven.binding().plan();
    var total = sizes.total();
    return new PlanReview(
        hash,
        plan.tenant().value(),
        plan.dataset(),
        plan.pipelineId(),
        template.key().toString(),
        template.key().file(),
        proven.description(),
        new TreeMap<>(proven.binding().parameters()),
        waves(),
        steps().stream().map(step -> step(step, exists)).toList(),
        read(),
        written(),
        total,
        total == null ? null : price.of(total),
        sizes.unknown().isEmpty(),
        price.usdPerTib(),
        steps().stream().flatMap(step -> gate(step).stream()).toList(),
        secrets(),
        quota,
        template.warnings().stream().map(ReviewDraft::told).toList());
  }

  private static String told(FieldError warning) {
    return "line " + warning.line() + ": " + warning.pointer() + ": " + warning.detail();
  }

  private List<List<String>> waves() {
    var waves = new TreeMap<Integer, List<String>>();
    for (var step : steps())
      waves.computeIfAbsent(waveOf(step), _ -> new ArrayList<>()).add(step.stepId());
    return List.copyOf(waves.values());
  }

  /// What must be there before the run: no table that only an earlier step brings.
  private List<String> read() {
    var names = new TreeSet<String>();
    for (var step : steps()) {
      var proof = proofs.get(step.stepId());
      if (proof == null) continue;
      for (var table : proof.reads().keySet())
        if (!proof.made().contains(table) && !writtenBefore(step, table.toString()))
          names.add(table.toString());
    }
    return List.copyOf(names);
  }

  private boolean writtenBefore(PlannedStep step, String table) {
    return steps().stream()
        .filter(other -> step.dependsOn().contains(other.stepId()))
        .anyMatch(other -> writes(other.spec()).contains(table) || writtenBefore(other, table));
  }

  private List<String> written() {
    var names = new TreeSet<String>();
    for (var step : steps()) names.addAll(writes(step.spec()));
    return List.copyOf(names);
  }

  private static List<String> writes(StepSpec spec) {
    var destination = destination(spec);
    return destination == null ? List.of() : List.of(destination.table().toString());
  }

  private static @Nullable Destination destination(StepSpec spec) {
    return switch (spec) {
      case StepSpec.Transform it -> it.destination();
      case StepSpec.FileLoad it -> it.destination();
      case StepSpec.Quality _, StepSpec.Noop _, StepSpec.Email _, StepSpec.Onboarding _ -> null;
    };
  }

  private PlanReview.Step step(PlannedStep step, Predicate<TableRef> exists) {
    var proof = proofs.get(step.stepId());
    var query = step.spec() instanceof StepSpec.Transform transform ? transform.query() : null;
    var bytes = sizes.bytes().get(step.stepId());
    return new PlanReview.Step(
        step.stepId(),
        step.index(),
        step.spec().psType(),
        description(step.stepId()),
        waveOf(step),
        step.dependsOn(),
        word(step.trigger()),
        word(step.onFailure()),
        step.timeoutSeconds(),
        step.retryAttempts(),
        query == null ? null : query.text(),
        query == null ? List.of() : parameters(query),
        proof == null
            ? List.of()
            : proof.reads().keySet().stream().map(TableRef::toString).toList(),
        proof == null ? Map.of() : columnsRead(proof),
        writes(step.spec()),
        target(step.spec(), proof, exists),
        proof == null ? List.of() : origins(proof),
        bytes,
        bytes == null ? null : price.of(bytes),
        sizes.unknown().get(step.stepId()),
        settings(step));
  }

  private String description(String stepId) {
    for (StepTemplate step : template.steps())
      if (step.stepId().equals(stepId)) return step.description();
    return "";
  }

  private static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  private List<PlanReview.SqlParameter> parameters(BoundSql sql) {
    return sql.parameters().stream()
        .map(
            parameter ->
                new PlanReview.SqlParameter(
                    parameter.name(),
                    parameter.type().name(),
                    parameter.variable(),
                    value(parameter.variable())))
        .toList();
  }

  private @Nullable String value(String variable) {
    SqlValue value = proven.binding().variables().get(variable);
    return value == null ? null : value.text();
  }

  private PlanReview.@Nullable Target target(
      StepSpec spec, @Nullable StepProof proof, Predicate<TableRef> exists) {
    var to = destination(spec);
    if (to == null) return null;
    String variable =
        spec instanceof StepSpec.Transform transform ? transform.partitionVariable() : null;
    return new PlanReview.Target(
        to.table().toString(),
        word(to.mode()),
        to.mergeKeys(),
        to.partitionField(),
        variable == null ? to.partition() : value(variable),
        to.recreate(),
        new TreeMap<>(to.labels()),
        exists.test(to.table()),
        proof == null ? List.of() : proof.columns().stream().map(PlanReview.Field::of).toList());
  }

  private static List<PlanReview.Origin> origins(StepProof proof) {
    return proof.lineage().stream()
        .map(
            lineage ->
                new PlanReview.Origin(
                    lineage.column(), lineage.sources().stream().map(Object::toString).toList()))
        .toList();
  }

  private static Map<String, List<String>> columnsRead(StepProof proof) {
    var columns = new TreeMap<String, List<String>>();
    proof
        .columnsRead()
        .forEach((table, names) -> columns.put(table.toString(), List.copyOf(names)));
    return columns;
  }

  private static Map<String, Object> settings(PlannedStep step) {
    var settings = new LinkedHashMap<String, Object>();
    if (step.credential() != null) settings.put("credential", word(step.credential()));
    switch (step.spec()) {
      case StepSpec.Noop it -> settings.put("sleep_ms", it.sleepMs());
      case StepSpec.Email it -> {
        settings.put("to", it.to());
        settings.put("subject", it.subject());
      }
      case StepSpec.FileLoad it -> {
        settings.put("path", it.path());
        settings.put("format", word(it.format().kind()));
        if (it.format().kind() == Job.FileFormat.Kind.CSV) {
          settings.put("delimiter", it.format().delimiter());
          settings.put("header", it.format().header());
          settings.put("null_marker", it.format().nullMarker());
        }
      }
      case StepSpec.Quality it -> {
        settings.put("dq_config", it.dqConfigId());
        settings.put("fail_on_error", it.failOnError());
      }
      case StepSpec.Onboarding it -> settings.put("tables", it.tables());
      case StepSpec.Transform _ -> {}
    }
    return settings;
  }

  private static List<PlanReview.Gate> gate(PlannedStep step) {
    if (!(step.spec() instanceof StepSpec.Quality quality)) return List.of();
    return List.of(
        new PlanReview.Gate(
            step.stepId(),
            quality.table().toString(),
            quality.dqConfigId(),
            quality.failOnError(),
            quality.checks().stream().map(Expectations::of).toList()));
  }

  /// Whose credentials are opened for its steps.
  private List<String> secrets() {
    var names = new TreeSet<String>();
    for (var step : steps()) if (step.credential() != null) names.add(word(step.credential()));
    return List.copyOf(names);
  }
}
