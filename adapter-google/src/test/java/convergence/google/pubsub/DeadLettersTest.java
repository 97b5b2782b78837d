package convergence.google.pubsub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.pubsub.v1.PubsubMessage;
import convergence.google.Emulators;
import convergence.google.GoogleConfig;
import convergence.google.pubsub.DeadLetters.Letter;
import convergence.port.Traces;
import convergence.problem.Fault;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What an operator can do with dead letters, on the emulator.
final class DeadLettersTest {
  private final GoogleConfig config =
      GoogleConfig.emulators(
          "letters-" + UUID.randomUUID(),
          List.of(Emulators.pubsub(), "-", "http://127.0.0.1:1", "-", "-"));
  private final Names names = new Names(config.gcpProjectId(), "");
  private final Connection connection = new Connection(config);
  private final Publishers publishers = new Publishers(connection, names, Traces.none());
  private final DeadLetters letters = new DeadLetters(config);

  @BeforeEach
  void two_letters_lie_there() {
    new PubSubSetup(config).provide();
    dies("one");
    dies("two");
  }

  @AfterEach
  void close() {
    letters.close();
    publishers.close();
    connection.close();
  }

  private void dies(String text) {
    publishers.publish(
        names.deadLetterTopic("runs"),
        PubsubMessage.newBuilder().setData(ByteString.copyFromUtf8(text)).build());
  }

  private List<String> texts(String topic) {
    return letters.list(topic).stream().map(Letter::text).sorted().toList();
  }

  @Test
  void looking_takes_none_away() {
    assertThat(texts("runs")).containsExactly("one", "two");
    assertThat(texts("runs")).containsExactly("one", "two");
    assertThat(texts("run-events")).isEmpty();
  }

  @Test
  void one_is_dropped_and_the_other_stays() {
    assertThat(letters.drop("runs", letter -> letter.text().equals("one"))).hasSize(1);
    assertThat(texts("runs")).containsExactly("two");
  }

  @Test
  void what_is_rung_again_is_heard_and_is_no_dead_letter_any_more() {
    assertThat(letters.replay("runs", _ -> true)).hasSize(2);
    assertThat(texts("runs")).isEmpty();
    assertThat(letters.look("runs", names.subscription("runs", "run-handler")))
        .extracting(Letter::text)
        .containsExactlyInAnyOrder("one", "two");
  }

  @Test
  void where_nothing_was_set_up_it_says_what_is_missing_and_who_makes_it() {
    var bare =
        GoogleConfig.emulators(
            "bare-" + UUID.randomUUID(),
            List.of(Emulators.pubsub(), "-", "http://127.0.0.1:1", "-", "-"));
    try (var none = new DeadLetters(bare)) {
      assertThatThrownBy(() -> none.list("runs"))
          .isInstanceOf(Fault.Permanent.class)
          .hasMessageContaining(new Names(bare.gcpProjectId(), "").deadLetterSubscription("runs"))
          .hasMessageContaining("terraform/");
    }
  }
}
