package convergence.contract;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/// A small real mail server on the loopback address (RFC 5321, 3207, 4954), whose answers a test may
/// replace to make it refuse.
public final class PostOffice implements AutoCloseable {
  private final ServerSocket server;
  private final @Nullable SSLSocketFactory tls;
  private final Map<String, String> answers = new ConcurrentHashMap<>();
  private final List<String> mails = new CopyOnWriteArrayList<>();
  private final List<String> commands = new CopyOnWriteArrayList<>();

  /// @param tls offered as STARTTLS; null: no encryption
  public PostOffice(@Nullable SSLSocketFactory tls) {
    this.tls = tls;
    try {
      server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread.ofVirtual().start(this::accept);
  }

  public int port() {
    return server.getLocalPort();
  }

  /// What was taken, as it came over the wire.
  public List<String> mails() {
    return mails;
  }

  /// All lines that clients sent, but for the mails' own; a mark before those that were encrypted.
  public List<String> commands() {
    return commands;
  }

  /// Answers lines that begin so; `DROP` closes the connection.
  public void answers(String beginning, String reply) {
    answers.put(beginning, reply);
  }

  private void accept() {
    while (true) {
      try {
        var socket = server.accept();
        Thread.ofVirtual().start(() -> talk(socket));
      } catch (SocketException e) {
        return;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private void talk(Socket plain) {
    try (var socket = plain) {
      if (converse(socket, "220 ready", false) && tls != null) {
        var encrypted = (SSLSocket) tls.createSocket(socket, null, socket.getPort(), false);
        encrypted.setUseClientMode(false);
        converse(encrypted, "", true);
      }
    } catch (IOException e) {
      // The client is gone.
    }
  }

  /// @return true: go on encrypted
  private boolean converse(Socket socket, String greeting, boolean encrypted) throws IOException {
    var in =
        new BufferedReader(
            new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
    var out = new OutputStreamWriter(socket.getOutputStream(), StandardCharsets.ISO_8859_1);
    if (!greeting.isEmpty()) say(out, greeting);
    for (var line = in.readLine(); line != null; line = in.readLine()) {
      commands.add((encrypted ? "*" : "") + line);
      var reply = reply(line, encrypted);
      if (reply.equals("DROP")) return false;
      say(out, reply);
      if (reply.startsWith("354") && !take(in, out)) return false;
      if (line.equals("STARTTLS")) return true;
      if (line.equals("QUIT")) return false;
    }
    return false;
  }

  private String reply(String line, boolean encrypted) {
    for (var answer : answers.entrySet())
      if (line.startsWith(answer.getKey())) return answer.getValue();
    if (line.startsWith("EHLO"))
      return "250-localhost\r\n"
          + (tls != null && !encrypted ? "250-STARTTLS\r\n" : "")
          + "250 AUTH PLAIN";
    if (line.startsWith("AUTH")) return "235 welcome";
    if (line.equals("DATA")) return "354 go on";
    if (line.equals("STARTTLS")) return "220 go on";
    return "250 fine";
  }

  private boolean take(BufferedReader in, Writer out) throws IOException {
    var mail = new ArrayList<String>();
    for (var line = in.readLine(); line != null; line = in.readLine()) {
      if (line.equals(".")) {
        var reply = answers.getOrDefault("mail", "250 taken");
        if (reply.equals("DROP")) return false;
        if (reply.startsWith("250")) mails.add(String.join("\r\n", mail) + "\r\n");
        say(out, reply);
        return true;
      }
      mail.add(line.startsWith(".") ? line.substring(1) : line);
    }
    return false;
  }

  private static void say(Writer out, String line) throws IOException {
    out.write(line + "\r\n");
    out.flush();
  }

  @Override
  public void close() {
    try {
      server.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
