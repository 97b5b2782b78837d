package convergence.edge;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import convergence.log.JsonLines;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.MDC;

final class JsonLinesTest {
  private final List<String> lines = new ArrayList<>();

  @Test
  void a_line_is_one_object_with_the_ids_of_what_it_is_about() throws IOException {
    var log = logger();
    try (var _ = MDC.putCloseable("run_id", "r-1");
        var _ = MDC.putCloseable("tenant_id", "acme")) {
      log.warn("two\nlines \"quoted\" {}", 7);
    }
    log.info("no ids");
    JsonNode first = new ObjectMapper().readTree(lines.getFirst());
    assertThat(first.path("severity").asText()).isEqualTo("WARNING");
    assertThat(first.path("message").asText()).isEqualTo("two\nlines \"quoted\" 7");
    assertThat(first.path("run_id").asText()).isEqualTo("r-1");
    assertThat(first.path("tenant_id").asText()).isEqualTo("acme");
    assertThat(first.path("app").asText()).isEqualTo("convergence");
    assertThat(first.path("timestamp").asText()).matches("\\d{4}-\\d\\d-\\d\\dT.*Z");
    assertThat(lines)
        .allMatch(line -> line.endsWith("\n") && line.indexOf('\n') + 1 == line.length());
    assertThat(new ObjectMapper().readTree(lines.getLast()).has("run_id")).isFalse();
  }

  @Test
  void a_bugs_trace_is_in_its_line() throws IOException {
    logger().error("it broke", new IllegalStateException("why"));
    var line = new ObjectMapper().readTree(lines.getFirst());
    assertThat(line.path("stack_trace").asText())
        .contains("IllegalStateException: why")
        .contains("\tat ");
  }

  private Logger logger() {
    var context = new LoggerContext();
    var encoder = new JsonLines();
    encoder.setContext(context);
    encoder.setApp("convergence");
    encoder.start();
    var appender =
        new AppenderBase<ILoggingEvent>() {
          @Override
          protected void append(ILoggingEvent event) {
            lines.add(new String(encoder.encode(event), StandardCharsets.UTF_8));
          }
        };
    appender.setContext(context);
    appender.start();
    var logger = context.getLogger("test");
    logger.addAppender(appender);
    context.setMDCAdapter(MDC.getMDCAdapter());
    return logger;
  }
}
