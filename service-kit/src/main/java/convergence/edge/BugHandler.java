package convergence.edge;

import convergence.problem.Fault;
import convergence.problem.Refusal;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.server.exceptions.ExceptionHandler;
import jakarta.inject.Singleton;
import java.io.EOFException;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Answers what nobody meant: logged once, with the request's id; the caller learns nothing of it.
@Singleton
final class BugHandler implements ExceptionHandler<Throwable, HttpResponse<?>> {
  private static final Logger LOG = LoggerFactory.getLogger(BugHandler.class);
  private final Problems problems;

  BugHandler(Problems problems) {
    this.problems = problems;
  }

  @Override
  @SuppressWarnings("rawtypes")
  public HttpResponse<?> handle(HttpRequest request, Throwable thrown) {
    if (thrown instanceof Fault.Transient fault) {
      LOG.warn("request {}: {}", problems.requestId(request), fault.getMessage());
      return problems.answer(
          request,
          new Refusal.Unavailable("Not possible right now; ask again.", Duration.ofSeconds(1)));
    }
    if (thrown instanceof EOFException || thrown instanceof ClosedChannelException) {
      LOG.debug("request {}: the caller went away", problems.requestId(request));
      return problems.of(
          request, ProblemCode.REQUEST_TIMEOUT, ProblemCode.REQUEST_TIMEOUT.meaning());
    }
    LOG.error(
        "request {}: {} {} failed",
        problems.requestId(request),
        request.getMethodName(),
        request.getUri().getRawPath(),
        thrown);
    return problems.of(request, ProblemCode.INTERNAL, "The request failed; nobody meant it to.");
  }
}
