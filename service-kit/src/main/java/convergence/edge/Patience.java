package convergence.edge;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Stands behind the HTTP codec of one connection and closes it when the client takes too long: to send a
/// request whole, to take its answer, or between two. Bytes that drip in change nothing, only whole parts count.
/// While the server itself works there is no limit. All of it on the connection's event loop.
@SuppressWarnings(
    "FutureReturnValueIgnored") // what follows a write or a close is told to its listener
final class Patience extends ChannelDuplexHandler {
  private static final long NEVER = Long.MAX_VALUE;
  private final TooSlow tooSlow;
  private final long request;
  private final long idle;
  private final long tick;

  private long deadline;
  private boolean receiving;

  /// The request that is coming in.
  private @Nullable HttpRequest latest;

  private long begun;
  private long answersBegun;
  private long answered;
  private @Nullable ScheduledFuture<?> look;

  Patience(ConnectionConfig config, TooSlow tooSlow) {
    this.tooSlow = tooSlow;
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
    if (message instanceof HttpRequest head) {
      latest = head;
      begun++;
      receiving = true;
      deadline = System.nanoTime() + request;
    }
    if (message instanceof LastHttpContent) {
      receiving = false;
      latest = null;
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
    if (latest != null && answersBegun < begun)
      context.writeAndFlush(tooSlow.answer(latest)).addListener(ChannelFutureListener.CLOSE);
    else context.close();
  }
}
