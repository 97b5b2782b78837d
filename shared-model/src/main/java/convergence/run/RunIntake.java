package convergence.run;

import convergence.directory.TenantDirectory;
import convergence.port.Commit;
import convergence.port.DocumentStore;
import convergence.port.DocumentStore.Tx;
import convergence.port.Ids;
import convergence.port.Json;
import convergence.port.Key;
import convergence.problem.Fault;
import convergence.problem.Refusal;
import convergence.problem.RefusedException;
import convergence.quota.LeaseDecision;
import convergence.quota.QuotaDesk;
import convergence.template.PlannedStep;
import convergence.tenant.KeyForm;
import convergence.tenant.Tenant;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The one way to start a run: template → bind → admission → ledger → ring. Once the ledger has the run
/// the answer is yes, whatever the bus says; a no means that nothing was recorded.
@Singleton
public final class RunIntake {
  private static final Duration REPLAY = Duration.ofHours(24);

  private final DocumentStore store;
  private final TenantDirectory directory;
  private final Planner planner;
  private final QuotaDesk desk;
  private final RunLedger ledger;
  private final Ids ids;
  private final InstantSource clock;

  public RunIntake(
      DocumentStore store,
      TenantDirectory directory,
      Planner planner,
      QuotaDesk desk,
      RunLedger ledger,
      Ids ids,
      InstantSource clock) {
    this.store = store;
    this.directory = directory;
    this.planner = planner;
    this.desk = desk;
    this.ledger = ledger;
    this.ids = ids;
    this.clock = clock;
  }

  /// Accepts the run, finds that it is there already, or refuses it. Durable when it returns.
  public Acceptance accept(RunOrder order) {
    try {
      Instant now = clock.instant();
      var tenant =
          directory
              .find(order.tenant())
              .orElseThrow(
                  () ->
                      new RefusedException(
                          new Refusal.NotFound(
                              "Tenant \"%s\" is not onboarded.".formatted(order.tenant()))));
      var wish = order.retryOf() == null ? fresh(order, tenant, now) : again(order, now);
      if (order.planHash() != null) {
        var drift = planner.drift(tenant, order, wish.bound(), today(now));
        if (drift.isPresent()) return new Acceptance.Refused(drift.get());
      }
      return settle(store.commit(tx -> decide(tx, order, wish, clock.instant())), wish);
    } catch (RefusedException e) {
      return new Acceptance.Refused(e.refusal());
    } catch (Fault.Transient e) {
      return new Acceptance.Refused(
          new Refusal.Unavailable(
              "The run was not recorded; ask again in a second.", Duration.ofSeconds(1)));
    }
  }

  /// Everything about the run that does not depend on the store.
  private record Wish(
      Run run, Planner.Bound bound, String claim, @Nullable Key replayKey, String bodyHash) {}

  /// What an Idempotency-Key answered.
  private record Replay(String bodyHash, RunId run, boolean duplicate, Instant at) {}

  private Wish fresh(RunOrder order, Tenant tenant, Instant now) {
    var queued = order.queued();
    var date = queued == null ? today(now) : queued.date();
    var bound = planner.bind(tenant, order.template(), order.parameters(), date);
    return wish(order, bound, List.of(), now);
  }

  private static LocalDate today(Instant now) {
    return LocalDate.ofInstant(now, ZoneOffset.UTC);
  }

  private Wish again(RunOrder order, Instant now) {
    var old =
        ledger
            .find(Objects.requireNonNull(order.retryOf()))
            .orElseThrow(() -> new RefusedException(new Refusal.NotFound("No such run.")));
    switch (old.state()) {
      case RunState.Failed _, RunState.Cancelled _ -> {}
      case RunState.Pending _, RunState.Running _, RunState.Completed _ ->
          throw new RefusedException(
              new Refusal.Conflict(
                  "Only a FAILED or CANCELLED run can be retried; this one is %s."
                      .formatted(old.state().status())));
    }
    var plan = ledger.plan(old.planHash());
    var bound = new Planner.Bound(plan, old.variables(), old.parameters());
    var done =
        old.steps().stream()
            .filter(step -> step.status() == StepRecord.Status.COMPLETED)
            .filter(step -> runsOnSuccess(plan.steps().get(step.index())))
            .map(step -> takenOver(step, old.id()))
            .toList();
    return wish(order, bound, done, now);
  }

