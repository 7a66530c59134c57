/**
 * What a steered request is: wanted interventions, the vectors they name, and the checks between
 * them and the model. No transport.
 */
@NullMarked
package org.steermesh.generation.domain;

import org.jspecify.annotations.NullMarked;
