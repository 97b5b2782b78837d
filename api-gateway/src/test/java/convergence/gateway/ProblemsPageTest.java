package convergence.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import convergence.edge.ProblemCode;
import convergence.problem.Refusal;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ProblemsPageTest {
  private static final Path PAGE =
      Path.of(System.getProperty("convergence.home", ".."), "docs", "problems.md");

  @Test
  void docs_problems_md_says_what_the_server_says() throws IOException {
    assertThat(Files.readString(PAGE))
        .as("docs/problems.md is written from ProblemCode; put this text there")
        .isEqualTo(page());
  }

  @Test
  void every_refusal_has_its_code_on_the_page() throws Exception {
    var codes = Arrays.stream(ProblemCode.values()).map(ProblemCode::code).toList();
    for (var kind : Refusal.class.getPermittedSubclasses())
      for (var refusal : examples(kind)) assertThat(codes).contains(refusal.code());
  }

  private static List<Refusal> examples(Class<?> kind) throws ReflectiveOperationException {
    if (kind == Refusal.QuotaExceeded.class) {
      var all = new ArrayList<Refusal>();
      for (var limit : Refusal.Limit.values())
        all.add(new Refusal.QuotaExceeded(limit, Duration.ofSeconds(1)));
      return all;
    }
    var parts = kind.getRecordComponents();
    var types = Arrays.stream(parts).map(RecordComponent::getType).toArray(Class<?>[]::new);
    var values = Arrays.stream(types).map(ProblemsPageTest::any).toArray();
    var constructor = kind.getDeclaredConstructor(types);
    return List.of((Refusal) constructor.newInstance(values));
  }

  private static Object any(Class<?> type) {
    if (type == String.class) return "";
    if (type == List.class) return List.of();
    if (type == Duration.class) return Duration.ofSeconds(1);
    if (type == long.class) return 1L;
    throw new IllegalArgumentException("no example of " + type);
  }

  private static String page() {
    var page = new StringBuilder();
    page.append(
        """
        # Problem codes

        Every refusal is a problem document ([RFC 9457](https://www.rfc-editor.org/rfc/rfc9457)) of type
        `application/problem+json`. `code` is one of this closed set; `type` leads here
        (`/docs/problems#code` on a running server); `detail` is a sentence for people; `errors[]` names each place
        that is wrong (`pointer`, `detail`, and for templates `line` and `column`); `request_id` is in the log and in
        `X-Request-Id`. Errors of steps (`error_code` of a run or step) are another list: docs/architecture.md.

        | code | status |
        |---|---|
        """);
    for (var code : ProblemCode.values())
      page.append("| [%s](#%s) | %d |\n".formatted(code.code(), code.code(), code.status()));
    for (var code : ProblemCode.values())
      page.append(
          "\n## %s\n\n%d %s. %s\n\n**What to do.** %s\n"
              .formatted(code.code(), code.status(), code.title(), code.meaning(), code.remedy()));
    return page.toString();
  }
}
