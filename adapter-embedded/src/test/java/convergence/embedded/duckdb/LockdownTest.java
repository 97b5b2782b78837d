package convergence.embedded.duckdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What SQL could do to the machine if the compiler ever let it through: nothing.
final class LockdownTest {
  @TempDir Path home;
  private DuckDbWarehouse warehouse;
  private Connection connection;

  @BeforeEach
  void open() throws Exception {
    Files.createDirectories(home.resolve("files"));
    Files.writeString(home.resolve("secret.csv"), "a\n1\n");
    Files.writeString(home.resolve("files/open.csv"), "a\n1\n");
    warehouse = Killed.open(home);
    connection = warehouse.connect();
  }

  @AfterEach
  void close() throws SQLException {
    connection.close();
    warehouse.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT * FROM read_csv('%s/secret.csv')",
        "SELECT * FROM read_csv('%s/files/../secret.csv')",
        "SELECT * FROM read_text('/etc/passwd')",
        "SELECT * FROM glob('/etc/*')",
        "SELECT * FROM '%s/secret.csv'",
        "COPY (SELECT 1) TO '%s/out.csv'",
        "ATTACH '%s/other.duckdb' AS other",
        "EXPORT DATABASE '%s/export'",
        "INSTALL httpfs",
        "LOAD httpfs",
        "SELECT * FROM read_csv('https://example.com/a.csv')",
        "SET enable_external_access = true",
        "SET allowed_directories = ['/']",
        "SET GLOBAL lock_configuration = false",
        "SET threads = 64",
        "PRAGMA enable_profiling",
      })
  void the_machine_is_out_of_reach(String sql) {
    assertThatThrownBy(() -> execute(sql.formatted(home))).isInstanceOf(SQLException.class);
    assertThat(home.resolve("out.csv")).doesNotExist();
  }

  @Test
  void files_to_load_are_within_reach() throws SQLException {
    assertThat(execute("SELECT * FROM read_csv('" + home.resolve("files/open.csv") + "')"))
        .isTrue();
  }

  private boolean execute(String sql) throws SQLException {
    try (var statement = connection.createStatement()) {
      return statement.execute(sql);
    }
  }
}
