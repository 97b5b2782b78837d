package convergence.credential;

import convergence.port.Json;
import convergence.port.Secret;
import convergence.problem.FieldError;
import convergence.problem.Refusal;
import convergence.problem.RefusedException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/// What a provider's credential must hold. Says what is missing or of the wrong form and never what was sent.
public final class CredentialShape {
  private static final int LARGEST = 64 * 1024;
  private static final Pattern MAIL = Pattern.compile("[^@\\s]+@[^@\\s]+\\.[^@\\s]+");
  private static final Pattern PEM =
      Pattern.compile(
          "-----BEGIN (?:RSA )?PRIVATE KEY-----.+-----END (?:RSA )?PRIVATE KEY-----\\s*",
          Pattern.DOTALL);
  private static final Pattern ACCESS_KEY = Pattern.compile("\\w{16,128}");
  private static final Pattern TEXT = Pattern.compile("[\\x21-\\x7e]{8,4096}");
  private static final Pattern NAME = Pattern.compile("[\\x21-\\x7e]{1,256}");

  private CredentialShape() {}

  /// A credential whose shape fits.
  ///
  /// @param hint what its owner may see of it
  public record Fitted(Provider provider, Secret secret, String hint) {}

  /// @param sent the object in the request's `credentials`
  /// @throws RefusedException BadRequest naming each field that does not fit
  public static Fitted fit(Provider provider, Map<String, Object> sent) {
    var check = new Check(sent);
    String hint =
        switch (provider) {
          case GCP -> gcp(check);
          case AWS -> aws(check);
          case AZURE -> azure(check);
          case OPENAI, CLAUDE -> lastFour(check.text("api_key", TEXT, "the provider's API key"));
        };
    check.end();
    var secret = new Secret(Json.write(sent));
    if (secret.reveal().length() > LARGEST)
      throw new RefusedException(
          Refusal.BadRequest.of("/credentials", "credentials holds at most 64 KB."));
    return new Fitted(provider, secret, hint);
  }

  private static String gcp(Check check) {
    String type = check.text("type", NAME, "\"service_account\"");
    if (!type.isEmpty() && !type.equals("service_account"))
      check.wrong("type", "\"service_account\"");
    check.text("project_id", NAME, "the service account's project");
    check.text("private_key", PEM, "a private key in PEM, as Google's file has it");
    return check.text("client_email", MAIL, "the service account's e-mail address");
  }

  private static String aws(Check check) {
    String prefix = check.has("aws_access_key_id") ? "aws_" : "";
    String id = check.text(prefix + "access_key_id", ACCESS_KEY, "16 to 128 letters and digits");
    check.text(prefix + "secret_access_key", TEXT, "the secret of the access key");
    return lastFour(id);
  }

  private static String azure(Check check) {
    check.text("tenant_id", NAME, "the directory (tenant) id");
    String id = check.text("client_id", NAME, "the application (client) id");
    check.text("client_secret", TEXT, "the client secret");
    return lastFour(id);
  }

  /// Of a short text even four letters would tell too much.
  private static String lastFour(String text) {
    return text.length() < 16 ? "…" : "…" + text.substring(text.length() - 4);
  }

  private static final class Check {
    private final Map<String, Object> sent;
    private final List<FieldError> errors = new ArrayList<>();

    Check(Map<String, Object> sent) {
      this.sent = sent;
    }

    boolean has(String name) {
      return sent.containsKey(name);
    }

    String text(String name, Pattern form, String what) {
      if (sent.get(name) instanceof String text && form.matcher(text).matches()) return text;
      wrong(name, what);
      return "";
    }

    void wrong(String name, String what) {
      errors.add(FieldError.of("/credentials/" + name, name + " must be " + what + "."));
    }

    void end() {
      if (!errors.isEmpty())
        throw new RefusedException(new Refusal.BadRequest(errors.getFirst().detail(), errors));
    }
  }
}
