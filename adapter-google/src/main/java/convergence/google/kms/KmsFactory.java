package convergence.google.kms;

import com.google.api.gax.core.NoCredentialsProvider;
import com.google.cloud.kms.v1.KeyManagementServiceClient;
import com.google.cloud.kms.v1.KeyManagementServiceSettings;
import convergence.google.GoogleConfig;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Factory;
import jakarta.inject.Singleton;
import java.io.IOException;

/// Opens the one KMS client of the process.
@Factory
final class KmsFactory {
  @Singleton
  @Bean(preDestroy = "close")
  KeyManagementServiceClient kms(GoogleConfig config) throws IOException {
    var settings = KeyManagementServiceSettings.newBuilder();
    var emulator = config.kmsEmulatorHost();
    if (emulator != null)
      settings
          .setCredentialsProvider(NoCredentialsProvider.create())
          .setTransportChannelProvider(
              KeyManagementServiceSettings.defaultGrpcTransportProviderBuilder()
                  .setEndpoint(emulator)
                  .setChannelConfigurator(channel -> channel.usePlaintext())
                  .build());
    return KeyManagementServiceClient.create(settings.build());
  }

  @Singleton
  @Bean(typed = {KmsCipher.class, convergence.port.Cipher.class})
  KmsCipher cipher(KeyManagementServiceClient kms, KmsConfig config) {
    return new KmsCipher(
        new KmsAead(kms, config.gcpKmsApiKeyName()), new KmsAead(kms, config.gcpKmsKeyName()));
  }
}
