package convergence.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import convergence.problem.Refusal;
import convergence.run.Acceptance;
import convergence.run.RunOrder;
import convergence.run.TriggerType;
import convergence.tenant.TenantId;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Two processes on one store take runs of one tenant at the same time.
final class TwoGatewaysTest {
  private Town town;
  private List<House> gateways;

  @BeforeEach
  void open(@TempDir Path folder) {
    town = new Town(folder);
    gateways = List.of(town.house, town.house(town.store, town.clock));
  }

  @AfterEach
  void close() {
    gateways.getLast().close();
    town.close();
  }

  @Test
  void together_they_let_in_no_more_than_the_plan_allows_and_count_each_once() throws Exception {
    var acme = town.tenant("acme", "SIX_A_DAY");
    int admitted = 0;
    for (int round = 1; round <= 4; round++) {
      var answers = ask(acme, round, 20);
      long taken = answers.stream().filter(Acceptance.Accepted.class::isInstance).count();
      var usage = town.house.desk.find(acme).orElseThrow();
      var open = town.house.ledger.open(acme);

      admitted += (int) taken;
      assertThat(usage.slots()).hasSize(open.size()).hasSizeLessThanOrEqualTo(3);
      assertThat(usage.dayCount()).isEqualTo(admitted);
      for (var answer : answers)
        if (answer instanceof Acceptance.Refused(var why))
          assertThat(why).isInstanceOf(Refusal.QuotaExceeded.class);
      for (var run : open) town.house.end(town.house.claim(run.id()));
    }
    assertThat(admitted).as("the day's six, three at once").isEqualTo(6);
    assertThat(town.house.desk.find(acme).orElseThrow().slots()).isEmpty();
  }

  @Test
  void the_same_request_at_both_is_one_run() throws Exception {
    var acme = town.tenant("acme", "OPEN");
    var work = new ArrayList<Callable<Acceptance>>();
    for (int i = 0; i < 40; i++) {
      var gateway = gateways.get(i % 2);
      work.add(() -> gateway.intake.accept(order(acme, "same")));
    }
    var answers = all(work);
    assertThat(answers.stream().filter(Acceptance.Accepted.class::isInstance)).hasSize(1);
    assertThat(answers.stream().filter(Acceptance.Duplicate.class::isInstance)).hasSize(39);
    assertThat(town.house.desk.find(acme).orElseThrow().dayCount()).isEqualTo(1);
  }

  private List<Acceptance> ask(TenantId tenant, int round, int requests) throws Exception {
    var work = new ArrayList<Callable<Acceptance>>();
    for (int i = 0; i < requests; i++) {
      var gateway = gateways.get(i % 2);
      var order = order(tenant, round + "-" + i);
      work.add(() -> gateway.intake.accept(order));
    }
    return all(work);
  }

  private static List<Acceptance> all(List<Callable<Acceptance>> work) throws Exception {
    try (var threads = Executors.newFixedThreadPool(work.size())) {
      var answers = new ArrayList<Acceptance>();
      for (var end : threads.invokeAll(work)) answers.add(end.get());
      return answers;
    }
  }

  private static RunOrder order(TenantId tenant, String note) {
    return new RunOrder(
        tenant,
        Town.NAP,
        Map.of("note", note),
        TriggerType.API,
        null,
        null,
        "test",
        null,
        null,
        false);
  }
}
