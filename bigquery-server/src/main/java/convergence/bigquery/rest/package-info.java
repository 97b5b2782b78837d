/// One class for each resource of the REST API: takes a call apart and asks who knows.
@NullMarked
package convergence.bigquery.rest;

import org.jspecify.annotations.NullMarked;
