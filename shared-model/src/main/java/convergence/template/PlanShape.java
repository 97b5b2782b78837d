package convergence.template;

import convergence.template.SqlBinder.Spot;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Which variables stand in a template's plan itself, so that another value makes another plan: those of
/// names, paths and mails, and those of SQL that are no parameters there.
final class PlanShape {
  private final Set<String> names = new TreeSet<>();
  private final @Nullable SqlBinder sql;

  private PlanShape(@Nullable SqlBinder sql) {
    this.sql = sql;
  }

  /// @param sql null for a template that needs no warehouse
  static Set<String> of(PipelineTemplate template, @Nullable SqlBinder sql) {
    var shape = new PlanShape(sql);
    for (var step : template.steps()) shape.add(step);
    return java.util.Collections.unmodifiableSet(shape.names);
  }

  private void add(StepTemplate step) {
    switch (step.body()) {
      case StepTemplate.Noop _, StepTemplate.Onboarding _ -> {}
      case StepTemplate.Email email -> {
        email.to().forEach(this::text);
        text(email.subject());
        text(email.body());
      }
      case StepTemplate.FileLoad load -> {
        text(load.path());
        text(load.target().table());
      }
      case StepTemplate.Quality quality -> {
        text(quality.table());
        text(quality.suite().table());
        for (var expectation : quality.suite().expectations())
          if (expectation.check() instanceof StepTemplate.SqlCheck check)
            sql(new Spot(step, "dq_config", check.sql()));
      }
      case StepTemplate.Transform transform -> {
        text(transform.target().table());
        switch (transform.source()) {
          case null -> {}
          case StepTemplate.QuerySource query -> sql(new Spot(step, "source.query", query.sql()));
          case StepTemplate.TableSource table -> {
            text(table.dataset());
            text(table.table());
          }
        }
      }
    }
  }

  private void text(@Nullable String text) {
    if (text != null) names.addAll(Holes.names(text));
  }

  private void sql(Spot spot) {
    if (sql != null) names.addAll(sql.shaping(spot));
  }
}
