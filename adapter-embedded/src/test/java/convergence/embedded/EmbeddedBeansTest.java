package convergence.embedded;

import static convergence.contract.Eventually.until;
import static org.assertj.core.api.Assertions.assertThat;

import convergence.embedded.queue.InProcessBus;
import convergence.port.Cipher;
import convergence.port.DocumentStore;
import convergence.port.Index;
import convergence.port.Key;
import convergence.port.Message;
import convergence.port.MessageBus;
import convergence.port.MessageHandler;
import convergence.port.Permits;
import convergence.port.Query;
import convergence.port.Secret;
import io.micronaut.context.ApplicationContext;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Requires;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The beans of the embedded foundation find each other.
final class EmbeddedBeansTest {
  private static final Index INDEX = new Index("beans", "by_number", List.of("n"));

  @TempDir Path folder;

  /// Rings itself: a handler may need the bus.
  @Singleton
  @Requires(property = "convergence.test.beans")
  static final class Rings implements MessageHandler<Ring> {
    final ConcurrentLinkedQueue<Integer> came = new ConcurrentLinkedQueue<>();
    private final MessageBus bus;
    private final Permits permits = new Permits(1);

    Rings(MessageBus bus) {
      this.bus = bus;
    }

    @Override
    public Class<Ring> type() {
      return Ring.class;
    }

    @Override
    public String topic() {
      return "rings";
    }

    @Override
    public Permits permits() {
      return permits;
    }

    @Override
    public Disposition handle(Ring ring, Permits.Permit permit) {
      came.add(ring.n());
      if (ring.n() < 3) bus.publish(new Ring(1, ring.n() + 1));
      permit.close();
      return Disposition.DONE;
    }
  }

  /// A number.
  record Ring(int v, int n) implements Message {
    @Override
    public String topic() {
      return "rings";
    }
  }

  @Factory
  @Requires(property = "convergence.test.beans")
  static final class Indexes {
    @Bean
    @Singleton
    @Named("beans-by-number")
    Index index() {
      return INDEX;
    }
  }

  @Test
  void with_a_data_folder_all_is_there() {
    var properties =
        Map.<String, Object>of(
            "convergence.data-dir", folder.toString(), "convergence.test.beans", true);
    try (var context = ApplicationContext.run(properties)) {
      var store = context.getBean(DocumentStore.class);
      assertThat(store.get(new Key("beans", "none"))).isEmpty();
      assertThat(store.query(new Query(INDEX, List.of(), null, null, false, null, 1))).isEmpty();
      var cipher = context.getBean(Cipher.class);
      var bound = new Cipher.Context("acme", "webhook");
      assertThat(cipher.open(cipher.seal(new Secret("x"), bound), bound))
          .isEqualTo(new Secret("x"));
      context.getBean(InProcessBus.class).start();
      context.getBean(MessageBus.class).publish(new Ring(1, 1));
      var rings = context.getBean(Rings.class);
      until("it rang three times", () -> rings.came.contains(3));
      assertThat(context.getBean(DataFolder.class).incarnation()).isEqualTo(1);
    }
    DataFolder.open(folder).close();
  }

  @Test
  void a_keyset_that_is_missing_beside_what_it_sealed_stops_the_start() throws java.io.IOException {
    var properties =
        Map.<String, Object>of(
            "convergence.data-dir", folder.toString(), "convergence.test.beans", true);
    var bound = new Cipher.Context("acme", "webhook");
    byte[] sealed;
    try (var context = ApplicationContext.run(properties)) {
      sealed = context.getBean(Cipher.class).seal(new Secret("x"), bound);
    }
    var keyset = folder.resolve("keyset.json");
    var kept = folder.resolveSibling("kept.json");
    java.nio.file.Files.move(keyset, kept);
    try (var context = ApplicationContext.run(properties)) {
      org.assertj.core.api.Assertions.assertThatThrownBy(() -> context.getBean(Cipher.class))
          .rootCause()
          .isInstanceOf(DataFolder.Unusable.class)
          .hasMessageContaining("keyset.json is missing")
          .hasMessageContaining("SECRETS_BASE_PATH");
      assertThat(keyset).doesNotExist();
    }
    java.nio.file.Files.move(kept, keyset);
    try (var context = ApplicationContext.run(properties)) {
      assertThat(context.getBean(Cipher.class).open(sealed, bound)).isEqualTo(new Secret("x"));
    }
  }

  @Test
  void without_a_data_folder_there_is_nothing() {
    try (var context = ApplicationContext.run(Map.of())) {
      assertThat(context.containsBean(DocumentStore.class)).isFalse();
      assertThat(context.containsBean(MessageBus.class)).isFalse();
      assertThat(context.containsBean(Cipher.class)).isFalse();
    }
  }
}