  private Wish wish(RunOrder order, Planner.Bound bound, List<StepRecord> done, Instant now) {
    var plan = bound.plan();
    var queued = order.queued();
    // A system run is never the same as another, a scheduled one is its slot's; any other claims
    // (tenant,
    // pipeline, parameters).
    String claim =
        order.system() || queued != null ? "" : claim(plan.pipelineId(), order, bound.parameters());
    var run =
        new Run(
            queued == null ? new RunId(ids.uuid()) : queued.id(),
            order.tenant(),
            plan.dataset(),
            plan.pipelineId(),
            plan.template(),
            plan.hash(),
            order.trigger(),
            order.userId(),
            bound.parameters(),
            bound.variables(),
            queued == null ? now : queued.queuedAt(),
            null,
            new RunState.Pending(now),
            0,
            1,
            0,
            now.plus(RunLedger.ringAfter(0)),
            claim,
            false,
            order.retryOf(),
            false,
            done);
    Key replayKey =
        order.idempotencyKey() == null
            ? null
            : new Key(
                "idempotency",
                KeyForm.sha256(
                    order.tenant() + "\n" + order.route() + "\n" + order.idempotencyKey()));
    return new Wish(run, bound, claim, replayKey, bodyHash(order));
  }

  private Acceptance decide(Tx tx, RunOrder order, Wish wish, Instant now) {
    if (wish.replayKey() != null) {
      var replay = tx.get(wish.replayKey()).map(d -> Json.read(d.body(), Replay.class));
      if (replay.isPresent() && now.isBefore(replay.get().at().plus(REPLAY)))
        return replayed(tx, replay.get(), wish);
    }
    if (!wish.claim().isEmpty()) {
      var open = tx.get(RunBook.openKey(wish.claim()));
      if (open.isPresent()) {
        var there = RunBook.find(tx, Json.read(open.get().body(), RunId.class)).orElseThrow();
        remember(tx, wish, there.id(), true, now);
        return new Acceptance.Duplicate(there, false);
      }
    }
    if (order.system()) return admit(tx, wish, false, now);
    var queued = order.queued();
    if (queued != null) {
      // Another process may have been faster, or the slot was left out meanwhile.
      var entry = QueueBook.find(tx, queued.id());
      if (entry.isEmpty() || !(entry.get().state() instanceof QueueState.Waiting))
        return new Acceptance.Duplicate(wish.run(), false);
    }
    var usage = desk.find(tx, order.tenant()).orElseThrow();
    return switch (usage.ask(wish.run().id().toString(), now)) {
      case LeaseDecision.Denied(var refusal) -> new Acceptance.Refused(refusal);
      case LeaseDecision.Granted(var next, var slot) -> {
        desk.write(tx, next);
        if (queued != null) QueueBook.write(tx, queued.in(new QueueState.Started(now)));
        yield admit(tx, wish, slot, now);
      }
    };
  }

  private Acceptance admit(Tx tx, Wish wish, boolean slot, Instant now) {
    var run = wish.run().admitted(slot, now);
    ledger.open(tx, run, wish.bound().plan());
    remember(tx, wish, run.id(), false, now);
    return new Acceptance.Accepted(run);
  }

  private Acceptance settle(Commit<Acceptance> commit, Wish wish) {
    switch (commit.value()) {
      case Acceptance.Accepted(var run) -> {
        commit.awaitDurable();
        ledger.remember(wish.bound().plan());
        ledger.ring(run);
      }
      case Acceptance.Duplicate _ -> commit.awaitDurable();
      case Acceptance.Refused _ -> {}
    }
    return commit.value();
  }

  private static Acceptance replayed(Tx tx, Replay replay, Wish wish) {
    if (!replay.bodyHash().equals(wish.bodyHash()))
      return new Acceptance.Refused(new Refusal.KeyReused());
    return RunBook.find(tx, replay.run())
        .<Acceptance>map(run -> new Acceptance.Duplicate(run, !replay.duplicate()))
        .orElseGet(() -> new Acceptance.Refused(new Refusal.NotFound("No such run.")));
  }

  private static void remember(Tx tx, Wish wish, RunId run, boolean duplicate, Instant now) {
    if (wish.replayKey() == null) return;
    var replay = new Replay(wish.bodyHash(), run, duplicate, now);
    tx.put(wish.replayKey(), Replays.document(Json.write(replay), now));
  }

  private static boolean runsOnSuccess(PlannedStep step) {
    return step.trigger() == PlannedStep.Trigger.ON_SUCCESS;
  }

  private static StepRecord takenOver(StepRecord step, RunId from) {
    var metadata = new HashMap<>(step.metadata());
    metadata.put("taken_over_from", from.toString());
    return new StepRecord(
        step.stepId(),
        step.index(),
        step.stepType(),
        step.status(),
        step.attempt(),
        step.jobId(),
        step.startedAt(),
        step.endedAt(),
        step.rows(),
        step.bytes(),
        null,
        null,
        metadata,
        1);
  }

  private static String claim(String pipelineId, RunOrder order, Map<String, Object> parameters) {
    return KeyForm.sha256(
        order.tenant() + "\n" + pipelineId + "\n" + Json.write(new TreeMap<>(parameters)));
  }

  private static String bodyHash(RunOrder order) {
    if (order.idempotencyKey() == null) return "";
    return KeyForm.sha256(order.template() + "\n" + Json.write(new TreeMap<>(order.parameters())));
  }
}
