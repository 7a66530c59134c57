/**
 * Redis: the keyspace, the scripts that change it, and the stored forms of the domain's records.
 */
@NullMarked
package org.steermesh.eval.store;

import org.jspecify.annotations.NullMarked;
