package convergence.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// The pages agree with each other and with the program.
final class DocumentationTest {
  private static final Path HOME = Path.of(System.getProperty("convergence.home", ".."));
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)#: ]*)(#[^)]*)?\\)");
  private static final Pattern METER = Pattern.compile("`(convergence_[a-z_]+)");

  @Test
  void every_link_leads_to_a_page_and_to_a_heading_of_it() throws IOException {
    var broken = new ArrayList<String>();
    for (var page : pages()) {
      var found = LINK.matcher(Files.readString(page));
      while (found.find()) {
        var folder = java.util.Objects.requireNonNull(page.toAbsolutePath().getParent());
        var target = found.group(1).isEmpty() ? page : folder.resolve(found.group(1)).normalize();
        if (!Files.exists(target)) broken.add(page.getFileName() + ": " + found.group(1));
        else if (found.group(2) != null && !anchors(target).contains(found.group(2).substring(1)))
          broken.add(page.getFileName() + ": " + found.group());
      }
    }
    assertThat(broken).isEmpty();
  }

  @Test
  void every_page_is_found_from_the_index_or_the_readme() throws IOException {
    var index =
        Files.readString(HOME.resolve("docs/index.md"))
            + Files.readString(HOME.resolve("README.md")).replace("(docs/", "(");
    for (var page : pages())
      if (page.toString().contains("/docs/") && !page.toString().contains("/adr/"))
        if (!page.endsWith("index.md")) assertThat(index).contains("(" + page.getFileName() + ")");
  }

  @Test
  void the_monitoring_page_names_meters_that_there_are() throws IOException {
    var text = new StringBuilder();
    try (var files = Files.walk(HOME)) {
      for (var file :
          files
              .filter(f -> f.toString().endsWith(".java") && f.toString().contains("/src/main/"))
              .toList()) text.append(Files.readString(file));
    }
    var found = METER.matcher(Files.readString(HOME.resolve("docs/monitoring.md")));
    while (found.find()) {
      var name = found.group(1).replaceFirst("_(total|seconds)$", "").replace('_', '.');
      assertThat(text).as(found.group(1)).contains("\"" + name + "\"");
    }
  }

  private static List<Path> pages() throws IOException {
    var pages =
        new ArrayList<>(List.of(HOME.resolve("README.md"), HOME.resolve("CONTRIBUTING.md")));
    try (var files = Files.walk(HOME.resolve("docs"))) {
      files.filter(file -> file.toString().endsWith(".md")).forEach(pages::add);
    }
    return pages;
  }

  /// As GitHub makes them.
  private static Set<String> anchors(Path page) throws IOException {
    var anchors = new TreeSet<String>();
    if (!page.toString().endsWith(".md")) return anchors;
    for (var line : Files.readAllLines(page))
      if (line.startsWith("#"))
        anchors.add(
            line.replaceFirst("^#+ ", "")
                .toLowerCase(Locale.ROOT)
                .replaceAll("[^a-z0-9 _-]", "")
                .replace(' ', '-'));
    return anchors;
  }
}
