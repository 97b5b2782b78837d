/// Tests of pipelines as JSON: what a case says, how answers are compared with it, how it is reported.
@NullMarked
package convergence.standalone.cases;

import org.jspecify.annotations.NullMarked;
