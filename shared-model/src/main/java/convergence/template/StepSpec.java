package convergence.template;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import convergence.warehouse.BoundSql;
import convergence.warehouse.Column;
import convergence.warehouse.Destination;
import convergence.warehouse.Job;
import convergence.warehouse.TableRef;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a bound step does: one record for each step type, stored in the plan. Its processor in
/// pipeline-worker carries it out; the exhaustive switches lead from here to all places of a new type.
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "ps_type")
@JsonSubTypes({
  @JsonSubTypes.Type(value = StepSpec.Noop.class, name = "shared.noop"),
  @JsonSubTypes.Type(value = StepSpec.Transform.class, name = "gcp.bigquery_to_bigquery"),
  @JsonSubTypes.Type(value = StepSpec.FileLoad.class, name = "shared.file_to_table"),
  @JsonSubTypes.Type(value = StepSpec.Quality.class, name = "gcp.data_quality"),
  @JsonSubTypes.Type(value = StepSpec.Email.class, name = "shared.email_notification"),
  @JsonSubTypes.Type(value = StepSpec.Onboarding.class, name = "customer.onboarding"),
})
public sealed interface StepSpec {
  /// `shared.noop`: waits, touches no warehouse.
  ///
  /// @param sleepMs 0 to 60,000
  record Noop(int sleepMs) implements StepSpec {}

  /// `gcp.bigquery_to_bigquery`: the rows of a query (a table source is bound as `SELECT * FROM` it).
  ///
  /// @param partitionVariable the DATE variable whose day is overwritten where the destination has a
  ///     partition field and mode OVERWRITE; null: the whole table. Kept apart from `destination`, so that the
  ///     plan is the same for every date
  /// @param reads all tables and views that the query was proven to read, sorted; null in older plans
  record Transform(
      BoundSql query,
      Destination destination,
      @Nullable String partitionVariable,
      @Nullable List<TableRef> reads)
      implements StepSpec {
    public Transform {
      if (reads != null)
        reads = reads.stream().sorted(Comparator.comparing(TableRef::toString)).toList();
    }
  }

  /// `shared.file_to_table`. `path` is relative to the tenant's folder under FILES_BASE.
  record FileLoad(
      String path, Job.FileFormat format, @Nullable List<Column> columns, Destination destination)
      implements StepSpec {}

  /// `gcp.data_quality`: all checks of a suite in one scan of the table, custom SQL beside it.
  ///
  /// @param dqConfigId path of the suite without extension
  record Quality(TableRef table, String dqConfigId, List<QualityCheck> checks, boolean failOnError)
      implements StepSpec {
    public Quality {
      checks = List.copyOf(checks);
    }
  }

  /// `shared.email_notification`; no recipient: the step is SKIPPED with the reason.
  record Email(List<String> to, String subject, String body) implements StepSpec {
    public Email {
      to = List.copyOf(to);
    }
  }

  /// `customer.onboarding`: makes and checks the tenant's dataset, tables and views.
  record Onboarding(List<String> tables) implements StepSpec {
    public Onboarding {
      tables = List.copyOf(tables);
    }
  }

  /// The canonical `ps_type`.
  default String psType() {
    return switch (this) {
      case Noop _ -> "shared.noop";
      case Transform _ -> "gcp.bigquery_to_bigquery";
      case FileLoad _ -> "shared.file_to_table";
      case Quality _ -> "gcp.data_quality";
      case Email _ -> "shared.email_notification";
      case Onboarding _ -> "customer.onboarding";
    };
  }

  /// `ps_type` after the first dot: the books' `step_type`.
  default String stepType() {
    return psType().substring(psType().indexOf('.') + 1);
  }
}
