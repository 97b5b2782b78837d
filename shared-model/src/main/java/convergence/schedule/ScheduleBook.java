package convergence.schedule;

import convergence.audit.Actor;
import convergence.audit.AuditBook;
import convergence.audit.Change;
import convergence.directory.TenantDirectory;
import convergence.port.DocumentStore;
import convergence.port.DocumentStore.Tx;
import convergence.port.Ids;
import convergence.port.Query;
import convergence.problem.FieldError;
import convergence.problem.Refusal;
import convergence.problem.RefusedException;
import convergence.run.QueueState;
import convergence.run.RunQueue;
import convergence.run.SkipReason;
import convergence.template.PipelineTemplate;
import convergence.template.TemplateCatalog;
import convergence.tenant.TenantId;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// The book of schedules: each belongs to one tenant, and nobody else learns that it is there. Who changed one stands in
/// the tenant's audit trail.
@Singleton
public final class ScheduleBook {
  private final DocumentStore store;
  private final TenantDirectory directory;
  private final TemplateCatalog catalog;
  private final RunQueue queue;
  private final AuditBook audit;
  private final Ids ids;
  private final InstantSource clock;

  public ScheduleBook(
      DocumentStore store,
      TenantDirectory directory,
      TemplateCatalog catalog,
      RunQueue queue,
      AuditBook audit,
      Ids ids,
      InstantSource clock) {
    this.store = store;
    this.directory = directory;
    this.catalog = catalog;
    this.queue = queue;
    this.audit = audit;
    this.ids = ids;
    this.clock = clock;
  }

  /// Takes a schedule in.
  ///
  /// @throws RefusedException NotFound, BadTemplate: its template; BadRequest: its parameters, or no cron anywhere
  public Schedule create(TenantId tenant, ScheduleDraft draft, Actor actor) {
    if (directory.find(tenant).isEmpty())
      throw new RefusedException(
          new Refusal.NotFound("Tenant \"%s\" is not onboarded.".formatted(tenant)));
    Instant now = clock.instant();
    var checked = check(tenant, draft);
    var schedule =
        new Schedule(
            ids.uuid().toString(),
            tenant,
            draft.template(),
            checked.pipelineId(),
            checked.cron().text(),
            draft.zone().getId(),
            draft.active(),
            draft.catchup(),
            draft.parameters(),
            draft.next(checked.cron(), now),
            null,
            List.of(),
            actor.userId(),
            now,
            now,
            1);
    return store.transact(
        tx -> {
          ScheduleRows.write(tx, schedule);
          write(tx, schedule, actor, "schedule.created", ScheduleDraft.of(schedule).told());
          return schedule;
        });
  }

  /// Empty: there is none, or it is another tenant's.
  public Optional<Schedule> find(TenantId tenant, String id) {
    return store
        .transact(tx -> ScheduleRows.find(tx, id))
        .filter(schedule -> schedule.tenant().equals(tenant));
  }

  /// A tenant's schedules, newest first, behind the cursor.
  public List<Query.Hit> page(TenantId tenant, Query.@Nullable Cursor after, int limit) {
    return store.query(
        new Query(ScheduleRows.BY_TENANT, List.of(tenant.value()), null, null, true, after, limit));
  }

  public static Schedule schedule(Query.Hit hit) {
    return ScheduleRows.read(hit.document());
  }

  /// Changes a schedule.
  ///
  /// @param change makes the draft that is wanted of the draft that is
  /// @return empty: there is none, or it is another tenant's
  public Optional<Schedule> change(
      TenantId tenant, String id, UnaryOperator<ScheduleDraft> change, Actor actor) {
    var before = find(tenant, id);
    if (before.isEmpty()) return before;
    var draft = change.apply(ScheduleDraft.of(before.get()));
    var checked = check(tenant, draft);
    Instant now = clock.instant();
    return store.transact(
        tx -> {
          var current = ScheduleRows.find(tx, id);
          var next = current.map(s -> s.as(draft, checked.cron(), checked.pipelineId(), now));
          next.ifPresent(
              schedule -> {
                ScheduleRows.write(tx, schedule);
                var was = ScheduleDraft.of(current.orElseThrow());
                var changed = ScheduleDraft.of(schedule).changedFrom(was);
                if (!changed.isEmpty()) write(tx, schedule, actor, "schedule.changed", changed);
              });
          return next;
        });
  }

  /// Removes a schedule; what it has in the queue is left out, what runs goes on.
  ///
  /// @return empty: there is none, or it is another tenant's
  public Optional<Schedule> delete(TenantId tenant, String id, Actor actor) {
    var why =
        new QueueState.Skipped(
            clock.instant(), SkipReason.SCHEDULE_DELETED, "Its schedule was deleted.", null);
    return store.transact(
        tx -> {
          var schedule = ScheduleRows.find(tx, id).filter(s -> s.tenant().equals(tenant));
          schedule.ifPresent(
              s -> {
                s.unfinished().forEach(run -> queue.skip(tx, run, why));
                ScheduleRows.delete(tx, s);
                write(tx, s, actor, "schedule.deleted", ScheduleDraft.of(s).told());
              });
          return schedule;
        });
  }

  private void write(
      Tx tx, Schedule schedule, Actor actor, String action, Map<String, Object> details) {
    audit.write(tx, schedule.tenant(), actor, new Change(action, schedule.id(), details));
  }

  /// How many are active.
  public long active() {
    return store.count(new Query(ScheduleRows.DUE, List.of(), null, null, false, null, 1000));
  }

  /// How many have a slot that has come.
  public long due() {
    Object to = clock.instant().getEpochSecond() + 1;
    return store.count(new Query(ScheduleRows.DUE, List.of(), null, to, false, null, 1000));
  }

  private record Checked(Cron cron, String pipelineId) {}

  private Checked check(TenantId tenant, ScheduleDraft draft) {
    var template = catalog.get(draft.template());
    try {
      template.check(draft.parameters(), LocalDate.EPOCH);
    } catch (RefusedException e) {
      throw e.refusal() instanceof Refusal.BadRequest bad ? below(bad) : e;
    }
    return new Checked(cron(draft, template), template.pipelineIdFor(tenant));
  }

  private static Cron cron(ScheduleDraft draft, PipelineTemplate template) {
    if (draft.cron() != null) return draft.cron();
    if (template.schedule() == null)
      throw new RefusedException(
          Refusal.BadRequest.of(
              "/schedule_cron",
              "schedule_cron is required: %s has no schedule of its own."
                  .formatted(template.key().file())));
    try {
      return Cron.parse(template.schedule());
    } catch (IllegalArgumentException e) {
      throw new RefusedException(
          new Refusal.BadTemplate(
              template.key().file(),
              List.of(FieldError.of("schedule", String.valueOf(e.getMessage())))));
    }
  }

  /// What is wrong in the parameters stands below `/parameters`.
  private static RefusedException below(Refusal.BadRequest bad) {
    var errors =
        bad.errors().stream()
            .map(e -> FieldError.of("/parameters" + e.pointer(), e.detail()))
            .toList();
    return new RefusedException(new Refusal.BadRequest(bad.detail(), errors));
  }
}
