package convergence.settings;

import convergence.settings.Settings.Foundation;
import java.util.ArrayList;
import java.util.List;

/// What variables may not say together.
final class Combinations {
  private Combinations() {}

  static List<String> faults(Settings settings) {
    var faults = new ArrayList<String>();
    if (production(settings)) production(settings, faults);
    if (settings.foundation() == Foundation.GOOGLE && !settings.given("GCP_PROJECT_ID"))
      faults.add("GCP_PROJECT_ID is not set; the Google foundation needs a project");
    try {
      var kms = settings.kmsKey();
      if (settings.foundation() == Foundation.GOOGLE && production(settings) && kms.isEmpty())
        faults.add(
            "GCP_KMS_KEY_NAME is not set; in production on Google Cloud secrets are sealed by Cloud KMS, not by a keyset file");
    } catch (IllegalArgumentException e) {
      faults.add(e.getMessage());
    }
    if (settings.foundation() == Foundation.EMBEDDED)
      for (var place : List.of("CONFIGS_DIR", "FILES_BASE"))
        if (settings.value(place).orElse("").startsWith("gs://"))
          faults.add(
              place
                  + " is in a bucket, which the embedded foundation does not read; name a folder");
    if (!settings.value("SMTP_HOST").orElse("").isEmpty() && !settings.given("SMTP_FROM"))
      faults.add("SMTP_FROM is not set; letters that go through SMTP_HOST need a sender");
    return faults;
  }

  private static void production(Settings settings, List<String> faults) {
    String refused = "=true is refused with ENVIRONMENT=production; unset it";
    if (settings.on("DISABLE_AUTH")) faults.add("DISABLE_AUTH" + refused);
    if (settings.on("ENABLE_DEV_MODE")) faults.add("ENABLE_DEV_MODE" + refused);
    if (!settings.given("ADMIN_API_KEY") && settings.foundation() == Foundation.EMBEDDED)
      faults.add(
          "ADMIN_API_KEY is not set; with ENVIRONMENT=production there is no start without it. Make one with: openssl rand -hex 24");
    if (settings.value("CORS_ALLOWED_ORIGINS").orElse("").contains("*"))
      faults.add("CORS_ALLOWED_ORIGINS=* is refused with ENVIRONMENT=production; name the origins");
  }

  static List<String> warnings(Settings settings) {
    var warnings = new ArrayList<String>();
    boolean embedded = settings.foundation() == Foundation.EMBEDDED;
    var lock = settings.value("LOCK_BACKEND").orElse("");
    if (lock.equals(embedded ? "firestore" : "memory"))
      warnings.add(
          "LOCK_BACKEND="
              + lock
              + " contradicts the "
              + (embedded ? "embedded" : "Google")
              + " foundation, whose ledger holds the claims");
    if (embedded && production(settings))
      warnings.add(
          "secrets are sealed by a keyset file, which this machine's owner can read; keep it apart from backups of the data");
    return warnings;
  }

  private static boolean production(Settings settings) {
    return settings.value("ENVIRONMENT").equals(java.util.Optional.of("production"));
  }
}
