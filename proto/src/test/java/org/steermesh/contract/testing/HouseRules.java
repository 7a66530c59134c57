package org.steermesh.contract.testing;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.quarkus.grpc.GrpcService;
import org.steermesh.contract.server.CheckedEndpoint;

/** The rules of the house for every service, whichever rooms it has. */
public final class HouseRules {

  @ArchTest
  static final ArchRule roomsPointInwards =
      layeredArchitecture()
          .consideringOnlyDependenciesInAnyPackage(
              "org.steermesh.*.[api|domain|store|client|config]..")
          .withOptionalLayers(true)
          .layer("api")
          .definedBy("org.steermesh.*.api..")
          .layer("domain")
          .definedBy("org.steermesh.*.domain..")
          .layer("store")
          .definedBy("org.steermesh.*.store..")
          .layer("client")
          .definedBy("org.steermesh.*.client..")
          .layer("config")
          .definedBy("org.steermesh.*.config..")
          .whereLayer("api")
          .mayNotBeAccessedByAnyLayer()
          .whereLayer("store")
          .mayNotBeAccessedByAnyLayer()
          .whereLayer("client")
          .mayNotBeAccessedByAnyLayer()
          .whereLayer("config")
          .mayOnlyBeAccessedByLayers("api", "store", "client");

  @ArchTest
  static final ArchRule noServiceKnowsAnotherButByItsContract =
      slices()
          .matching("org.steermesh.(*).[api|domain|store|client|config]..")
          .should()
          .notDependOnEachOther();

  @ArchTest
  static final ArchRule theDomainKnowsNoFrameworkNoMessageAndNoRedis =
      noClasses()
          .that()
          .resideInAPackage("org.steermesh.*.domain..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io..",
              "jakarta..",
              "com.google..",
              "org.eclipse..",
              "org.steermesh.contract.server..",
              "org.steermesh.contract.protos..",
              "org.steermesh.host.protos..",
              "org.steermesh.redis..",
              "org.steermesh.*.v1..");

  @ArchTest
  static final ArchRule onlyTheStoreKnowsRedis =
      noClasses()
          .that()
          .resideOutsideOfPackages("org.steermesh.*.store..", "org.steermesh.redis..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.lettuce..", "org.steermesh.redis..");

  @ArchTest
  static final ArchRule theStoreKnowsNoMessage =
      noClasses()
          .that()
          .resideInAPackage("org.steermesh.*.store..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("com.google..", "org.steermesh.*.v1..")
          .allowEmptyShould(true);

  @ArchTest
  static final ArchRule onlyHostsKnowTheEngine =
      noClasses()
          .that()
          .resideInAnyPackage(
              "org.steermesh.contract..",
              "org.steermesh.redis..",
              "org.steermesh.vector..",
              "org.steermesh.eval..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.steermesh.engine..", "org.steermesh.host..");

  @ArchTest
  static final ArchRule everyEndpointRefusesWhatIsNoMessage =
      classes()
          .that()
          .areAnnotatedWith(GrpcService.class)
          .should()
          .beAssignableTo(CheckedEndpoint.class);

  private HouseRules() {}
}
