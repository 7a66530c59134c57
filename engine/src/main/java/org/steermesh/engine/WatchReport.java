package org.steermesh.engine;

/**
 * What a watch saw.
 *
 * @param alarms how often the text went beyond what was allowed
 * @param firstAlarm number of tokens generated when it first did; 0 where it never did
 * @param largestRepetition of any window; 0 where there was none
 * @param leastEntropy of any window, in nats; 0 where there was none, or entropy was not watched
 * @param scale what the strengths were multiplied by at the end
 */
public record WatchReport(
    int alarms, int firstAlarm, double largestRepetition, double leastEntropy, float scale) {}
