/** The attack that kills server processes while the tier moves pages and clients write. */
package io.foreshard.workbench.attack.kill;
