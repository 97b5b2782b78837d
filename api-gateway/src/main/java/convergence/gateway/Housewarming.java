package convergence.gateway;

import convergence.edge.Caller;
import convergence.metadata.MetadataTables;
import convergence.problem.Refusal;
import convergence.run.Acceptance;
import convergence.run.Run;
import convergence.run.RunIntake;
import convergence.run.RunOrder;
import convergence.run.RunState;
import convergence.run.RunWaiter;
import convergence.template.TemplateKey;
import convergence.tenant.Tenant;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Makes a tenant's dataset and tries it out, as two runs of the system's own. Patient for 30 s in all.
@Singleton
final class Housewarming {
  private static final TemplateKey MAKE = TemplateKey.ofCustomer("onboarding-template");
  private static final TemplateKey TRY = new TemplateKey("gcp", "example", "dryrun");
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Logger LOG = LoggerFactory.getLogger(Housewarming.class);

  private final RunIntake intake;
  private final RunWaiter waiter;
  private final MetadataTables tables;
  private final InstantSource clock;

  Housewarming(RunIntake intake, RunWaiter waiter, MetadataTables tables, InstantSource clock) {
    this.intake = intake;
    this.waiter = waiter;
    this.tables = tables;
    this.clock = clock;
  }

  enum Dryrun {
    SUCCESS,
    FAILED,
    PENDING
  }

  record State(boolean datasetCreated, List<String> tablesCreated, Dryrun dryrun, String message) {}

  State of(Tenant tenant, Caller caller) throws InterruptedException {
    Instant deadline = clock.instant().plus(PATIENCE);
    return switch (start(tenant, MAKE, caller)) {
      case Acceptance.Accepted(var run) -> made(tenant, caller, ended(run, deadline), deadline);
      case Acceptance.Duplicate(var run, _) -> made(tenant, caller, ended(run, deadline), deadline);
      case Acceptance.Refused(var refusal) -> {
        // A folder of templates without the system's own must not leave a tenant without its
        // dataset.
        LOG.warn("{} cannot run ({}); making the dataset directly", MAKE.file(), refusal.code());
        var made = tables.ensureTenant(tenant.dataset());
        yield tried(tenant, caller, made.dataset(), made.tables(), deadline);
      }
    };
  }

  private State made(Tenant tenant, Caller caller, Run run, Instant deadline)
      throws InterruptedException {
    return switch (run.state()) {
      case RunState.Pending _, RunState.Running _ ->
          new State(
              false,
              List.of(),
              Dryrun.PENDING,
              "The dataset is still being made by run %s.".formatted(run.id()));
      case RunState.Failed failed ->
          new State(
              false,
              List.of(),
              Dryrun.FAILED,
              "The dataset could not be made: " + failed.message());
      case RunState.Cancelled _ ->
          new State(false, List.of(), Dryrun.FAILED, "The making of the dataset was cancelled.");
      case RunState.Completed _ -> {
        var told = Made.by(run);
        yield tried(tenant, caller, told.dataset(), told.tables(), deadline);
      }
    };
  }

  private State tried(
      Tenant tenant, Caller caller, boolean dataset, List<String> made, Instant deadline)
      throws InterruptedException {
    return switch (start(tenant, TRY, caller)) {
      case Acceptance.Accepted(var run) -> outcome(tenant, dataset, made, ended(run, deadline));
      case Acceptance.Duplicate(var run, _) -> outcome(tenant, dataset, made, ended(run, deadline));
      case Acceptance.Refused(var refusal) ->
          new State(dataset, made, Dryrun.FAILED, "The dry run was refused: " + why(refusal));
    };
  }

  private static State outcome(Tenant tenant, boolean dataset, List<String> made, Run run) {
    return switch (run.state()) {
      case RunState.Completed _ ->
          new State(
              dataset,
              made,
              Dryrun.SUCCESS,
              "Tenant %s onboarded successfully".formatted(tenant.id()));
      case RunState.Pending _, RunState.Running _ ->
          new State(
              dataset, made, Dryrun.PENDING, "The dry run goes on; it is run " + run.id() + ".");
      case RunState.Failed failed ->
          new State(dataset, made, Dryrun.FAILED, "The dry run failed: " + failed.message());
      case RunState.Cancelled _ ->
          new State(dataset, made, Dryrun.FAILED, "The dry run was cancelled.");
    };
  }

  private Run ended(Run run, Instant deadline) throws InterruptedException {
    var left = Duration.between(clock.instant(), deadline);
    return waiter.await(run.id(), left.isNegative() ? Duration.ZERO : left).orElse(run);
  }

  private Acceptance start(Tenant tenant, TemplateKey template, Caller caller) {
    return intake.accept(
        new RunOrder(
            tenant.id(),
            template,
            Map.of(),
            caller.trigger(),
            caller.userId(),
            null,
            "onboard",
            null,
            null,
            true));
  }

  private static String why(Refusal refusal) {
    return switch (refusal) {
      case Refusal.NotFound r -> r.detail();
      case Refusal.BadRequest r -> r.detail();
      case Refusal.OutOfBounds r -> r.detail();
      case Refusal.Unavailable r -> r.detail();
      case Refusal.BadTemplate r -> r.file() + " has faults.";
      case Refusal.Conflict r -> r.detail();
      case Refusal.TenantNotActive r -> "the tenant is " + r.status() + ".";
      case Refusal.Unauthenticated _,
          Refusal.Forbidden _,
          Refusal.PlanDrift _,
          Refusal.KeyReused _,
          Refusal.QuotaExceeded _,
          Refusal.RateLimited _,
          Refusal.TooLarge _,
          Refusal.UnsupportedMediaType _,
          Refusal.Misdirected _ ->
          refusal.code() + ".";
    };
  }

  /// What the run that makes the dataset tells of it.
  private record Made(boolean dataset, List<String> tables) {
    static Made by(Run run) {
      for (var step : run.steps()) {
        if (!step.stepType().equals("onboarding")) continue;
        boolean dataset = Boolean.TRUE.equals(step.metadata().get("dataset_created"));
        var tables =
            step.metadata().get("tables_created") instanceof List<?> list
                ? list.stream().map(Object::toString).toList()
                : List.<String>of();
        return new Made(dataset, tables);
      }
      return new Made(false, List.of());
    }
  }
}
