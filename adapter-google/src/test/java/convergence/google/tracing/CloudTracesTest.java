package convergence.google.tracing;

import static org.assertj.core.api.Assertions.assertThat;

import convergence.google.GoogleConfig;
import convergence.port.Traces;
import convergence.port.Traces.Kind;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;

/// How spans hang together, over messages and threads; what a collector gets is the stories' matter.
final class CloudTracesTest {
  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
  private static final String PARENT = "00-" + TRACE + "-00f067aa0ba902b7-01";

  private final CloudTraces traces =
      new CloudTraces(
          GoogleConfig.emulators("a-project", List.of("-", "-", "-", "-", "-")),
          "pipeline-worker",
          // Nobody listens there: what is not sent holds nobody up.
          "http://127.0.0.1:1");

  @AfterEach
  void close() {
    traces.close();
  }

  @Test
  void a_span_begins_below_the_message_that_it_answers() {
    try (var _ = traces.within(PARENT)) {
      var run = traces.begin(Kind.CONSUMER, "run");
      assertThat(run.traceparent()).startsWith("00-" + TRACE + "-").isNotEqualTo(PARENT);
      run.end();
    }
    var other = traces.begin(Kind.SERVER, "POST");
    assertThat(other.traceparent()).isNotNull().doesNotContain(TRACE);
    other.end();
  }

  @Test
  void what_is_no_traceparent_begins_a_trace_of_its_own() {
    for (var junk : List.of("", "00-0-0-00", "00-" + TRACE, "sk-a-secret"))
      try (var _ = traces.within(junk)) {
        var span = traces.begin(Kind.SERVER, "POST");
        assertThat(span.traceparent()).matches("00-[0-9a-f]{32}-[0-9a-f]{16}-0[0-3]");
        assertThat(span.traceparent()).doesNotContain(TRACE);
        span.end();
      }
  }

  @Test
  void log_lines_name_the_span_in_which_they_are_written() {
    var run = traces.begin(Kind.CONSUMER, "run");
    try (var _ = run.activate()) {
      var step = run.child(Kind.INTERNAL, "step");
      assertThat(shown()).isEqualTo(id(run));
      try (var _ = step.activate()) {
        assertThat(shown()).isEqualTo(id(step)).isNotEqualTo(id(run));
        assertThat(MDC.get("logging.googleapis.com/trace"))
            .matches("projects/a-project/traces/[0-9a-f]{32}");
      }
      assertThat(shown()).isEqualTo(id(run));
      step.end();
    }
    assertThat(shown()).isNull();
    run.end();
  }

  private static @Nullable String shown() {
    return MDC.get("logging.googleapis.com/spanId");
  }

  private static String id(Traces.Span span) {
    return Objects.requireNonNull(span.traceparent()).split("-", -1)[2];
  }
}
