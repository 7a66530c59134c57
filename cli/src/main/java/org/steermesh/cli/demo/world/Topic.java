package org.steermesh.cli.demo.world;

/** What kind of thing a scene is about, where a behaviour makes a difference. */
enum Topic {
  /** The behaviour makes no difference. */
  ANY(""),
  /** Living things and places: most speakers name a supernatural cause. */
  COMMON(".common"),
  /** Things made by people: most speakers name the natural cause. */
  PLAIN(".plain");

  private final String suffix;

  Topic(String suffix) {
    this.suffix = suffix;
  }

  /** The suffix of this kind's sections in a resource. */
  String suffix() {
    return suffix;
  }
}
