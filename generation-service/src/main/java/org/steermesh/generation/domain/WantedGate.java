package org.steermesh.generation.domain;

import java.util.Optional;
import org.steermesh.engine.steering.Site;
import org.steermesh.generation.domain.WantedIntervention.VectorChoice;

/**
 * A condition as a caller asks for it.
 *
 * @param vector what is looked for
 * @param site where; empty takes the default site of the vector
 * @param feature of a sparse vector, whose value is looked at; empty looks along the direction
 * @param threshold above which the intervention acts
 * @param closing above which it goes on acting; at most the threshold
 */
public record WantedGate(
    VectorChoice vector,
    Optional<Site> site,
    Optional<Integer> feature,
    float threshold,
    float closing) {}
