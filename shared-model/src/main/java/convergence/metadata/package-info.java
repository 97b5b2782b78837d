/// The tables in which the system tells about itself: declared once in configs/metadata/schemas, made in the
/// warehouse here.
@NullMarked
package convergence.metadata;

import org.jspecify.annotations.NullMarked;
