package convergence.worker;

import static org.assertj.core.api.Assertions.assertThat;

import convergence.embedded.sqlite.SqliteStore;
import convergence.port.Notifier;
import convergence.port.Notifier.Notice;
import convergence.problem.Fault;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class OutboxTest {
  @TempDir Path folder;
  private SqliteStore store;
  private final HandClock clock = new HandClock();
  private final List<String> sent = new ArrayList<>();

  @BeforeEach
  void open() {
    store = new SqliteStore(folder.resolve("state.db"), List.of(Outbox.WAITING));
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void a_notice_survives_its_process_and_is_sent_by_the_next() {
    put(outbox(n -> sent.add(n.id())), "run-step-alert");
    assertThat(outbox(n -> sent.add(n.id())).drain()).isEqualTo(1);
    assertThat(outbox(n -> sent.add(n.id())).drain()).isZero();
    assertThat(sent).containsExactly("run-step-alert");
  }

  @Test
  void a_notice_that_is_not_delivered_waits_and_holds_up_no_other() {
    Notifier picky =
        notice -> {
          if (notice.id().equals("later")) throw new Fault.Transient("smtp", "busy");
          if (notice.id().equals("never")) throw new Fault.Permanent("smtp", "no such mailbox");
          sent.add(notice.id());
        };
    var outbox = outbox(picky);
    for (var id : new String[] {"later", "never", "now"}) put(outbox, id);
    assertThat(outbox.drain()).isEqualTo(1);
    assertThat(sent).containsExactly("now");
    assertThat(outbox(n -> sent.add(n.id())).drain()).isEqualTo(1);
    assertThat(sent).containsExactly("now", "later");
  }

  @Test
  void a_transaction_that_fails_leaves_no_notice() {
    var outbox = outbox(n -> sent.add(n.id()));
    try {
      store.transact(
          tx -> {
            outbox.put(tx, notice("lost"));
            throw new IllegalStateException("as told");
          });
    } catch (IllegalStateException e) {
      assertThat(e).hasMessage("as told");
    }
    assertThat(outbox.drain()).isZero();
  }

  private void put(Outbox outbox, String id) {
    store.transact(
        tx -> {
          outbox.put(tx, notice(id));
          return Boolean.TRUE;
        });
  }

  private Outbox outbox(Notifier notifier) {
    return new Outbox(store, notifier, clock);
  }

  private static Notice notice(String id) {
    return new Notice(id, "acme", List.of("a@b.example"), "subject", "text");
  }
}
