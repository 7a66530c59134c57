/** How this service is set up: what a person may configure, and the parts that need it. */
@NullMarked
package org.steermesh.generation.config;

import org.jspecify.annotations.NullMarked;
