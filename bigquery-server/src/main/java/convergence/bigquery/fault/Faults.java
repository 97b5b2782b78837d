package convergence.bigquery.fault;

import convergence.bigquery.http.ApiException;
import convergence.bigquery.http.Call;
import convergence.bigquery.http.HttpEdge;
import convergence.bigquery.http.Reason;
import convergence.bigquery.http.Route;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

/// The rules that are in force. A request or job meets the oldest rule that fits it, and each rule
/// strikes as often as it says; without rules nothing here does anything.
public final class Faults {
  private static final int LOOK_MS = 20;

  /// Newest last. Guarded by this.
  private final List<Armed> armed = new ArrayList<>();

  /// Guarded by this.
  private final List<String> struck = new ArrayList<>();

  /// Guarded by this: opened by [#clear()], then another takes its place.
  private CountDownLatch cleared = new CountDownLatch(1);

  private static final class Armed {
    private final Fault fault;
    private int skip;
    private int left;

    Armed(Fault fault) {
      this.fault = fault;
      this.skip = fault.skip();
      this.left = fault.times();
    }
  }

  /// From now on.
  public synchronized void add(Fault fault) {
    armed.add(new Armed(fault));
  }

  /// @param rule as [Fault#of(String)] reads it
  public void add(String rule) {
    add(Fault.of(rule));
  }

  /// Takes all rules back and lets jobs go that one of them holds.
  public synchronized void clear() {
    armed.clear();
    struck.clear();
    cleared.countDown();
    cleared = new CountDownLatch(1);
  }

  /// Rules that are not spent.
  public synchronized List<Fault> rules() {
    return armed.stream().map(one -> one.fault).toList();
  }

  /// What went wrong since the last [#clear()], each as `kind where`.
  public synchronized List<String> struck() {
    return List.copyOf(struck);
  }

  private synchronized Optional<Fault> strike(
      String where, String names, Predicate<Fault.Kind> kinds) {
    for (var one : List.copyOf(armed)) {
      if (!kinds.test(one.fault.kind()) || !one.fault.isOn(where, names)) continue;
      if (one.skip > 0) {
        one.skip--;
        continue;
      }
      if (--one.left == 0) armed.remove(one);
      struck.add(one.fault.kind().word() + " " + where);
      return Optional.of(one.fault);
    }
    return Optional.empty();
  }

  /// A request's handler with what is to go wrong around it.
  public Route.Handler around(Route route, Call call, Route.Handler handler) {
    String names = String.join("/", call.path().values());
    // The rules of the header hold for this request alone.
    var own = call.header("X-Fault").map(Fault::of).filter(rule -> isOfRequests(rule.kind()));
    var fault = own.or(() -> strike(route.api(), names, Faults::isOfRequests));
    return fault.map(found -> around(found, handler)).orElse(handler);
  }

  private static boolean isOfRequests(Fault.Kind kind) {
    return !kind.isOfJobs() && kind != Fault.Kind.PARTIAL;
  }

  private Route.Handler around(Fault fault, Route.Handler handler) {
    return call -> {
      before(fault);
      var answer = handler.answer(call);
      after(fault);
      return answer;
    };
  }

  private void before(Fault fault) {
    switch (fault.kind()) {
      case LOST_BEFORE -> throw new HttpEdge.Dropped();
      case SLOW -> wait(fault.delay(), () -> false);
      case UNAVAILABLE_BEFORE, INTERNAL_BEFORE, RATE_LIMIT, QUOTA, TOO_MANY ->
          throw problem(fault.kind());
      default -> {}
    }
  }

  private static void after(Fault fault) {
    switch (fault.kind()) {
      case LOST_AFTER -> throw new HttpEdge.Dropped();
      case UNAVAILABLE_AFTER, INTERNAL_AFTER -> throw problem(fault.kind());
      default -> {}
    }
  }

  private static ApiException problem(Fault.Kind kind) {
    return switch (kind) {
      case RATE_LIMIT, JOB_RATE ->
          new ApiException(
              Reason.RATE, "Exceeded rate limits: too many requests. (fault on request)");
      case TOO_MANY ->
          new ApiException(
              Reason.TOO_MANY, "Exceeded rate limits: too many requests. (fault on request)");
      case QUOTA ->
          new ApiException(
              Reason.QUOTA, "Quota exceeded: your project exceeded quota. (fault on request)");
      case INTERNAL_BEFORE, INTERNAL_AFTER ->
          new ApiException(
              Reason.INTERNAL,
              "An internal error occurred and the request could not be completed."
                  + " (fault on request)");
      default ->
          new ApiException(
              Reason.BACKEND,
              "Visibility check was unavailable. Please retry the request. (fault on request)");
    };
  }

  /// Something done under a name, with what is to go wrong around it: a request that does not come
  /// by HTTP.
  ///
  /// @throws ApiException in place of an answer
  public <T> T around(String where, String names, java.util.function.Supplier<T> act) {
    var fault = strike(where, names, Faults::isOfRequests);
    if (fault.isEmpty()) return act.get();
    before(fault.get());
    var answer = act.get();
    after(fault.get());
    return answer;
  }

  /// How many of the rows an append is to keep; empty: all.
  public Optional<Integer> kept(String where, String names) {
    return strike(where, names, kind -> kind == Fault.Kind.PARTIAL).map(Fault::rows);
  }

  /// What is to go wrong with a job; called once for each.
  public Optional<Fault> ofJob(String type, String id) {
    return strike(type, id, Fault.Kind::isOfJobs);
  }

  /// Before the job's own work.
  ///
  /// @throws ApiException the job is to fail with it
  public void beforeJob(Fault fault, BooleanSupplier cancelled) {
    switch (fault.kind()) {
      case JOB_SLOW -> wait(fault.delay(), cancelled);
      case JOB_STUCK -> wait(Duration.ofDays(1), cancelled);
      case JOB_DEAF -> wait(Duration.ofDays(1), () -> false);
      case JOB_FAILS, JOB_RATE -> throw problem(fault.kind());
      default -> {}
    }
  }

  /// Behind the job's own work.
  public void afterJob(Fault fault) {
    if (fault.kind() == Fault.Kind.JOB_LINGERS) wait(Duration.ofDays(1), () -> false);
  }

  private void wait(Duration most, BooleanSupplier over) {
    CountDownLatch free;
    synchronized (this) {
      free = cleared;
    }
    long end = System.nanoTime() + most.toNanos();
    try {
      while (!over.getAsBoolean() && System.nanoTime() < end)
        if (free.await(LOOK_MS, TimeUnit.MILLISECONDS)) return;
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
