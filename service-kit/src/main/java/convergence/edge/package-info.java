/// The HTTP edge that the services share: [convergence.edge.Access] says who may call a route,
/// [convergence.edge.ArrivalFilter] and [convergence.edge.DoorFilter] hold it, [convergence.edge.Problems]
/// turns every *no* into a problem document.
@NullMarked
package convergence.edge;

import org.jspecify.annotations.NullMarked;
