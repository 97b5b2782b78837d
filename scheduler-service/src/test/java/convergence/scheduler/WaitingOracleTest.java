package convergence.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import convergence.port.Json;
import convergence.port.Key;
import convergence.port.Query;
import convergence.run.RunFilter;
import convergence.run.RunQueue;
import convergence.run.RunState;
import convergence.run.WaitingFor;
import convergence.run.WaitingFor.Holder;
import convergence.run.WaitingFor.Reason;
import convergence.schedule.Catchup;
import convergence.tenant.TenantId;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What each waiting run says, against a check that reads the stored documents itself: what tenants' plans allow,
/// which runs are open and were admitted when, which of them a worker has. Over 1,000 random schedules.
final class WaitingOracleTest {
  private static final int SCHEDULES = Integer.getInteger("convergence.schedules", 1_000);
  private static final List<Catchup> CATCHUPS = List.of(Catchup.values());
  private static final List<String> PLANS = List.of("OPEN", "ONE", "TWO", "SIX_A_DAY");
  private static final Map<String, int[]> LIMITS =
      Map.of(
          "OPEN",
          new int[] {-1, -1},
          "ONE",
          new int[] {-1, 1},
          "TWO",
          new int[] {-1, 2},
          "SIX_A_DAY",
          new int[] {6, 3});

  private final Random random = new Random(1_000);
  private final Map<TenantId, String> plans = new HashMap<>();
  private int compared;
  private final Set<Reason> seen = new HashSet<>();

  @Test
  void every_waiting_run_says_what_an_independent_check_finds(@TempDir Path folder) {
    try (var town = new Town(folder)) {
      for (int i = 0; i < 20; i++)
        plans.put(town.tenant("tenant_" + i, PLANS.get(i % 4)), PLANS.get(i % 4));
      var tenants = List.copyOf(plans.keySet());
      for (int i = 0; i < SCHEDULES; i++)
        town.schedule(
            tenants.get(random.nextInt(tenants.size())),
            random.nextInt(60)
                + " "
                + (random.nextBoolean() ? "*" : "*/" + (1 + random.nextInt(6)))
                + " * * *",
            CATCHUPS.get(random.nextInt(3)));
      for (int round = 0; round < 24; round++) {
        town.clock.turn(Duration.ofSeconds(random.nextInt(round % 7 == 0 ? 7_200 : 400)));
        act(town, tenants);
        // Queries see what is durable.
        var _ = town.store.transact(_ -> true);
        compare(town, tenants);
      }
    }
    assertThat(compared).isGreaterThan(1_000);
    assertThat(seen)
        .contains(
            Reason.WORKER,
            Reason.PREVIOUS_RUN,
            Reason.CONCURRENT_LIMIT,
            Reason.DAILY_LIMIT,
            Reason.TURN);
  }

  private void act(Town town, List<TenantId> tenants) {
    if (random.nextInt(4) > 0) town.house.trigger.trigger();
    if (random.nextInt(4) > 0) town.house.queue.process();
    for (var run : town.house.ledger.running()) if (random.nextInt(2) == 0) town.house.end(run);
    for (var tenant : tenants)
      for (var run : town.house.ledger.open(tenant))
        if (run.state() instanceof RunState.Pending && random.nextInt(run.slot() ? 2 : 40) == 0)
          town.house.claim(run.id());
    if (random.nextInt(8) == 0) {
      var tenant = tenants.get(random.nextInt(tenants.size()));
      String plan = PLANS.get(random.nextInt(4));
      // Without a concurrent limit no slots are kept, so such a change would have the desk forget
      // who runs.
      if (limits(plan)[1] > 0 && limits(plans.get(tenant))[1] > 0) {
        town.moves(tenant, plan);
        plans.put(tenant, plan);
      }
    }
  }

  private static int[] limits(@Nullable String plan) {
    return Objects.requireNonNull(LIMITS.get(plan));
  }

  private void compare(Town town, List<TenantId> tenants) {
    var oracle = new Oracle(town);
    var look = town.house.waits.look();
    for (var tenant : tenants) {
      for (var run : town.house.ledger.open(tenant)) {
        var said = look.of(run).orElse(null);
        same(run.id() + " of " + tenant, said, oracle.ofRun(run.id().toString()));
      }
      var filter = new RunFilter(tenant, null, null, null, null, null, null, 1000);
      for (var hit : town.house.queue.page(filter)) {
        var entry = RunQueue.run(hit);
        same(
            entry.id() + " of " + tenant,
            look.of(entry).orElse(null),
            oracle.ofEntry(entry.id().toString()));
      }
    }
  }

