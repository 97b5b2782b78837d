package convergence.edge;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Date;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Identity tokens against keys that a server publishes.
final class ClockTokensTest {
  private static final String EMAIL = "clock@example.iam.gserviceaccount.com";
  private static final String AUDIENCE = "https://scheduler.example.com";
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

  private static RSAKey key;
  private static HttpServer issuer;

  @BeforeAll
  static void open() throws IOException, JOSEException {
    key = new RSAKeyGenerator(2048).keyID("one").generate();
    var published = new JWKSet(key.toPublicJWK()).toString().getBytes(StandardCharsets.UTF_8);
    issuer = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    issuer.createContext(
        "/certs",
        exchange -> {
          exchange.sendResponseHeaders(200, published.length);
          exchange.getResponseBody().write(published);
          exchange.close();
        });
    issuer.start();
  }

  @AfterAll
  static void close() {
    issuer.stop(0);
  }

  @Test
  void a_signed_token_of_the_scheduler_opens() throws JOSEException {
    assertThat(signed().opens(token(claims()), false)).isTrue();
    assertThat(
            new ClockTokens(config("", ""), InstantSource.fixed(NOW)).opens(token(claims()), false))
        .as("nobody was named")
        .isFalse();
  }

  @Test
  void a_token_of_another_caller_audience_issuer_key_or_time_does_not() throws JOSEException {
    var hour = Duration.ofHours(1);
    var refused =
        Map.of(
            "caller", claims().claim("email", "other@example.com"),
            "not verified", claims().claim("email_verified", false),
            "audience", claims().audience("https://elsewhere.example.com"),
            "issuer", claims().issuer("https://issuer.example.com"),
            "expired", claims().expirationTime(Date.from(NOW.minus(hour))),
            "for ever", claims().expirationTime(null));
    for (var each : refused.entrySet())
      assertThat(signed().opens(token(each.getValue()), false)).as(each.getKey()).isFalse();

    var stranger = new RSAKeyGenerator(2048).keyID("one").generate();
    assertThat(signed().opens(token(claims(), stranger), false)).isFalse();
    assertThat(signed().opens(withoutSignature(claims()), false)).isFalse();
    assertThat(signed().opens(new PlainJWT(claims().build()).serialize(), false)).isFalse();
    assertThat(signed().opens("nonsense", false)).isFalse();
  }

  @Test
  void behind_cloud_run_there_is_no_signature_and_the_claims_decide() throws JOSEException {
    var tokens = new ClockTokens(config(EMAIL, "cloud-run"), InstantSource.fixed(NOW));
    assertThat(tokens.opens(withoutSignature(claims()), false)).isTrue();
    var other = claims().claim("email", "other@example.com");
    assertThat(tokens.opens(withoutSignature(other), false)).isFalse();
    var late = claims().expirationTime(Date.from(NOW.minus(Duration.ofHours(1))));
    assertThat(tokens.opens(withoutSignature(late), false)).isFalse();
    assertThat(tokens.opens(token(claims()), false))
        .as("a signature that arrives was not checked in front")
        .isFalse();
    assertThat(tokens.opens(withoutSignature(claims()), true))
        .as("then Cloud Run has checked the other header instead")
        .isFalse();
  }

  private static ClockTokens signed() {
    String keys = "http://127.0.0.1:" + issuer.getAddress().getPort() + "/certs";
    return new ClockTokens(config(EMAIL, keys), InstantSource.fixed(NOW));
  }

  private static ClockConfig config(String email, String keys) {
    return new ClockConfig(
        email, email.isEmpty() ? "" : AUDIENCE, keys.isEmpty() ? ClockConfig.GOOGLE : keys);
  }

  private static JWTClaimsSet.Builder claims() {
    return new JWTClaimsSet.Builder()
        .issuer("https://accounts.google.com")
        .audience(AUDIENCE)
        .subject("1")
        .claim("email", EMAIL)
        .claim("email_verified", true)
        .issueTime(Date.from(NOW))
        .expirationTime(Date.from(NOW.plus(Duration.ofHours(1))));
  }

  private static String token(JWTClaimsSet.Builder claims) throws JOSEException {
    return token(claims, key);
  }

  private static String token(JWTClaimsSet.Builder claims, RSAKey by) throws JOSEException {
    var header = new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(by.getKeyID()).build();
    var token = new SignedJWT(header, claims.build());
    token.sign(new RSASSASigner(by));
    return token.serialize();
  }

  private static String withoutSignature(JWTClaimsSet.Builder claims) throws JOSEException {
    String whole = token(claims);
    return whole.substring(0, whole.lastIndexOf('.')) + ".SIGNATURE_REMOVED_BY_GOOGLE";
  }
}
