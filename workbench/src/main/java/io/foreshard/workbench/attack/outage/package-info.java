/** The attack that takes the object store away from running servers, one kind of outage and one kind of operation at a time. */
package io.foreshard.workbench.attack.outage;
