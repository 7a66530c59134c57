/** What can be configured beside the hosted model, each key with its default and meaning. */
@NullMarked
package org.steermesh.activation.config;

import org.jspecify.annotations.NullMarked;
