package convergence.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import convergence.settings.Variables;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

final class ConfigurationPagesTest {
  private static final Path HOME = Path.of(System.getProperty("convergence.home", ".."));
  private static final Pattern READ =
      Pattern.compile(
          "(?:getenv\\(|environment\\.get\\(|settings\\(\\)\\.(?:value|on|given)\\()\"([A-Z_]+)\"");

  @Test
  void the_example_is_what_the_list_of_variables_says() throws IOException {
    assertThat(Files.readString(HOME.resolve(".env.example")))
        .as("./convergence config --format env > .env.example")
        .isEqualTo(ConfigurationPages.envExample());
  }

  @Test
  void the_page_is_what_the_list_of_variables_says() throws IOException {
    assertThat(Files.readString(HOME.resolve("docs/configuration.md")))
        .as("./convergence config --format markdown > docs/configuration.md")
        .isEqualTo(ConfigurationPages.markdown());
  }

  /// A variable that code reads and the list lacks would be in no page.
  @Test
  void no_code_reads_a_variable_that_the_list_lacks() throws IOException {
    var read = new TreeSet<String>();
    try (var files = Files.walk(HOME)) {
      for (var file : files.filter(ConfigurationPagesTest::isMainSource).toList()) {
        var found = READ.matcher(Files.readString(file));
        while (found.find()) read.add(found.group(1));
      }
    }
    assertThat(read).contains("LOG_LEVEL", "API_PORT");
    assertThat(read).allMatch(name -> Variables.find(name).isPresent());
  }

  private static boolean isMainSource(Path file) {
    var text = file.toString();
    return text.endsWith(".java") && text.contains("/src/main/") && !text.contains("/target/");
  }
}
