package convergence.gateway;

import convergence.port.Cipher;
import convergence.port.Secret;
import convergence.run.RunLedger;
import convergence.warehouse.Analysis;
import convergence.warehouse.BoundSql;
import convergence.warehouse.Schemas;
import convergence.warehouse.Statements;
import convergence.warehouse.Variable;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Factory;
import jakarta.inject.Provider;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Map;

/// What stands in for the adapters.
@Factory
final class TownBeans {
  @Bean
  @Singleton
  MemoryStore store() {
    return new MemoryStore();
  }

  @Bean
  @Singleton
  Hand hand(Provider<RunLedger> ledger, InstantSource clock) {
    return new Hand(ledger, clock);
  }

  @Bean
  @Singleton
  BareWarehouse warehouse() {
    return new BareWarehouse();
  }

  /// Seals by turning the bytes round: enough for a book that only has to keep them.
  @Bean
  @Singleton
  Cipher cipher() {
    return new Cipher() {
      @Override
      public byte[] seal(Secret plain, Context context) {
        return new StringBuilder(plain.reveal())
            .reverse()
            .toString()
            .getBytes(StandardCharsets.UTF_8);
      }

      @Override
      public Secret open(byte[] sealed, Context context) {
        var text = new String(sealed, StandardCharsets.UTF_8);
        return new Secret(new StringBuilder(text).reverse().toString());
      }
    };
  }

  /// No template of the town has SQL.
  @Bean
  @Singleton
  Statements statements() {
    return new Statements() {
      @Override
      public BoundSql bind(String template, Map<String, Variable> variables) {
        throw new UnsupportedOperationException();
      }

      @Override
      public Analysis analyse(BoundSql sql, Schemas schemas, String defaultDataset) {
        throw new UnsupportedOperationException();
      }
    };
  }
}
