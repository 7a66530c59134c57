/**
 * What a service that hosts a model needs: the loaded model, its queue, and calls that run off the
 * event loops.
 */
@NullMarked
package org.steermesh.host;

import org.jspecify.annotations.NullMarked;
