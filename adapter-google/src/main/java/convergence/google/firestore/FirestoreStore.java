package convergence.google.firestore;

import com.google.cloud.firestore.DocumentSnapshot;
import com.google.cloud.firestore.FieldPath;
import com.google.cloud.firestore.Firestore;
import com.google.cloud.firestore.Query.Direction;
import convergence.port.Commit;
import convergence.port.Document;
import convergence.port.DocumentStore;
import convergence.port.Fact;
import convergence.port.Ids;
import convergence.port.Index;
import convergence.port.Key;
import convergence.port.Query;
import convergence.problem.Fault;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The document store of the Google foundation. A commit is durable when it returns.
///
/// A transaction reads by key and writes one batch; each write depends on the update time of what was read. Every
/// document names the transaction that wrote it, so that a commit whose answer was lost is recognised instead of
/// being decided a second time.
public final class FirestoreStore implements DocumentStore {
  private static final int TRIES = 8;
  private static final long SHORTEST_PAUSE_NANOS = 5_000_000;
  private static final long COMMIT_SECONDS = 20;

  private final Places places;
  private final Set<Index> declared;
  private final FirestoreFacts facts;
  private final Stripes stripes = new Stripes();
  private final Ids ids;

  /// @param prefix of every collection's name
  /// @param declared every index that a query may name; Terraform makes them
  public FirestoreStore(Firestore firestore, String prefix, List<Index> declared, Ids ids) {
    this.places = new Places(firestore, prefix);
    this.declared = Set.copyOf(declared);
    this.facts = new FirestoreFacts(places);
    this.ids = ids;
  }

  @Override
  public <T> Commit<T> commit(Function<Tx, T> work) {
    var first = new Attempt(this::read, false);
    var decided = decide(first, work);
    for (int tries = 1; decided == null && tries < TRIES; tries++) {
      pause(tries);
      decided = stripes.alone(first.written(), () -> decide(new Attempt(this::read, true), work));
    }
    if (decided == null)
      throw new Fault.Transient("contention", "Too many wrote the same documents; try again.");
    return decided;
  }

  /// @return null: somebody else wrote first
  private <T> @Nullable Done<T> decide(Attempt attempt, Function<Tx, T> work) {
    var value = work.apply(attempt);
    attempt.throwIfRefused();
    if (attempt.isReadOnly() || write(attempt)) return new Done<>(value);
    return null;
  }

  /// @return false: somebody else wrote first
  private boolean write(Attempt attempt) {
    var transaction = ids.uuid().toString();
    var batch = places.firestore().batch();
    attempt.into(batch, places, transaction);
    facts.into(batch, attempt.facts(), transaction);
    try {
      batch.commit().get(COMMIT_SECONDS, TimeUnit.SECONDS);
      return true;
    } catch (ExecutionException e) {
      var cause = Objects.requireNonNullElse(e.getCause(), e);
      // The client itself repeats a commit whose answer was lost; the repetition then meets our own
      // write.
      if (happened(attempt, transaction)) return true;
      if (Answers.isConflict(cause)) return false;
      if (Answers.isRefusal(cause))
        throw new Fault.Permanent(
            "document_refused", "Firestore refuses it: " + cause.getMessage());
      throw Answers.unavailable(cause);
    } catch (TimeoutException e) {
      if (happened(attempt, transaction)) return true;
      throw Answers.unavailable(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Answers.unavailable(e);
    }
  }

  private boolean happened(Attempt attempt, String transaction) {
    return attempt.left().stream().anyMatch(key -> transaction.equals(read(key).transaction()))
        || (!attempt.facts().isEmpty() && facts.holds(transaction));
  }

  private Stored read(Key key) {
    return Stored.of(Answers.of(places.of(key).get()));
  }

  private void pause(int tries) {
    long longest = SHORTEST_PAUSE_NANOS << Math.min(tries, 4);
    LockSupport.parkNanos(SHORTEST_PAUSE_NANOS + (long) (ids.fraction() * longest));
  }

  @Override
  public Optional<Document> get(Key key) {
    return Optional.ofNullable(read(key).document());
  }

  @Override
  public List<Query.Hit> query(Query query) {
    var index = query.index();
    var found = ordered(query);
    var after = query.after();
    if (after != null) found = found.startAfter(after.value(), DocumentIds.encode(after.id()));
    return Answers.of(found.limit(query.limit()).get()).getDocuments().stream()
        .map(snapshot -> hit(index, snapshot))
        .toList();
  }

  /// Counted from the index: a thousand entries cost one read.
  @Override
  public long count(Query query) {
    return Answers.of(ordered(query).count().get()).getCount();
  }

  private com.google.cloud.firestore.Query ordered(Query query) {
    var index = query.index();
    if (!declared.contains(index))
      throw new IllegalArgumentException("an index that was not declared: " + index);
    com.google.cloud.firestore.Query found = places.collection(index.collection());
    for (int i = 0; i < query.equal().size(); i++)
      found = found.whereEqualTo(field(index.fields().get(i)), query.equal().get(i));
    var last = field(index.ordered());
    if (query.from() != null) found = found.whereGreaterThanOrEqualTo(last, query.from());
    if (query.to() != null) found = found.whereLessThan(last, query.to());
    var direction = query.descending() ? Direction.DESCENDING : Direction.ASCENDING;
    return found.orderBy(last, direction).orderBy(FieldPath.documentId(), direction);
  }

  private static FieldPath field(String name) {
    return FieldPath.of(Stored.FIELDS, name);
  }

  private static Query.Hit hit(Index index, DocumentSnapshot snapshot) {
    var document = Stored.document(snapshot);
    var id = DocumentIds.decode(snapshot.getId());
    var place = Objects.requireNonNull(document.fields().get(index.ordered()));
    return new Query.Hit(new Key(index.collection(), id), document, new Query.Cursor(place, id));
  }

  @Override
  public List<Fact.Numbered> facts(int limit) {
    return facts.oldest(limit);
  }

  @Override
  public void dropFacts(long upTo) {
    facts.drop(upTo);
  }

  private record Done<T>(T value) implements Commit<T> {
    @Override
    public void awaitDurable() {
      // Firestore answers a commit when it is durable.
    }
  }
}
