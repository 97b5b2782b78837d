package convergence.plan;

import convergence.port.Document;
import convergence.port.DocumentStore;
import convergence.port.Index;
import convergence.port.Json;
import convergence.port.Key;
import convergence.port.Warehouse;
import convergence.problem.FieldError;
import convergence.problem.Refusal;
import convergence.problem.RefusedException;
import convergence.quota.LeaseDecision;
import convergence.quota.QuotaDesk;
import convergence.template.BindingRequest;
import convergence.template.TemplateBinder;
import convergence.template.TemplateBinder.Proven;
import convergence.tenant.TenantId;
import jakarta.inject.Provider;
import jakarta.inject.Singleton;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Looks at what a run would do, remembers what was looked at, and tells later what has changed since.
@Singleton
public final class PlanReviewer {
  private static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");
  private static final int VERSION = 1;

  /// By when they were last looked at.
  public static final Index BY_AGE = new Index("plan_reviews", "by_age", List.of("since"));

  /// How long what a plan said is remembered. A hash is good for longer: only what differs cannot be named any more.
  public static final Duration KEPT = Duration.ofDays(30);

  private final TemplateBinder binder;
  private final Provider<Warehouse> warehouse;
  private final DocumentStore store;
  private final QuotaDesk desk;
  private final PlanPrice price;
  private final InstantSource clock;

  PlanReviewer(
      TemplateBinder binder,
      Provider<Warehouse> warehouse,
      DocumentStore store,
      QuotaDesk desk,
      PlanPrice price,
      InstantSource clock) {
    this.binder = binder;
    this.warehouse = warehouse;
    this.store = store;
    this.desk = desk;
    this.price = price;
    this.clock = clock;
  }

  /// @throws RefusedException as [TemplateBinder#bind]
  public PlanReview review(BindingRequest request) {
    var proven = binder.prove(request);
    var sizes = sizes(request, proven);
    var fingerprint = PlanFingerprint.of(request.template(), proven, total(sizes));
    remember(request.tenant(), fingerprint);
    var draft = new ReviewDraft(request.template(), proven, sizes, price);
    return draft.review(fingerprint.hash(), verdict(request.tenant()), exists(request));
  }

  /// Why a run of what was looked at under this hash may not start now; empty: it is still the same, and costs at
  /// most a tenth more.
  ///
  /// @throws RefusedException as [TemplateBinder#bind]; BadRequest for what is no hash
  public Optional<Refusal> drift(BindingRequest request, String planHash) {
    if (!HASH.matcher(planHash).matches())
      throw new RefusedException(
          Refusal.BadRequest.of(
              "plan_hash", "plan_hash is the 64 hexadecimal digits that a plan tells"));
    var proven = binder.prove(request);
    var then = recall(request.tenant(), planHash);
    var known = then.isEmpty() || then.get().price() == null ? null : total(sizes(request, proven));
    var now = PlanFingerprint.of(request.template(), proven, known);
    String file = request.template().key().file();
    List<FieldError> differences =
        then.isPresent()
            ? PlanDifference.between(then.get(), now, file)
            : PlanDifference.between(planHash, now, file);
    if (differences.isEmpty()) return Optional.empty();
    return Optional.of(
        new Refusal.PlanDrift(
            "The plan has changed since it was looked at: "
                + differences.getFirst().detail()
                + (differences.size() > 1 ? ", and more" : "")
                + ". Its hash is now "
                + now.hash()
                + "; nothing was started.",
            differences));
  }

  private StepSizes sizes(BindingRequest request, Proven proven) {
    return request.template().needsWarehouse()
        ? StepSizes.of(proven, request.dataset(), warehouse.get())
        : StepSizes.NONE;
  }

  private @Nullable BigDecimal total(StepSizes sizes) {
    Long bytes = sizes.total();
    return bytes == null ? null : price.of(bytes);
  }

  private java.util.function.Predicate<convergence.warehouse.TableRef> exists(
      BindingRequest request) {
    if (!request.template().needsWarehouse()) return _ -> false;
    var schemas = warehouse.get().schemas();
    return table -> schemas.find(table).isPresent();
  }

  private PlanReview.Quota verdict(TenantId tenant) {
    var now = clock.instant();
    var usage =
        desk.find(tenant)
            .orElseThrow(
                () -> new RefusedException(new Refusal.NotFound("The tenant has no quota.")));
    String reason =
        switch (usage.ask("plan", now)) {
          case LeaseDecision.Granted _ -> null;
          case LeaseDecision.Denied(Refusal.QuotaExceeded denied) -> denied.limit().sentence();
          case LeaseDecision.Denied(Refusal.TenantNotActive denied) ->
              "The tenant is " + denied.status() + "; runs cannot start.";
          case LeaseDecision.Denied(var denied) -> denied.code();
        };
    return new PlanReview.Quota(
        reason == null,
        reason,
        usage.plan(),
        usage.dayCount(),
        usage.limits().daily(),
        usage.monthCount(),
        usage.limits().monthly(),
        usage.limits().concurrent(),
        usage.nextDay());
  }

  /// The price is that of the last look.
  private void remember(TenantId tenant, PlanFingerprint fingerprint) {
    var now = clock.instant();
    var fields =
        Map.<String, Object>of(
            "since", now.toEpochMilli(), Document.EXPIRES, now.plus(KEPT).toEpochMilli());
    store.transact(
        tx -> {
          tx.put(
              key(tenant, fingerprint.hash()),
              new Document(VERSION, Json.write(fingerprint), fields));
          return fingerprint;
        });
  }

  private Optional<PlanFingerprint> recall(TenantId tenant, String planHash) {
    return store
        .get(key(tenant, planHash))
        .map(document -> Json.read(document.body(), PlanFingerprint.class));
  }

  private static Key key(TenantId tenant, String planHash) {
    return new Key("plan_reviews", tenant + "." + planHash);
  }
}
