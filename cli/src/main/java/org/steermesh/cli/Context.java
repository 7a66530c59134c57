package org.steermesh.cli;

import java.nio.file.Path;
import org.steermesh.cli.show.Terminal;

/**
 * What every command is given.
 *
 * @param home the root of the project: the packaged services and the demo data lie below it
 * @param terminal where output goes
 */
public record Context(Path home, Terminal terminal) {}
