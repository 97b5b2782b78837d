package convergence.edge;

import convergence.problem.RefusedException;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.server.exceptions.ExceptionHandler;
import jakarta.inject.Singleton;

/// Answers what was refused on purpose.
@Singleton
final class RefusedHandler implements ExceptionHandler<RefusedException, HttpResponse<?>> {
  private final Problems problems;

  RefusedHandler(Problems problems) {
    this.problems = problems;
  }

  @Override
  @SuppressWarnings("rawtypes")
  public HttpResponse<?> handle(HttpRequest request, RefusedException refused) {
    return problems.answer(request, refused.refusal());
  }
}
