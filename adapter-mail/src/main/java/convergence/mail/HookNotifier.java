package convergence.mail;

import convergence.outbound.OutboundGuard;
import convergence.port.Json;
import convergence.port.Notifier.Notice;
import convergence.port.Secret;
import convergence.problem.Fault;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Posts notices to Slack's incoming webhooks and to tenants' own. The latter are signed:
/// `Convergence-Signature: t={seconds},v1={hex of HMAC-SHA256 over "{seconds}.{body}"}`.
final class HookNotifier {
  /// Refusals that may be another answer next time.
  private static final Set<Integer> AGAIN = Set.of(408, 425, 429);

  private final OutboundHttp http;
  private final OutboundGuard guard;
  private final InstantSource clock;

  HookNotifier(OutboundHttp http, OutboundGuard guard, InstantSource clock) {
    this.http = http;
    this.guard = guard;
    this.clock = clock;
  }

  void slack(Notice notice, Secret url) {
    var text = "*" + escaped(notice.subject()) + "*\n" + escaped(notice.text());
    call(url, Map.of("Content-Type", "application/json"), bytes(Map.of("text", text)));
  }

  void webhook(Notice notice, Secret url, Secret secret) {
    var body = new LinkedHashMap<String, Object>();
    body.put("id", notice.id());
    body.put("tenant_id", notice.tenant());
    body.putAll(notice.about());
    body.put("subject", notice.subject());
    body.put("text", notice.text());
    var bytes = bytes(body);
    long seconds = clock.instant().getEpochSecond();
    call(
        url,
        Map.of(
            "Content-Type",
            "application/json",
            "Convergence-Id",
            Letter.name(notice.id()),
            "Convergence-Signature",
            "t=" + seconds + ",v1=" + signature(secret, seconds, bytes)),
        bytes);
  }

  static String signature(Secret secret, long seconds, byte[] body) {
    try {
      var mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret.reveal().getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
      mac.update((seconds + ".").getBytes(StandardCharsets.US_ASCII));
      return HexFormat.of().formatHex(mac.doFinal(body));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has HmacSHA256", e);
    }
  }

  private void call(Secret url, Map<String, String> headers, byte[] body) {
    URI target =
        guard
            .parse(url.reveal())
            .orElseThrow(
                () ->
                    new Fault.Permanent(
                        "outbound_refused", "The address may not be called; give an https one."));
    int status = http.post(target, headers, body);
    if (status >= 200 && status < 300) return;
    String said = "%s answered %d.".formatted(target.getHost(), status);
    if (status >= 300 && status < 400)
      throw new Fault.Permanent("outbound_refused", said + " Redirects are not followed.");
    if (status < 500 && !AGAIN.contains(status)) throw new Fault.Permanent("hook_refused", said);
    throw new Fault.Transient("outbound_unavailable", said);
  }

  private static byte[] bytes(Map<String, Object> body) {
    return Json.write(body).getBytes(StandardCharsets.UTF_8);
  }

  /// Slack reads these three as markup.
  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
