/// The Google foundation: Pub/Sub, Firestore, BigQuery, KMS.
@NullMarked
package convergence.google;

import org.jspecify.annotations.NullMarked;
