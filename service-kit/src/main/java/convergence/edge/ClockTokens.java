package convergence.edge;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.util.DefaultResourceRetriever;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.nimbusds.jwt.proc.BadJWTException;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import jakarta.inject.Singleton;
import java.net.MalformedURLException;
import java.net.URI;
import java.text.ParseException;
import java.time.InstantSource;
import java.util.Date;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Tells whether an OpenID Connect identity token is the scheduler's: Google's, for this audience, of that service
/// account, in time.
///
/// On Cloud Run behind its IAM check the signature has been verified and replaced by a constant before the request
/// arrives. That is believed only where configured so, and only of the header that Cloud Run itself has checked.
@Singleton
final class ClockTokens {
  private static final Set<String> ISSUERS =
      Set.of("https://accounts.google.com", "accounts.google.com");

  private static final String SIGNATURE_CHECKED = "SIGNATURE_REMOVED_BY_GOOGLE";
  private static final int CONNECT_MILLIS = 2_000;
  private static final int READ_MILLIS = 2_000;
  private static final int LARGEST_BYTES = 100_000;
  private static final Logger LOG = LoggerFactory.getLogger(ClockTokens.class);

  private final ClockConfig config;
  private final InstantSource clock;
  private volatile @Nullable DefaultJWTProcessor<SecurityContext> processor;

  ClockTokens(ClockConfig config, InstantSource clock) {
    this.config = config;
    this.clock = clock;
  }

  boolean areOn() {
    return config.isOn();
  }

  /// @param token what stood behind `Bearer` in `Authorization`
  /// @param otherHeader `X-Serverless-Authorization` came too: then Cloud Run has checked that one, and not this
  boolean opens(String token, boolean otherHeader) {
    if (!config.isOn()) return false;
    try {
      return config.keys().equals(ClockConfig.CLOUD_RUN)
          ? !otherHeader && checkedInFront(token)
          : isCaller(signed().process(token, null));
    } catch (ParseException | BadJOSEException | JOSEException e) {
      LOG.info("an identity token was refused: {}", e.getMessage());
      return false;
    }
  }

  private boolean checkedInFront(String token) throws ParseException, BadJWTException {
    if (!token.endsWith("." + SIGNATURE_CHECKED)) return false;
    var claims = SignedJWT.parse(token).getJWTClaimsSet();
    claimsVerifier().verify(claims, null);
    return isCaller(claims);
  }

  private boolean isCaller(JWTClaimsSet claims) throws ParseException {
    return ISSUERS.contains(claims.getIssuer())
        && config.email().equals(claims.getStringClaim("email"))
        && Boolean.TRUE.equals(claims.getBooleanClaim("email_verified"));
  }

  /// Made at the first token: most processes never see one.
  private DefaultJWTProcessor<SecurityContext> signed() {
    var made = processor;
    if (made != null) return made;
    var fresh = new DefaultJWTProcessor<SecurityContext>();
    try {
      var keys =
          JWKSourceBuilder.create(
                  URI.create(config.keys()).toURL(),
                  new DefaultResourceRetriever(CONNECT_MILLIS, READ_MILLIS, LARGEST_BYTES))
              .retrying(true)
              .build();
      fresh.setJWSKeySelector(new JWSVerificationKeySelector<>(JWSAlgorithm.RS256, keys));
    } catch (MalformedURLException e) {
      throw new IllegalStateException("checked at the start", e);
    }
    fresh.setJWTClaimsSetVerifier(claimsVerifier());
    processor = fresh;
    return fresh;
  }

  private DefaultJWTClaimsVerifier<SecurityContext> claimsVerifier() {
    return new DefaultJWTClaimsVerifier<>(
        config.audience(), null, Set.of("iss", "aud", "exp", "iat", "email", "email_verified")) {
      @Override
      protected Date currentTime() {
        return Date.from(clock.instant());
      }
    };
  }
}