  private void same(String which, @Nullable WaitingFor said, @Nullable Found found) {
    if (said == null || found == null) {
      assertThat(said == null && found == null).as(which + " " + said + " " + found).isTrue();
      return;
    }
    compared++;
    seen.add(said.reason());
    assertThat(said.reason().name()).as(which).isEqualTo(found.reason());
    assertThat(said.holders().stream().map(Holder::run).map(Object::toString))
        .as(which)
        .containsExactlyInAnyOrderElementsOf(found.holders());
  }

  private record Found(String reason, List<String> holders) {}

  /// Reads documents as JSON and counts by itself.
  private final class Oracle {
    private final Instant now;
    private final Map<String, Map<?, ?>> entries = new HashMap<>();
    private final Map<String, Map<?, ?>> runs = new HashMap<>();

    Oracle(Town town) {
      now = town.clock.instant();
      for (var tenant : plans.keySet()) {
        all(town, "by_tenant", "runs", tenant, runs);
        for (var run : List.copyOf(runs.keySet()))
          town.store
              .get(new Key("scheduled_runs", run))
              .ifPresent(d -> entries.put(run, json(d.body())));
        all(town, "unstarted", "scheduled_runs", tenant, entries);
      }
    }

    private static void all(
        Town town, String index, String collection, TenantId tenant, Map<String, Map<?, ?>> into) {
      var found =
          Town.INDEXES.stream()
              .filter(i -> i.name().equals(index) && i.collection().equals(collection))
              .findFirst()
              .orElseThrow();
      Query.@Nullable Cursor after = null;
      while (true) {
        var hits =
            town.store.query(
                new Query(found, List.of(tenant.value()), null, null, false, after, 1000));
        for (var hit : hits) into.put(hit.key().id(), json(hit.document().body()));
        if (hits.size() < 1000) return;
        after = hits.getLast().cursor();
      }
    }

    private static Map<?, ?> json(String body) {
      return Json.read(body, Map.class);
    }

    /// Empty: there is nothing.
    private static String at(@Nullable Object document, String... path) {
      Object node = document;
      for (var name : path) node = node instanceof Map<?, ?> map ? map.get(name) : null;
      return node == null ? "" : node.toString();
    }

    @Nullable Found ofRun(String id) {
      return status(id).equals("PENDING") ? new Found("WORKER", having("RUNNING", null)) : null;
    }

    @Nullable Found ofEntry(String id) {
      var entry = Objects.requireNonNull(entries.get(id));
      if (!at(entry, "state", "is").equals("QUEUED")) return null;
      String behind = at(entry, "behind");
      if (!behind.isEmpty() && unfinished(behind))
        return new Found("PREVIOUS_RUN", List.of(behind));
      String tenant = at(entry, "tenant");
      int[] limits = limits(plans.get(new TenantId(tenant)));
      if (limits[0] >= 0 && startedToday(tenant) >= limits[0])
        return new Found("DAILY_LIMIT", List.of());
      var open = new ArrayList<>(having("RUNNING", tenant));
      open.addAll(having("PENDING", tenant));
      if (limits[1] >= 0 && open.size() >= limits[1]) return new Found("CONCURRENT_LIMIT", open);
      return new Found("TURN", List.of());
    }

    private boolean unfinished(String id) {
      if (runs.containsKey(id)) return List.of("PENDING", "RUNNING").contains(status(id));
      return at(entries.get(id), "state", "is").equals("QUEUED");
    }

    private List<String> having(String status, @Nullable String tenant) {
      return runs.keySet().stream()
          .filter(id -> status(id).equals(status))
          .filter(id -> tenant == null || at(runs.get(id), "tenant").equals(tenant))
          .toList();
    }

    /// By the instant at which each left the queue.
    private long startedToday(String tenant) {
      String today = now.toString().substring(0, 10);
      return runs.keySet().stream()
          .filter(id -> at(runs.get(id), "tenant").equals(tenant))
          .map(this::startOf)
          .filter(at -> at.startsWith(today))
          .count();
    }

    /// While it runs its state says when it began; afterwards also when it ended.
    private String startOf(String id) {
      String started = at(entries.get(id), "state", "startedAt");
      return started.isEmpty() ? at(entries.get(id), "state", "at") : started;
    }

    private String status(String id) {
      return at(runs.get(id), "state", "status");
    }
  }
}
