package convergence.google.firestore;

/// Writes any id as a Firestore document id: no `/`, not `.` or `..`, not `__…__`. Injective, and in the order of
/// the ids, since pages break ties by document id: `.` becomes `.0` and `/` becomes `.1`.
final class DocumentIds {
  private DocumentIds() {}

  static String encode(String id) {
    return "k" + id.replace(".", ".0").replace("/", ".1");
  }

  static String decode(String documentId) {
    return documentId.substring(1).replace(".1", "/").replace(".0", ".");
  }
}
