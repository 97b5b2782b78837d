/// Objects of Google Cloud Storage as files of a folder, and rows written to them.
@NullMarked
package convergence.bigquery.files;

import org.jspecify.annotations.NullMarked;
