package convergence.mail;

import convergence.outbound.OutboundGuard;
import convergence.outbound.PublicAddress;
import convergence.problem.Fault;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/// The one way out for calls that a tenant asked for. Resolves the name once, looks at every address, and dials one of
/// exactly those, so that no second look-up can lead elsewhere. Follows no redirect, takes ten seconds at most, and of
/// the answer only its head, 1 MB at most.
final class OutboundHttp {
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final int LARGEST_HEAD = 1_000_000;
  private static final Pattern STATUS = Pattern.compile("HTTP/1\\.[01] (\\d{3})(?: .*)?");

  private final OutboundGuard guard;
  private final SSLSocketFactory tls;
  private final Duration patience;

  OutboundHttp(OutboundGuard guard, SSLSocketFactory tls) {
    this(guard, tls, PATIENCE);
  }

  OutboundHttp(OutboundGuard guard, SSLSocketFactory tls, Duration patience) {
    this.guard = guard;
    this.tls = tls;
    this.patience = patience;
  }

  /// Posts, and returns the status.
  ///
  /// @param headers values without control characters
  /// @throws Fault.Permanent `outbound_refused`: an address that may not be called
  /// @throws Fault.Transient `outbound_unavailable`: nobody answered in time
  int post(URI url, Map<String, String> headers, byte[] body) {
    try (var line = new Line()) {
      var task = new FutureTask<>(() -> exchange(line, url, head(url, headers, body.length), body));
      Thread.ofVirtual().start(task);
      return task.get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new Fault.Transient(
          "outbound_unavailable",
          "%s did not answer within %d s.".formatted(url.getHost(), patience.toSeconds()));
    } catch (ExecutionException e) {
      if (e.getCause() instanceof Fault fault) throw fault;
      throw new Fault.Transient(
          "outbound_unavailable", url.getHost() + " could not be reached.", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Fault.Transient("outbound_unavailable", "The call was interrupted.", e);
    }
  }

  /// The socket of one call, closed by whoever gives up first.
  private static final class Line implements AutoCloseable {
    private final Socket socket = new Socket();

    @Override
    public void close() {
      try {
        socket.close();
      } catch (IOException e) {
        // It is of no use any more.
      }
    }
  }

  private int exchange(Line line, URI url, byte[] head, byte[] body) throws IOException {
    var address = address(url);
    int port = OutboundGuard.port(url);
    line.socket.connect(new InetSocketAddress(address, port));
    var socket =
        "https".equalsIgnoreCase(url.getScheme())
            ? encrypted(line.socket, OutboundGuard.host(url), port)
            : line.socket;
    var out = socket.getOutputStream();
    out.write(head);
    out.write(body);
    out.flush();
    return status(new BufferedInputStream(socket.getInputStream()));
  }

  private InetAddress address(URI url) throws UnknownHostException {
    var all = InetAddress.getAllByName(OutboundGuard.host(url));
    if (guard.isOpened(url)) return all[0];
    for (var address : all)
      if (!PublicAddress.is(address))
        throw new Fault.Permanent(
            "outbound_refused",
            url.getHost() + " leads to an address that is not on the public internet.");
    return all[0];
  }

  private SSLSocket encrypted(Socket plain, String host, int port) throws IOException {
    var socket = (SSLSocket) tls.createSocket(plain, host, port, true);
    var parameters = socket.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    socket.setSSLParameters(parameters);
    socket.startHandshake();
    return socket;
  }

  private static byte[] head(URI url, Map<String, String> headers, int length) {
    String path = url.getRawPath().isEmpty() ? "/" : url.getRawPath();
    var text = new StringBuilder("POST ").append(path);
    if (url.getRawQuery() != null) text.append('?').append(url.getRawQuery());
    text.append(" HTTP/1.1\r\nHost: ").append(url.getHost());
    if (url.getPort() >= 0) text.append(':').append(url.getPort());
    text.append("\r\nConnection: close\r\nUser-Agent: Convergence\r\nContent-Length: ")
        .append(length)
        .append("\r\n");
    headers.forEach((name, value) -> text.append(name).append(": ").append(value).append("\r\n"));
    return text.append("\r\n").toString().getBytes(StandardCharsets.US_ASCII);
  }

  private static int status(InputStream in) throws IOException {
    var line = new ByteArrayOutputStream();
    for (int read = 0; read < LARGEST_HEAD; read++) {
      int b = in.read();
      if (b < 0) break;
      if (b != '\n') {
        line.write(b);
        continue;
      }
      var matcher = STATUS.matcher(line.toString(StandardCharsets.ISO_8859_1).strip());
      if (!matcher.matches()) break;
      return Integer.parseInt(matcher.group(1));
    }
    throw new IOException("no HTTP answer");
  }
}
