package convergence.google.emulator;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Google's emulators as the Cloud SDK brings them: jars, which need no gcloud to run.
public enum SdkEmulator {
  PUBSUB(
      "PUBSUB_EMULATOR_HOST",
      "platform/pubsub-emulator/lib",
      "cloud-pubsub-emulator-[0-9.]+-all\\.jar",
      "google-cloud-cli-pubsub-emulator"),
  FIRESTORE(
      "FIRESTORE_EMULATOR_HOST",
      "platform/cloud-firestore-emulator",
      "cloud-firestore-emulator\\.jar",
      "google-cloud-cli-firestore-emulator");

  private final String variable;
  private final String folder;
  private final String jar;
  private final String debianPackage;

  SdkEmulator(String variable, String folder, String jar, String debianPackage) {
    this.variable = variable;
    this.folder = folder;
    this.jar = jar;
    this.debianPackage = debianPackage;
  }

  /// The environment variable that names one that runs.
  public String variable() {
    return variable;
  }

  /// Of Google's repository, for whoever has to install it.
  public String debianPackage() {
    return debianPackage;
  }

  /// Its jar, where a Cloud SDK is installed.
  ///
  /// @param environment `CLOUDSDK_ROOT_DIR` wins over the usual places
  public Optional<Path> installed(Map<String, String> environment) {
    var homes = new ArrayList<String>();
    var root = environment.get("CLOUDSDK_ROOT_DIR");
    if (root != null) homes.add(root);
    homes.add("/usr/lib/google-cloud-sdk");
    homes.add("/opt/google-cloud-sdk");
    homes.add(System.getProperty("user.home") + "/google-cloud-sdk");
    homes.add("/opt/homebrew/share/google-cloud-sdk");
    return homes.stream()
        .map(home -> Path.of(home, folder))
        .flatMap(place -> jars(place).stream())
        .findFirst();
  }

  private List<Path> jars(Path place) {
    if (!Files.isDirectory(place)) return List.of();
    try (var files = Files.list(place)) {
      return files.filter(file -> file.getFileName().toString().matches(jar)).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// What starts it on loopback, with this process's Java.
  public List<String> command(Path file, int port) {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Xmx512m");
    command.addAll(
        switch (this) {
          case PUBSUB -> List.of("-jar", file.toString(), "--host=127.0.0.1", "--port=" + port);
          case FIRESTORE ->
              List.of(
                  "-cp",
                  file.toString(),
                  "com.google.cloud.datastore.emulator.firestore.CloudFirestore",
                  "--host",
                  "127.0.0.1",
                  "--port",
                  Integer.toString(port));
        });
    return command;
  }
}
