/** The way from commands to the services: channels, names, operations, refusals in words. */
@NullMarked
package org.steermesh.cli.client;

import org.jspecify.annotations.NullMarked;
