package convergence.edge;

import io.micronaut.http.HttpMethod;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.exceptions.ContentLengthExceededException;
import io.micronaut.http.server.HttpServerConfiguration;
import io.micronaut.http.server.exceptions.response.ErrorContext;
import io.micronaut.http.server.exceptions.response.ErrorResponseProcessor;
import jakarta.inject.Singleton;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Says in our words what the framework refuses by itself: an unknown route, a wrong method, a body that is too
/// large. Its own messages name classes, so none of them leaves.
@Singleton
final class FrameworkProblems implements ErrorResponseProcessor<byte[]> {
  private static final Logger LOG = LoggerFactory.getLogger(FrameworkProblems.class);
  private final Problems problems;
  private final HttpServerConfiguration server;

  FrameworkProblems(Problems problems, HttpServerConfiguration server) {
    this.problems = problems;
    this.server = server;
  }

  @Override
  public MutableHttpResponse<byte[]> processResponse(
      ErrorContext context, MutableHttpResponse<?> base) {
    var code = code(context, base);
    // The framework has just logged the cause; this line ties it to the request.
    if (code == ProblemCode.INTERNAL)
      LOG.error("request {} failed", problems.requestId(context.getRequest()));
    var answer = problems.of(context.getRequest(), code, detail(code, base));
    base.getHeaders().forEachValue(answer::header);
    if (context.getRequest().getMethod() == HttpMethod.HEAD) answer.body(null);
    return answer;
  }

  private static ProblemCode code(ErrorContext context, MutableHttpResponse<?> base) {
    return switch (HttpStatus.valueOf(base.code())) {
      case NOT_FOUND -> ProblemCode.NOT_FOUND;
      case METHOD_NOT_ALLOWED -> ProblemCode.METHOD_NOT_ALLOWED;
      case NOT_ACCEPTABLE -> ProblemCode.NOT_ACCEPTABLE;
      case UNSUPPORTED_MEDIA_TYPE -> ProblemCode.UNSUPPORTED_MEDIA_TYPE;
      case REQUEST_URI_TOO_LONG -> ProblemCode.URI_TOO_LONG;
      // The decoder gives up on a long request line or header with the same status as on a long
      // body.
      case REQUEST_ENTITY_TOO_LARGE ->
          context
                  .getRootCause()
                  .filter(ContentLengthExceededException.class::isInstance)
                  .isPresent()
              ? ProblemCode.TOO_LARGE
              : ProblemCode.HEADERS_TOO_LARGE;
      case REQUEST_HEADER_FIELDS_TOO_LARGE -> ProblemCode.HEADERS_TOO_LARGE;
      case SERVICE_UNAVAILABLE -> ProblemCode.UNAVAILABLE;
      default -> base.code() < 500 ? ProblemCode.BAD_REQUEST : ProblemCode.INTERNAL;
    };
  }

  private String detail(ProblemCode code, MutableHttpResponse<?> base) {
    return switch (code) {
      case NOT_FOUND -> "There is no such route.";
      case METHOD_NOT_ALLOWED ->
          "This route answers to " + String.join(", ", base.getHeaders().getAll("Allow")) + ".";
      case TOO_LARGE -> "The body may have at most " + server.getMaxRequestSize() + " bytes.";
      case BAD_REQUEST -> "The request is not well-formed HTTP, or its address is no URI.";
      default -> code.meaning();
    };
  }
}
