package convergence.tenant;

/// Maps a tenant id to the name of its dataset: injective, also where upper and lower case are the same.
///
/// BigQuery allows letters, digits and `_`; DuckDB ignores case. An id of lower-case letters, digits and `_`
/// is its own dataset. Any other id gets a readable base, `__`, and a letter for each character that says
/// what it was (`l` as it stands, `u` upper case, `h` hyphen), padded with `0` to 65 characters or more: longer
/// than any id that is its own dataset, so the two kinds never meet.
public final class DatasetName {
  private static final int LONGER_THAN_ANY_ID = 65;

  private DatasetName() {}

  public static String of(TenantId tenant) {
    String id = tenant.value();
    var base = new StringBuilder();
    var kinds = new StringBuilder();
    boolean plain = true;
    for (int i = 0; i < id.length(); i++) {
      char c = id.charAt(i);
      if (c == '-') {
        base.append('_');
        kinds.append('h');
        plain = false;
      } else if (c >= 'A' && c <= 'Z') {
        base.append((char) (c + 32));
        kinds.append('u');
        plain = false;
      } else {
        base.append(c);
        kinds.append('l');
      }
    }
    if (plain) return id;
    base.append("__").append(kinds);
    while (base.length() < LONGER_THAN_ANY_ID) base.append('0');
    return base.toString();
  }
}
