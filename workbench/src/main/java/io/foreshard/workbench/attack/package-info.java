/**
 * Attacks: seeded runs that damage, kill or starve a part of Foreshard and count every row that is lost or wrong. This package holds the command, the
 * port that an attack implements and its report; it does not know Ignite.
 */
package io.foreshard.workbench.attack;
