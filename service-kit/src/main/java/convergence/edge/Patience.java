package convergence.edge;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.concurrent.ScheduledFuture;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Stands behind the HTTP codec of one connection and closes it when the client takes too long: to send a
/// request whole, to take its answer, or between two. Bytes that drip in change nothing, only whole parts count.
/// While the server itself works there is no limit. All of it on the connection's event loop.
@SuppressWarnings(
    "FutureReturnValueIgnored") // what follows a write or a close is told to its listener
final class Patience extends ChannelDuplexHandler {
  private static final long NEVER = Long.MAX_VALUE;
  private static final byte[] TOO_SLOW =
      """
      {"type":"/docs/problems#request_timeout","title":"%s","status":408,"detail":"%s","code":"request_timeout"}
      """
          .formatted(ProblemCode.REQUEST_TIMEOUT.title(), ProblemCode.REQUEST_TIMEOUT.meaning())
          .strip()
          .getBytes(StandardCharsets.UTF_8);

  private final long request;
  private final long idle;
  private final long tick;

  private long deadline;
  private boolean receiving;
  private long begun;
  private long answersBegun;
  private long answered;
  private @Nullable ScheduledFuture<?> look;

  Patience(ConnectionConfig config) {
    this.request = config.requestTimeout().toNanos();
    this.idle = config.idleTimeout().toNanos();
    this.tick = Math.min(Math.min(request, idle) / 4, TimeUnit.SECONDS.toNanos(5));
  }

  @Override
  public void handlerAdded(ChannelHandlerContext context) {
    deadline = System.nanoTime() + request;
    look =
        context
            .executor()
            .scheduleWithFixedDelay(() -> look(context), tick, tick, TimeUnit.NANOSECONDS);
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext context) {
    if (look != null) look.cancel(false);
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) throws Exception {
    if (look != null) look.cancel(false);
    super.channelInactive(context);
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) throws Exception {
    if (message instanceof HttpRequest) {
      begun++;
      receiving = true;
      deadline = System.nanoTime() + request;
    }
    if (message instanceof LastHttpContent) {
      receiving = false;
      rest();
    }
    super.channelRead(context, message);
  }

  @Override
  public void write(ChannelHandlerContext context, Object message, ChannelPromise promise)
      throws Exception {
    boolean interim =
        message instanceof HttpResponse answer
            && answer.status().codeClass() == HttpStatusClass.INFORMATIONAL;
    if (message instanceof HttpResponse && !interim) answersBegun++;
    if (message instanceof LastHttpContent && !interim) {
      if (!receiving) deadline = System.nanoTime() + request;
      promise = promise.unvoid();
      promise.addListener(
          _ -> {
            answered++;
            if (!receiving) rest();
          });
    }
    super.write(context, message, promise);
  }

  /// Nothing is coming in: the server works, or waits for the next request.
  private void rest() {
    deadline = answered < begun ? NEVER : System.nanoTime() + idle;
  }

  private void look(ChannelHandlerContext context) {
    if (deadline == NEVER || System.nanoTime() - deadline < 0) return;
    deadline = NEVER;
    if (receiving && answersBegun < begun) tooSlow(context);
    else context.close();
  }

  private static void tooSlow(ChannelHandlerContext context) {
    var answer =
        new DefaultFullHttpResponse(
            HttpVersion.HTTP_1_1,
            HttpResponseStatus.REQUEST_TIMEOUT,
            Unpooled.wrappedBuffer(TOO_SLOW));
    answer
        .headers()
        .set(HttpHeaderNames.CONTENT_TYPE, "application/problem+json")
        .set(HttpHeaderNames.CONTENT_LENGTH, TOO_SLOW.length)
        .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
    context.writeAndFlush(answer).addListener(ChannelFutureListener.CLOSE);
  }
}
