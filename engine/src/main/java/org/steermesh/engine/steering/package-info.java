/**
 * What steering is: sites, positions, operations, interventions, and the receipt that says what
 * they did.
 */
@NullMarked
package org.steermesh.engine.steering;

import org.jspecify.annotations.NullMarked;
