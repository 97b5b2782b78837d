package convergence.edge;

import convergence.port.Ids;
import io.micrometer.core.instrument.MeterRegistry;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import jakarta.inject.Singleton;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;

/// Writes the answer to a request that did not come whole in time: below the framework, which never saw it end,
/// and like any other refusal all the same.
@Singleton
final class TooSlow {
  private static final ProblemCode CODE = ProblemCode.REQUEST_TIMEOUT;
  private final Ids ids;
  private final RateLimits limits;
  private final MeterRegistry meters;
  private final boolean production;

  TooSlow(Ids ids, RateLimits limits, MeterRegistry meters, EdgeConfig config) {
    this.ids = ids;
    this.limits = limits;
    this.meters = meters;
    this.production = config.environment().equals("production");
  }

  FullHttpResponse answer(HttpRequest request) {
    meters.counter("convergence.refusals", "code", CODE.code()).increment();
    String id = CommonHeaders.requestId(request.headers().get(CommonHeaders.REQUEST_ID), ids);
    var problem = Problem.of(CODE, CODE.meaning(), path(request.uri()), List.of(), id);
    var body = Wire.bytes(problem);
    var answer =
        new DefaultFullHttpResponse(
            HttpVersion.HTTP_1_1,
            HttpResponseStatus.valueOf(CODE.status()),
            Unpooled.wrappedBuffer(body));
    var headers = answer.headers();
    headers
        .set(HttpHeaderNames.CONTENT_TYPE, Problems.PROBLEM_JSON.toString())
        .set(HttpHeaderNames.CONTENT_LENGTH, body.length)
        .set(HttpHeaderNames.CACHE_CONTROL, "no-store")
        .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE)
        .set(CommonHeaders.REQUEST_ID, id);
    CommonHeaders.secure(headers::contains, headers::set, production);
    CommonHeaders.tell(limits.look(), headers::set);
    return answer;
  }

  private static String path(String uri) {
    try {
      String path = new URI(uri).getRawPath();
      return path == null ? "/" : path;
    } catch (URISyntaxException e) {
      return "/";
    }
  }
}
