package convergence.mail;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;

/// A certificate for `localhost` made for one test.
///
/// @param server shows it
/// @param trusting trusts it and no other
record TestIdentity(SSLSocketFactory server, SSLSocketFactory trusting) {
  private static final char[] STORE_WORD = "changeit".toCharArray();

  static TestIdentity make(Path folder) {
    try {
      var keys = keytool(folder.resolve("identity.p12"));
      var identity = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      identity.init(keys, STORE_WORD);
      var server = SSLContext.getInstance("TLS");
      server.init(identity.getKeyManagers(), null, null);
      var trusted = KeyStore.getInstance("PKCS12");
      trusted.load(null, null);
      trusted.setCertificateEntry("server", keys.getCertificate("server"));
      var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(trusted);
      var client = SSLContext.getInstance("TLS");
      client.init(null, trust.getTrustManagers(), null);
      return new TestIdentity(server.getSocketFactory(), client.getSocketFactory());
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static KeyStore keytool(Path file) throws IOException, GeneralSecurityException {
    var command =
        new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin/keytool").toString());
    for (var word :
        ("-genkeypair -alias server -keyalg EC -dname CN=localhost -ext SAN=dns:localhost"
                + " -storetype PKCS12 -storepass changeit -validity 2")
            .split(" ")) command.command().add(word);
    command.command().add("-keystore");
    command.command().add(file.toString());
    try {
      int exit = command.inheritIO().start().waitFor();
      if (exit != 0) throw new IllegalStateException("keytool: " + exit);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    var keys = KeyStore.getInstance("PKCS12");
    try (var in = Files.newInputStream(file)) {
      keys.load(in, STORE_WORD);
    }
    return keys;
  }
}
