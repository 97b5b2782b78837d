package convergence.template;

import convergence.credential.Provider;
import convergence.warehouse.Column;
import convergence.warehouse.Destination;
import convergence.warehouse.Job;
import convergence.yaml.Passage;
import convergence.yaml.Place;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A step as a file writes it, defaults filled in, holes still open.
///
/// @param dependsOn as it holds: the step before where the file says nothing, all steps before for one that
///     watches failures
/// @param credential provider of the credential that is opened for it; null: none
/// @param places where its keys stand, by key path within the step (`source.query`)
public record StepTemplate(
    String stepId,
    int index,
    String description,
    List<String> dependsOn,
    PlannedStep.Trigger trigger,
    PlannedStep.OnFailure onFailure,
    int timeoutMinutes,
    int retryAttempts,
    @Nullable Provider credential,
    Body body,
    Map<String, Place> places) {
  public StepTemplate {
    dependsOn = List.copyOf(dependsOn);
    places = Map.copyOf(places);
  }

  /// The key path of one of its keys in the file.
  String pointer(String key) {
    return "steps[" + index + "]" + (key.isEmpty() ? "" : "." + key);
  }

  Place placeOf(String key) {
    for (String path = key; ; path = path.substring(0, path.lastIndexOf('.'))) {
      var place = places.get(path);
      if (place != null) return place;
      if (path.indexOf('.') < 0) return places.getOrDefault("", Place.START);
    }
  }

  /// What it does.
  public sealed interface Body {}

  public record Noop(int sleepMs) implements Body {}

  /// @param source null only in a step of the old dialect that has none: it loads, but does not bind
  public record Transform(@Nullable Source source, Target target) implements Body {}

  public record FileLoad(
      String path, Job.FileFormat format, @Nullable List<Column> columns, Target target)
      implements Body {}

  /// @param table text with holes; null: the suite's
  public record Quality(@Nullable String table, Suite suite, boolean failOnError) implements Body {}

  public record Email(List<String> to, String subject, String body) implements Body {
    public Email {
      to = List.copyOf(to);
    }
  }

  public record Onboarding(List<String> tables) implements Body {
    public Onboarding {
      tables = List.copyOf(tables);
    }
  }

  /// Where rows come from.
  public sealed interface Source {}

  /// @param dataset text with holes; null: the tenant's
  public record TableSource(@Nullable String project, @Nullable String dataset, String table)
      implements Source {}

  public record QuerySource(SqlText sql) implements Source {}

  /// GoogleSQL with holes.
  ///
  /// @param file null: the template's own; else the suite's
  /// @param start where it stands
  /// @param passage the text in its file; null: it stands there in other words
  public record SqlText(
      String text, @Nullable String file, Place start, @Nullable Passage passage) {
    /// The place in the file of a place in the text; 0 is unknown.
    Place at(int line, int column) {
      return passage == null ? start : passage.at(line, column);
    }
  }

  /// Where rows go; always in the tenant's dataset.
  ///
  /// @param table text with holes
  /// @param partition name of the DATE variable whose day is overwritten; null: the whole table
  public record Target(
      String table,
      Destination.Mode mode,
      List<String> mergeKeys,
      @Nullable String partitionField,
      @Nullable String partition,
      boolean recreate,
      Map<String, String> labels) {
    public Target {
      mergeKeys = List.copyOf(mergeKeys);
      labels = Map.copyOf(labels);
    }
  }

  /// A data-quality suite.
  ///
  /// @param id its path without extension: dq_config_id
  /// @param table text with holes; null: the step names it
  public record Suite(String id, @Nullable String table, List<Expectation> expectations) {
    public Suite {
      expectations = List.copyOf(expectations);
    }
  }

  /// @param line in the suite's file
  public record Expectation(int line, Check check) {}

  /// A check, or one whose SQL still has holes.
  public sealed interface Check {}

  public record Ready(QualityCheck check) implements Check {}

  public record SqlCheck(String name, QualityCheck.Severity severity, SqlText sql)
      implements Check {}
}
