package convergence.notice;

import convergence.port.Document;
import convergence.port.DocumentStore.Tx;
import convergence.port.Index;
import convergence.port.Json;
import convergence.port.Key;
import java.util.List;
import java.util.Map;

/// Where happenings wait to be told, written by the transaction in which they happened: nothing is told that did not
/// happen, and nothing that happened is forgotten.
public final class Outbox {
  public static final Index WAITING = new Index("outbox", "waiting", List.of("since"));

  /// 1 held a mail that was ready to be sent.
  private static final int VERSION = 2;

  private Outbox() {}

  public static void put(Tx tx, NoticeEvent event) {
    tx.put(
        key(event.id()),
        new Document(VERSION, Json.write(event), Map.of("since", event.at().toEpochMilli())));
  }

  public static Key key(String id) {
    return new Key("outbox", id);
  }
}
