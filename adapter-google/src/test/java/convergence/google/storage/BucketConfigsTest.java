package convergence.google.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.cloud.storage.Storage;
import convergence.configs.ConfigFiles;
import convergence.configs.ConfigFiles.Missing;
import convergence.configs.ConfigFiles.Text;
import convergence.configs.ConfigFiles.Unreadable;
import convergence.google.GoogleConfig;
import convergence.google.emulator.StorageServer;
import convergence.port.Pulse.State;
import convergence.quota.Plans;
import convergence.template.TemplateCatalog;
import convergence.template.TemplateKey;
import io.micronaut.context.ApplicationContext;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Templates in a bucket, through Google's client.
final class BucketConfigsTest {
  private static final Path SHIPPED = Path.of("..", "configs");
  private static final String DRYRUN = "gcp/example/dryrun.yml";
  private static final TemplateKey KEY = new TemplateKey("gcp", "example", "dryrun");
  private static final String PLACE = "gs://configs/team/";

  @TempDir Path buckets;
  private final AtomicLong now =
      new AtomicLong(Instant.parse("2026-01-05T00:00:00Z").toEpochMilli());
  private StorageServer server;
  private Storage client;

  @BeforeEach
  void open() throws IOException {
    for (var name : List.of(DRYRUN, "plans.yml", "customer/onboarding-template.yml"))
      write(name, Files.readString(SHIPPED.resolve(name)));
    server = new StorageServer(0, buckets);
    client = client(server);
  }

  @AfterEach
  void close() throws Exception {
    client.close();
    server.close();
  }

  private static Storage client(StorageServer server) {
    return new StorageFactory()
        .storage(GoogleConfig.emulators("p", List.of("-", "-", "-", "-", "-", server.address())));
  }

  private void write(String name, String text) throws IOException {
    var file = buckets.resolve("configs/team").resolve(name);
    Files.createDirectories(Objects.requireNonNull(file.getParent()));
    Files.writeString(file, text);
  }

  private TemplateCatalog catalog(ConfigFiles configs) {
    return new TemplateCatalog(configs, () -> Instant.ofEpochMilli(now.get()));
  }

  private void aSecondPasses() {
    now.addAndGet(1_000);
  }

  @Test
  void templates_and_plans_below_the_prefix_are_there_and_nothing_else() throws IOException {
    write("metadata/schemas/x.yml", "no template");
    write("gcp/example/huge.yml", "#".repeat(2_000_000));
    Files.writeString(buckets.resolve("configs/other.yml"), "outside");
    var configs = new BucketConfigs(client, PLACE);
    assertThat(configs.templates())
        .containsExactly("customer/onboarding-template.yml", DRYRUN, "gcp/example/huge.yml");
    assertThat(configs.read("gcp/example/huge.yml")).isInstanceOf(Unreadable.class);
    assertThat(configs.read("../other.yml")).isEqualTo(new Missing());
    assertThat(configs.read(DRYRUN)).isEqualTo(new Text(Files.readString(SHIPPED.resolve(DRYRUN))));
    assertThat(Plans.load(configs).find("STARTER")).isPresent();
  }

  @Test
  void an_edited_template_is_in_service_after_the_next_look() throws IOException {
    var configs = new BucketConfigs(client, PLACE);
    var catalog = catalog(configs);
    var before = catalog.get(KEY).contentHash();
    write(DRYRUN, Files.readString(SHIPPED.resolve(DRYRUN)) + "\n# edited\n");
    aSecondPasses();
    assertThat(catalog.get(KEY).contentHash()).isEqualTo(before);
    configs.look();
    aSecondPasses();
    assertThat(catalog.get(KEY).contentHash()).isNotEqualTo(before);
  }

  @Test
  void while_the_bucket_is_away_the_last_copy_stays_and_everybody_hears_of_it() throws Exception {
    var configs = new BucketConfigs(client, PLACE);
    var catalog = catalog(configs);
    var before = catalog.get(KEY);
    int port = URI.create(server.address()).getPort();
    server.close();
    configs.look();
    aSecondPasses();
    assertThat(configs.state()).isEqualTo(State.DEGRADED);
    assertThat(catalog.get(KEY)).isEqualTo(before);
    assertThat(catalog.faults()).isNotEmpty();
    assertThatThrownBy(configs::templates).hasMessageContaining("gs://configs");

    Files.delete(buckets.resolve("configs/team").resolve(DRYRUN));
    server = new StorageServer(port, buckets);
    configs.look();
    aSecondPasses();
    assertThat(configs.state()).isEqualTo(State.UP);
    assertThat(catalog.faults()).isEmpty();
    assertThat(catalog.templates()).hasSize(1);
  }

  @Test
  void a_bucket_that_cannot_be_read_stops_the_start() {
    assertThatThrownBy(() -> new BucketConfigs(client, "gs://nowhere/team"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("CONFIGS_DIR=gs://nowhere/team cannot be read");
  }

  @Test
  void more_files_than_a_page_holds_are_all_there() throws IOException {
    for (int i = 0; i < 1_001; i++) write("gcp/many/t%04d.yml".formatted(i), "x");
    assertThat(new BucketConfigs(client, PLACE).templates()).hasSize(1_003);
  }

  @Test
  void a_process_whose_configs_lie_in_a_bucket_takes_them_from_there() {
    var properties =
        Map.<String, Object>of(
            "convergence.configs-dir", PLACE,
            "convergence.google.gcp-project-id", "p",
            "convergence.google.pubsub-emulator-host", "127.0.0.1:1",
            "convergence.google.firestore-emulator-host", "127.0.0.1:1",
            "convergence.google.bigquery-emulator-host", "127.0.0.1:1",
            "convergence.google.bigquery-storage-emulator-host", "127.0.0.1:1",
            "convergence.google.kms-emulator-host", "127.0.0.1:1",
            "convergence.google.storage-emulator-host", server.address());
    try (var context = ApplicationContext.builder().properties(properties).start()) {
      assertThat(context.getBean(ConfigFiles.class)).isInstanceOf(BucketConfigs.class);
      assertThat(context.getBean(TemplateCatalog.class).templates()).hasSize(2);
      assertThat(context.getBean(Plans.class).find("STARTER")).isPresent();
    }
  }
}
