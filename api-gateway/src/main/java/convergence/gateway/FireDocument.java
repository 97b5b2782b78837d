package convergence.gateway;

import com.fasterxml.jackson.annotation.JsonInclude;
import convergence.schedule.Fire;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;

/// A time at which a schedule fires.
///
/// @param localTime what clocks show there then
/// @param mark `GAP`: the time asked for does not exist, this is the first after it; `OVERLAP`: it comes twice
public record FireDocument(
    Instant fireAt,
    String localTime,
    @JsonInclude(JsonInclude.Include.ALWAYS) @Nullable String mark) {
  private static final DateTimeFormatter LOCAL = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm");

  static FireDocument of(Fire fire, ZoneId zone) {
    return new FireDocument(
        fire.at(),
        LOCAL.format(LocalDateTime.ofInstant(fire.at(), zone)),
        switch (fire.kind()) {
          case REGULAR -> null;
          case GAP -> "GAP";
          case OVERLAP -> "OVERLAP";
        });
  }
}
