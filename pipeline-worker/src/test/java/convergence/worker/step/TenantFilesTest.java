package convergence.worker.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import convergence.problem.Fault;
import convergence.tenant.TenantId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TenantFilesTest {
  private static final TenantId ACME = new TenantId("acme");

  @TempDir Path base;
  private TenantFiles files;

  @BeforeEach
  void fill() throws IOException {
    Files.createDirectories(base.resolve("acme/2026"));
    Files.createDirectories(base.resolve("globex"));
    Files.writeString(base.resolve("acme/2026/bill 1:00.csv"), "a\n1\n");
    Files.writeString(base.resolve("globex/secret.csv"), "a\n2\n");
    files = new TenantFiles(new FilesConfig(base.toString()));
  }

  @Test
  void a_file_of_the_tenant_is_found() {
    assertThat(files.find(ACME, "2026/bill 1:00.csv"))
        .isEqualTo(base.resolve("acme/2026/bill 1:00.csv").toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"gs://files/team", "gs://files/team/"})
  void in_a_bucket_it_is_an_object_below_the_tenant(String place) {
    assertThat(new TenantFiles(new FilesConfig(place)).find(ACME, "2026/bill 1:00.csv"))
        .isEqualTo("gs://files/team/acme/2026/bill 1:00.csv");
  }

  @Test
  void a_missing_file_is_named_as_the_template_names_it() {
    assertThatThrownBy(() -> files.find(ACME, "2026/none.csv"))
        .isInstanceOfSatisfying(
            Fault.Permanent.class, f -> assertThat(f.code()).isEqualTo("file_not_found"))
        .hasMessageContaining("2026/none.csv")
        .hasMessageNotContaining(base.toString());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "../globex/secret.csv",
        "2026/../../globex/secret.csv",
        "/etc/passwd",
        "..",
        ".",
        "",
        "2026//bill.csv",
        "2026/./bill.csv",
        "2026/",
        "*.csv",
        "**/secret.csv",
        "2026/[a-z].csv",
        "2026\\..\\x.csv",
        "a\u0000b"
      })
  void what_is_not_a_plain_path_is_refused(String path) {
    for (var each : List.of(files, new TenantFiles(new FilesConfig("gs://files/team"))))
      assertThatThrownBy(() -> each.find(ACME, path))
          .isInstanceOfSatisfying(
              Fault.Permanent.class, f -> assertThat(f.code()).isEqualTo("path_refused"))
          .hasMessageNotContaining(base.toString());
  }

  @Test
  void links_are_refused_wherever_they_stand() throws IOException {
    Files.createSymbolicLink(base.resolve("acme/link.csv"), base.resolve("globex/secret.csv"));
    Files.createSymbolicLink(base.resolve("acme/folder"), base.resolve("globex"));
    Files.createSymbolicLink(base.resolve("initech"), base.resolve("globex"));
    for (var path : new String[] {"link.csv", "folder/secret.csv"})
      assertThatThrownBy(() -> files.find(ACME, path)).hasMessageContaining("link");
    assertThatThrownBy(() -> files.find(new TenantId("initech"), "secret.csv"))
        .hasMessageContaining("link");
  }

  @Test
  void a_folder_is_no_file() {
    assertThatThrownBy(() -> files.find(ACME, "2026")).hasMessageContaining("No file");
  }
}
