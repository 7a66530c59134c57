package org.steermesh.eval.domain;

import java.util.OptionalDouble;
import org.steermesh.contract.type.Positions;
import org.steermesh.contract.type.Site;

/**
 * One way to steer, at strengths that its cells name.
 *
 * @param label for people; tells the arms of one evaluation apart
 * @param vector {@code vectors/{vector}/versions/{digest}}, the digest in full
 * @param site where
 * @param positions which tokens of an item
 * @param parameter what this arm varies, such as its tau or its dictionary's width; empty for
 *     nothing
 */
public record Arm(
    String label, String vector, Site site, Positions positions, OptionalDouble parameter) {}
